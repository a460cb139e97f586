import type { Violation } from '@aks-copilot/contracts'

/** Lines of the files of a report, cut once each. A byte order mark and line endings are not part of a line. */
export class SourceLines {
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

/** A line that shows where a violation is; `mark` is the range of its place in UTF-16 units from 0, the end exclusive. */
export interface FrameLine {
  readonly number: number
  readonly text: string
  readonly mark?: readonly [start: number, end: number]
}

const LONGEST = 240

/** The line of a violation and the ones around it, cut around the place where they are very long. Empty without a text. */
export function frameLines(violation: Violation, source: SourceLines, around = 1): FrameLine[] {
  const text = source.line(violation.file, violation.line)
  if (text === undefined) return []
  const start = Math.min(violation.column - 1, text.length)
  const end = Math.max(start, violation.endLine === violation.line ? Math.min(violation.endColumn - 1, text.length) : text.trimEnd().length)
  const shift = Math.max(0, Math.min(start - LONGEST / 2, text.length - LONGEST))
  const cut = (line: string): string =>
    line.length <= LONGEST
      ? line
      : `${shift > 0 ? '…' : ''}${line.slice(shift, shift + LONGEST)}${shift + LONGEST < line.length ? '…' : ''}`.toWellFormed()
  const lead = text.length > LONGEST && shift > 0 ? 1 : 0
  const mark = [
    start - (text.length > LONGEST ? shift - lead : 0),
    Math.min(end - (text.length > LONGEST ? shift - lead : 0), cut(text).length),
  ] as const
  const neighbours = (from: number, to: number): FrameLine[] =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index).flatMap((number) => {
      const line = number < 1 ? undefined : source.line(violation.file, number)
      return line === undefined ? [] : [{ number, text: cut(line) }]
    })
  const above = neighbours(violation.line - around, violation.line - 1)
  const below = neighbours(violation.line + 1, violation.line + around)
  return [...trimSeparators(above.toReversed()).toReversed(), { number: violation.line, text: cut(text), mark }, ...trimSeparators(below)]
}

/** Neighbours up to the end of the document, without empty ones at the outer end. */
function trimSeparators(lines: FrameLine[]): FrameLine[] {
  const end = lines.findIndex(({ text }) => text.startsWith('---'))
  const own = end < 0 ? lines : lines.slice(0, end)
  const last = own.findLastIndex(({ text }) => text.trim() !== '')
  return own.slice(0, last + 1)
}
