/**
 * What a browser loads before the page is there: the entry, all that it imports at once, styles and fonts, compressed as they are served.
 *
 *   node scripts/measure-web.ts          builds the page and prints the sizes; exits 1 above the budget
 *   node scripts/measure-web.ts --built  measures apps/web/dist as it is
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** Bytes. */
export const FIRST_LOAD_BUDGET = 250 * 1024
const DIST = fileURLToPath(new URL('../apps/web/dist/', import.meta.url))

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
  readonly assets?: readonly string[]
}
export interface LoadedFile {
  readonly file: string
  /** Gzipped; fonts are compressed already. */
  readonly bytes: number
}

/** The files of the first load, largest first. Throws where the page was not built. */
export function measureFirstLoad(dist: string = DIST): LoadedFile[] {
  const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8')) as Record<string, Chunk>
  const files = new Set(['index.html', 'theme.js'])
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (chunk === undefined || files.has(chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file)
    for (const next of chunk.imports ?? []) visit(next)
  }
  for (const [name, { isEntry }] of Object.entries(manifest)) if (isEntry === true) visit(name)
  return [...files].map((file) => ({ file, bytes: sizeOf(`${dist}${file}`) })).toSorted((a, b) => b.bytes - a.bytes)
}

function sizeOf(path: string): number {
  const bytes = readFileSync(path)
  return path.endsWith('.woff2') ? bytes.length : gzipSync(bytes, { level: 9 }).length
}

function buildPage(): void {
  const { status } = spawnSync('vite', ['build', 'apps/web', '--config', 'apps/web/vite.config.ts', '--logLevel', 'warn'], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The page cannot be built.')
}

if (import.meta.main) {
  if (!process.argv.includes('--built') || !existsSync(`${DIST}index.html`)) buildPage()
  const files = measureFirstLoad()
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  for (const { file, bytes } of files) console.log(`${(bytes / 1024).toFixed(1).padStart(7)} KB  ${file}`)
  console.log(`first load: ${(total / 1024).toFixed(1)} KB of ${FIRST_LOAD_BUDGET / 1024} KB`)
  process.exitCode = total > FIRST_LOAD_BUDGET ? 1 : 0
}
