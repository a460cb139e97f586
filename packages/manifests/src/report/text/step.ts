import type { FormatContext } from '../format-context.ts'
import type { Paint } from './paint.ts'
import { wrap } from './wrap.ts'

/** A word in the margin, and what it says beside it. */
export function step(label: string, text: string, { columns, color }: FormatContext, paint: Paint): string[] {
  const lines = wrap(text, columns - 6)
  return lines.map((line, index) => `${index === 0 ? label : '    '}  ${color ? paint.words(line) : line.replaceAll('`', '')}`)
}
