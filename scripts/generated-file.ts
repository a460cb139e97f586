import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Writes a generated file, or with `--check` on the command line, says whether it is stale and fails. */
export function writeGenerated(path: URL, text: string): void {
  const old = existsSync(path) ? readFileSync(path, 'utf8') : undefined
  if (old === text) return
  if (process.argv.includes('--check')) {
    console.error(`${path.pathname} is stale: run \`npm run generate\`.`)
    process.exitCode = 1
    return
  }
  writeFileSync(path, text)
}
