import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { FIRST_LOAD_BUDGET, type LoadedFile, measureFirstLoad } from '../scripts/measure-web.ts'

const outDir = mkdtempSync(join(tmpdir(), 'aks-copilot-web-'))
let files: LoadedFile[] = []

beforeAll(async () => {
  const configFile = fileURLToPath(new URL('../apps/web/vite.config.ts', import.meta.url))
  // The runner says `test`, with which React would bring its development half.
  vi.stubEnv('NODE_ENV', 'production')
  await build({ configFile, logLevel: 'error', mode: 'production', build: { outDir } })
  files = measureFirstLoad(`${outDir}/`)
}, 60_000)
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(outDir, { recursive: true, force: true })
})

test('the first load of the page stays within 250 KB compressed, fonts and styles included', () => {
  expect(files.filter(({ file }) => file.endsWith('.woff2'))).toHaveLength(2)
  expect(files.some(({ file }) => file.endsWith('.css'))).toBe(true)
  expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(FIRST_LOAD_BUDGET)
})

test('what only some pages need is not in it', () => {
  for (const { file } of files) expect(file).not.toMatch(/markdown|explore|incident-page|palette|check-page/)
})
