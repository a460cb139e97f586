import type { Violation } from '@aks-copilot/contracts'
import { harmless, type Paint } from './paint.ts'

/** Lines of a file, cut once. */
export class FrameSource {
  readonly #textOf: (file: string) => string | undefined
  readonly #lines = new Map<string, readonly string[]>()

  constructor(textOf: (file: string) => string | undefined) {
    this.#textOf = textOf
  }

  line(file: string, number: number): string | undefined {
    let lines = this.#lines.get(file)
    if (lines === undefined) this.#lines.set(file, (lines = (this.#textOf(file) ?? '').replace(/^\uFEFF/, '').split(/\r?\n/)))
    return lines[number - 1]
  }
}

/**
 * The line of a violation with its place underlined, and the line above it for orientation. Very long lines are cut
 * around the place.
 */
export function codeFrame(violation: Violation, source: FrameSource, paint: Paint, columns: number): string[] {
  const text = source.line(violation.file, violation.line)
  if (text === undefined) return []
  const gutter = String(violation.line).length
  const width = Math.max(20, columns - gutter - 6)
  const shift = violation.column > width - 10 ? violation.column - Math.floor(width / 2) : 0
  const show = (line: string): string => harmless(line).slice(shift, shift + width)
  const before = text.slice(0, violation.column - 1)
  const start = harmless(before).length - shift
  const marked = violation.endLine === violation.line ? text.slice(violation.column - 1, violation.endColumn - 1) : text.slice(violation.column - 1).trimEnd()
  const length = Math.max(1, Math.min(harmless(marked).length, width - start))
  const above = source.line(violation.file, violation.line - 1)
  return [
    ...(above === undefined || above.trim() === '' || above.startsWith('---') ? [] : [`${paint.dim(`${String(violation.line - 1).padStart(gutter)} │ ${show(above)}`)}`]),
    `${paint.dim(`${violation.line} │`)} ${show(text)}`,
    `${' '.repeat(gutter)} ${paint.dim('│')} ${' '.repeat(Math.max(0, start))}${paint.severity(violation.severity, '━'.repeat(length))}`,
  ]
}
