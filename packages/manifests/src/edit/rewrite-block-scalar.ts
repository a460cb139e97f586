import { CHOMPING_KEEP, SCALAR_STYLE_FOLDED_BLOCK } from 'js-yaml'
import { edit, type Rewrite } from './rewrite-state.ts'
import type { SourceScalar } from './source-node.ts'
import { columnOf, lineEnd } from './text-lines.ts'
import { pad } from './write-block.ts'
import { fitsBlockScalar } from './write-scalar.ts'

/** Gives a block scalar another content in the same style and indentation; false when the style cannot hold it. */
export function rewriteBlockScalar(state: Rewrite, node: SourceScalar, value: string): boolean {
  const { event } = node
  const { text } = state
  const headerEnd = lineEnd(text, node.content)
  const header = text.slice(node.content, headerEnd)
  const newlines = /\n*$/.exec(value)?.[0].length ?? 0
  const keeps = event.chomping === CHOMPING_KEEP
  const hasIndicator = /^[|>][-+]?\d/.test(header)
  if (!fitsBlockScalar(value) || (newlines > 1 && !keeps) || (/^\s/.test(value) && !hasIndicator)) return false
  const folded = event.style === SCALAR_STYLE_FOLDED_BLOCK
  const content = value.slice(0, value.length - newlines)
  if (folded && /(?:^|\n)[ \t]/.test(content)) return false
  const chomping = newlines === 0 ? '-' : keeps ? '+' : ''
  const oldLines = text
    .slice(event.valueStart, node.end)
    .split(/\r?\n/)
    .map((line) => line.trim())
  const lines = (folded ? fold(content, oldLines) : content).split('\n')
  const column = event.indent > 0 ? event.indent : columnOf(text, node.holder.start) + state.style.indent
  const body = lines.map((line) => (line === '' ? '' : pad(column) + line))
  const blank = '\n'.repeat(keeps && newlines > 1 ? newlines - 1 : 0)
  edit(state, node.content, node.end, [header.replace(/^([|>])([-+]?)(\d?)([-+]?)/, `$1$3${chomping}`), ...body].join('\n') + blank)
  return true
}

/** Folded text for a content: lines that the old text had at either end keep their breaks. */
function fold(content: string, oldLines: readonly string[]): string {
  if (content.includes('\n')) return content.replaceAll(/\n+/g, (breaks) => `${breaks}\n`)
  const [before, after]: [string[], string[]] = [[], []]
  let rest = content
  for (const line of oldLines) {
    if (line === '' || !rest.startsWith(`${line} `) || rest[line.length + 1] === ' ') break
    before.push(line)
    rest = rest.slice(line.length + 1)
  }
  for (const line of oldLines.toReversed()) {
    if (line === '' || !rest.endsWith(` ${line}`) || rest.at(-2 - line.length) === ' ') break
    after.unshift(line)
    rest = rest.slice(0, -1 - line.length)
  }
  return [...before, rest, ...after].join('\n')
}
