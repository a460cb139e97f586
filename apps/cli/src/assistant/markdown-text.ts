import { createColors } from 'picocolors'
import { wrapWords } from '../diagnosis/wrap-words.ts'
import { printableLines } from '../printable.ts'

export interface MarkdownTextOptions {
  readonly color: boolean
  readonly columns: number
}

type Colors = ReturnType<typeof createColors>

/** The Markdown of an answer as a terminal shows it. What is not seen, or would do something to a terminal, is shown in place of being done. */
export function markdownText(markdown: string, { color, columns }: MarkdownTextOptions): string {
  const colors = createColors(color)
  const lines: string[] = []
  let isCode = false
  for (const line of printableLines(markdown).split('\n')) {
    if (/^\s*```/.test(line)) {
      isCode = !isCode
      continue
    }
    lines.push(...(isCode ? [colors.cyan(line)] : lineText(line, columns, colors)))
  }
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function lineText(line: string, columns: number, colors: Colors): string[] {
  const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1]
  if (heading !== undefined) return [colors.bold(inline(heading, colors))]
  const [, margin = '', bullet = '', text = ''] = /^(\s*)((?:[-*]|\d+\.)\s+)?(.*)$/.exec(line) ?? []
  if (text === '') return ['']
  const sign = bullet.startsWith('-') || bullet.startsWith('*') ? '• ' : bullet
  const indent = margin.length + sign.length
  return wrapWords(inline(text, colors), Math.max(20, columns - indent)).map(
    (part, index) => `${index === 0 ? `${margin}${sign}` : ' '.repeat(indent)}${part}`,
  )
}

/** Bold and code are shown as such; citations stand back; escapes are taken away. */
function inline(text: string, colors: Colors): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`') && part.endsWith('`') && part.length > 1
        ? colors.isColorSupported
          ? colors.cyan(part.slice(1, -1))
          : part
        : part
            .replaceAll(/\*\*([^*]+)\*\*/g, (_, bold: string) => colors.bold(bold))
            .replaceAll(/(?<!\\)\[E\d+\]/g, (mark) => colors.dim(mark))
            .replaceAll(/\\([[\]<>\\|!])/g, '$1'),
    )
    .join('')
}
