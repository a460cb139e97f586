import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { zipArchive } from '../apps/web/src/pages/check/zip-archive.ts'
import { entriesOf } from './read-archive.ts'

const FILES = [
  { path: 'k8s/web.yaml', text: 'kind: Service\n# größer\n' },
  { path: 'k8s/größe.yaml', text: 'kind: ConfigMap\n'.repeat(200) },
  { path: 'empty.yaml', text: '' },
  { path: 'constructor.yaml', text: 'kind: Secret\n' },
]

test('an archive holds each file with its name, its bytes and their checksum, and tells no day', () => {
  // 1 January 1980
  expect(entriesOf(zipArchive(FILES))).toEqual(FILES.map((file) => ({ ...file, day: 0x00_21 })))
})

const hasPython = (() => {
  try {
    return execFileSync('python3', ['--version']).length > 0
  } catch {
    return false
  }
})()

test.skipIf(!hasPython)('another program reads the archive (needs python3)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-zip-'))
  writeFileSync(join(folder, 'fixed.zip'), zipArchive(FILES))
  execFileSync('python3', ['-m', 'zipfile', '-t', 'fixed.zip'], { cwd: folder })
  execFileSync('python3', ['-m', 'zipfile', '-e', 'fixed.zip', 'out'], { cwd: folder })
  for (const { path, text } of FILES) expect(readFileSync(join(folder, 'out', path), 'utf8')).toBe(text)
  rmSync(folder, { recursive: true })
})
