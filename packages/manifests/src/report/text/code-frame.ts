import type { Violation } from '@aks-copilot/contracts'
import { frameLines, type SourceLines } from '../source-lines.ts'
import { harmless, type Paint } from './paint.ts'
import { cells, cutTo } from './wrap.ts'

/**
 * The line of a violation with its place underlined, and the line above it for orientation. Very long lines are cut
 * around the place.
 */
export function codeFrame(violation: Violation, source: SourceLines, paint: Paint, columns: number): string[] {
  const lines = frameLines(violation, source)
  const marked = lines.findIndex(({ mark }) => mark !== undefined)
  const [here, above] = [lines[marked], lines[marked - 1]]
  if (here?.mark === undefined) return []
  const gutter = String(here.number).length
  const width = Math.max(20, columns - gutter - 3)
  const [from, to] = here.mark
  const shift = cells(harmless(here.text.slice(0, to))) > width ? Math.max(0, Math.min(from - 2, to - width + 3)) : 0
  const show = (line: string): string => cutTo((shift > 0 ? '…' : '') + harmless(line.slice(shift)), width)
  const start = cells(harmless(here.text.slice(shift, from))) + (shift > 0 ? 1 : 0)
  const length = Math.max(1, Math.min(cells(harmless(here.text.slice(from, to))), width - start))
  return [
    ...(above === undefined || above.text.trim() === ''
      ? []
      : [paint.dim(`${String(above.number).padStart(gutter)} │ ${show(above.text)}`)]),
    `${paint.dim(`${here.number} │`)} ${show(here.text)}`,
    `${' '.repeat(gutter)} ${paint.dim('│')} ${' '.repeat(start)}${paint.severity(violation.severity, '━'.repeat(length))}`,
  ]
}
