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

/** The text with what stands between its markers `<!-- name:begin -->` and `<!-- name:end -->` replaced. */
export function withBlock(text: string, name: string, block: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`The markers ${begin} and ${end} are missing.`)
  return `${text.slice(0, from + begin.length)}\n${block}\n${text.slice(to)}`
}
