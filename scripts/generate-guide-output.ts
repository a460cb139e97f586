/**
 * Fills in what the commands in the guides print, so that no output in them is invented or out of date. A place is
 *
 *   <!-- output: aks-copilot check examples/shop/k3s --quiet
 *   show 4 from 20-database.yaml
 *   show last 3
 *   -->
 *   (the code block, made)
 *   <!-- output:end -->
 *
 * `show N from TEXT` takes N lines from the first one after the last shown that contains TEXT; `all` to the end,
 * `paragraph` to the next empty line. `<!-- file: PATH -->` … `<!-- file:end -->` holds a file of the repository.
 */
import { readFileSync } from 'node:fs'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../apps/cli/src/run-program.ts'
import { writeGenerated } from './generated-file.ts'

// No time passes, so that no line breaks elsewhere when a run takes longer.
performance.now = () => 0

const ROOT = new URL('../', import.meta.url)
const PAGES = [
  'README.md',
  ...['k3s-to-aks', 'okd-to-aks', 'configuration', 'profiles', 'suppressing', 'certificates', 'in-ci', 'writing-a-rule', 'diagnose'].map(
    (name) => `docs/guides/${name}.md`,
  ),
]
const PLACE = /<!-- output: aks-copilot (.+)\n([\s\S]*?)-->\n[\s\S]*?<!-- output:end -->/g

const FILE = /<!-- file: (\S+) -->\n[\s\S]*?<!-- file:end -->/g

const outputs = new Map<string, readonly string[]>()

/** The lines that a command prints in a terminal of 100 columns, without the time that it took. */
async function linesOf(command: string): Promise<readonly string[]> {
  const known = outputs.get(command)
  if (known !== undefined) return known
  const parts: Buffer[] = []
  const stdout = Object.assign(new Writable({ write: (chunk: Buffer, _encoding, done) => (parts.push(chunk), done()) }), { columns: 100 })
  const environment = { PATH: process.env['PATH'], NO_COLOR: '1' }
  const status = await runProgram(command.split(' '), '', {
    stdout,
    stdin: Readable.from([]) as unknown as NodeJS.ReadableStream,
    cwd: fileURLToPath(ROOT),
    environment,
  })
  if (status > 1) throw new Error(`aks-copilot ${command} ended with ${status}.`)
  const lines = Buffer.concat(parts)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ · [\d.,]+ m?s$/, '').trimEnd())
  outputs.set(command, lines)
  return lines
}

function chosen(lines: readonly string[], wishes: readonly string[], page: string): string[] {
  const shown: string[] = []
  let at = 0
  for (const wish of wishes) {
    const [, count = '', text = ''] = /^show (\d+|all|paragraph) from (.+)$/.exec(wish) ?? []
    const last = /^show last (\d+)$/.exec(wish)?.[1]
    const start = last === undefined ? lines.findIndex((line, index) => index >= at && line.includes(text)) : lines.length - Number(last)
    if (start < 0 || (last === undefined && count === '')) throw new Error(`${page}: nothing is printed for «${wish}».`)
    if (start > at) shown.push('…')
    at = endOf(lines, start, last === undefined ? count : 'all')
    const part = lines.slice(start, at)
    while (part.at(-1) === '') part.pop()
    shown.push(...part)
  }
  return at < lines.length ? [...shown, '…'] : shown
}

function endOf(lines: readonly string[], start: number, count: string): number {
  if (count === 'all') return lines.length
  const empty = lines.indexOf('', start)
  return count === 'paragraph' ? (empty < 0 ? lines.length : empty) : start + Number(count)
}

async function filled(text: string, page: string): Promise<string> {
  const blocks: string[] = []
  for (const [, command = '', wishes = ''] of text.matchAll(PLACE)) {
    const lines = chosen(await linesOf(command), wishes.trim().split('\n').filter(Boolean), page)
    blocks.push(
      `<!-- output: aks-copilot ${command}\n${wishes}-->\n\`\`\`console\n$ aks-copilot ${command}\n${lines.join('\n')}\n\`\`\`\n<!-- output:end -->`,
    )
  }
  return text.replaceAll(PLACE, () => blocks.shift() ?? '').replaceAll(FILE, (_, path: string) => fileBlock(path))
}

function fileBlock(path: string): string {
  const language = path.endsWith('.ts') ? 'ts' : 'yaml'
  return `<!-- file: ${path} -->\n\`\`\`${language}\n${readFileSync(new URL(path, ROOT), 'utf8').trimEnd()}\n\`\`\`\n<!-- file:end -->`
}

for (const page of PAGES) {
  const url = new URL(page, ROOT)
  writeGenerated(url, await filled(readFileSync(url, 'utf8'), page))
}
