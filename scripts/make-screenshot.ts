/**
 * Makes the pictures of docs/images: what commands print in a terminal, their middle left out.
 *
 *   node scripts/make-screenshot.ts            all of them
 *   node scripts/make-screenshot.ts NAME ...   one: what `aks-copilot ...` prints, as NAME.svg
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../apps/cli/src/run-program.ts'

const ROOT = new URL('../', import.meta.url)
const PICTURES: Readonly<Record<string, readonly string[]>> = {
  check: ['check', 'examples/shop/k3s'],
  diagnose: ['replay', 'evals/recordings/cascade-of-three.json'],
}
const COLUMNS = 100
const FIRST_LINES = 36
const [CHARACTER, LINE, MARGIN, BAR] = [8.4, 19, 20, 36]
const COLORS: Readonly<Record<number, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#56d4dd',
  90: '#8b949e',
}
const FOREGROUND = '#e6edf3'

interface Style {
  readonly color?: string
  readonly bold?: boolean
  readonly dim?: boolean
  readonly underline?: boolean
}
interface Run {
  readonly text: string
  readonly column: number
  readonly style: Style
}

async function output(command: readonly string[]): Promise<string[]> {
  const parts: Buffer[] = []
  const stdout = Object.assign(new Writable({ write: (chunk: Buffer, _encoding, done) => (parts.push(chunk), done()) }), {
    columns: COLUMNS,
  })
  const status = await runProgram(command, '', {
    stdout,
    stdin: Readable.from([]) as unknown as NodeJS.ReadableStream,
    cwd: fileURLToPath(ROOT),
    environment: { FORCE_COLOR: '1' },
  })
  if (status > 1) throw new Error(`aks-copilot ${command.join(' ')} ended with ${status}.`)
  return Buffer.concat(parts).toString('utf8').trimEnd().split('\n')
}

/** One line of a terminal as stretches of one style; a style does not reach beyond its line. */
function runsOf(line: string): Run[] {
  const runs: Run[] = []
  let [style, column]: [Style, number] = [{}, 0]
  // oxlint-disable-next-line no-control-regex -- an escape sequence begins with a control character
  for (const part of line.split(/(\u001B\[[\d;]*m)/)) {
    // oxlint-disable-next-line no-control-regex -- the same
    const codes = /^\u001B\[([\d;]*)m$/.exec(part)?.[1]
    if (codes !== undefined) style = codes.split(';').map(Number).reduce(styled, style)
    else if (part !== '') {
      runs.push({ text: part, column, style })
      column += columnsOf(part)
    }
  }
  return runs
}

function styled(style: Style, code: number): Style {
  const color = COLORS[code]
  if (color !== undefined) return { ...style, color }
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 4) return { ...style, underline: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 24) return { ...style, underline: false }
  if (code === 39) return Object.fromEntries(Object.entries(style).filter(([key]) => key !== 'color'))
  return code === 0 ? {} : style
}

/** Words stand at their column, so that no renderer can move them by closing up spaces or by another width of a sign. */
function svgRun({ text, column, style }: Run): string {
  return [...text.matchAll(/\S+(?: \S+)*/g)].map((match) => tspan(match[0], column + columnsOf(text.slice(0, match.index)), style)).join('')
}

function tspan(text: string, column: number, { color, bold, dim, underline }: Style): string {
  const attributes = [
    `x="${round(MARGIN + column * CHARACTER)}"`,
    `textLength="${round(columnsOf(text) * CHARACTER)}"`,
    color === undefined ? '' : `fill="${color}"`,
    bold === true ? 'font-weight="700"' : '',
    dim === true ? 'opacity=".6"' : '',
    underline === true ? 'text-decoration="underline"' : '',
  ]
  return `<tspan ${attributes.filter(Boolean).join(' ')}>${escaped(text)}</tspan>`
}

function svg(command: readonly string[], lines: readonly string[]): string {
  const columns = Math.max(COLUMNS, ...lines.map((line) => runsOf(line).reduce((sum, { text }) => sum + columnsOf(text), 0)))
  const [width, height] = [Math.ceil(columns * CHARACTER + 2 * MARGIN), BAR + lines.length * LINE + MARGIN]
  const rows = lines
    .map((line, index) => ({ y: BAR + (index + 1) * LINE - 5, runs: runsOf(line).map(svgRun).join('') }))
    .filter(({ runs }) => runs !== '')
  const dots = ['#ff5f57', '#febc2e', '#28c840']
    .map((color, index) => `<circle cx="${MARGIN + index * 18}" cy="18" r="6" fill="${color}"/>`)
    .join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>What aks-copilot ${command.join(' ')} prints</title>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>${dots}
<g fill="${FOREGROUND}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">
${rows.map(({ y, runs }) => `<text y="${y}">${runs}</text>`).join('\n')}
</g>
</svg>
`
}

/** How many columns of a terminal a text takes: all its characters are of one column. */
function columnsOf(text: string): number {
  return Array.from(text).length
}

function round(number: number): string {
  return String(Math.round(number * 10) / 10)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The first paragraphs and the last one; what is between is counted. */
function shownLines(printed: readonly string[]): string[] {
  if (printed.length <= FIRST_LINES + 4) return [...printed]
  const first = printed.slice(0, FIRST_LINES)
  while (first.length > 0 && first.at(-1) !== '') first.pop()
  const last = printed.slice(printed.lastIndexOf('') + 1)
  return [...first, `  \u001B[2m⋮ ${printed.length - first.length - last.length} more lines\u001B[22m`, '', ...last]
}

const [own, ...words] = process.argv.slice(2)
mkdirSync(new URL('docs/images/', ROOT), { recursive: true })
for (const [name, command] of own === undefined ? Object.entries(PICTURES) : [[own, words] as const]) {
  const lines = [`\u001B[32m$\u001B[39m aks-copilot ${command.join(' ')}`, '', ...shownLines(await output(command))]
  writeFileSync(new URL(`docs/images/${name}.svg`, ROOT), svg(command, lines))
}
