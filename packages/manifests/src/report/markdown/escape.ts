import { messageParts, oneLine, printable } from '../plain-text.ts'

/** Text of a manifest as Markdown that shows exactly this text: no markup, no HTML, no mention, no table cell. */
export function escapeMarkdown(text: string): string {
  const special = oneLine(text)
    .replaceAll(/[\\`*_[\]<>|~#]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('@', '&#64;')
  return special
    .replaceAll(String.raw`\<`, '&lt;')
    .replaceAll(String.raw`\>`, '&gt;')
    .replace(/^(\s*)([-+=]|\d+[.)])/, String.raw`$1\$2`)
}

/** A message with its `words in backticks` as code. */
export function markdownMessage(text: string): string {
  return messageParts(text)
    .map((part) => (part.code ? inlineCode(part.text) : escapeMarkdown(part.text)))
    .join('')
}

/** Code inside a line; also in a table, where a bar would end the cell. */
export function inlineCode(text: string): string {
  const clean = oneLine(text)
  if (clean.trim() === '') return '`(empty)`'
  const fence = '`'.repeat(longestRun(clean) + 1)
  const pad = /^`|`$|^ .* $/.test(clean) ? ' ' : ''
  return `${fence}${pad}${clean.replaceAll('|', String.raw`\|`)}${pad}${fence}`
}

/** A fenced block that its own content cannot end. */
export function codeBlock(language: string, lines: readonly string[]): string {
  const clean = lines.map(printable)
  const fence = '`'.repeat(Math.max(3, ...clean.map((line) => longestRun(line) + 1)))
  return [`${fence}${language}`, ...clean, fence].join('\n')
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0)
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
}
