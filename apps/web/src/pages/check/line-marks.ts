import type { Severity, Violation } from '@aks-copilot/contracts'

export interface LineMark {
  /** UTF-16 units from 0; `end` is behind the last. */
  readonly start: number
  readonly end: number
  readonly severity: Severity
  /** Where the violation stands in the report. */
  readonly index: number
}

export interface Indexed {
  readonly violation: Violation
  readonly index: number
}

/** The marks of each line (from 1) of one file. A violation of several lines is marked on its first: the rest is its content. */
export function lineMarks(violations: readonly Indexed[], lines: readonly string[]): ReadonlyMap<number, readonly LineMark[]> {
  const marks = new Map<number, LineMark[]>()
  for (const { violation, index } of violations) {
    const { line, column, endLine, endColumn, severity } = violation
    const length = lines[line - 1]?.length ?? 0
    const start = Math.min(column - 1, Math.max(0, length - 1))
    const end = Math.max(start + 1, endLine === line ? Math.min(endColumn - 1, length) : length)
    marks.set(line, [...(marks.get(line) ?? []), { start, end, severity, index }])
  }
  return marks
}

export interface Segment {
  readonly text: string
  readonly mark?: LineMark | undefined
}

const RANK = { error: 0, warning: 1, info: 2 } as const

/** A line cut at its marks; where several overlap, the gravest is seen. */
export function segments(text: string, marks: readonly LineMark[] = []): Segment[] {
  if (marks.length === 0) return [{ text }]
  const cuts = [...new Set([0, text.length, ...marks.flatMap(({ start, end }) => [start, end])])]
    .filter((cut) => cut <= text.length)
    .toSorted((a, b) => a - b)
  return cuts.slice(0, -1).map((start, index) => {
    const over = marks.filter((mark) => mark.start <= start && mark.end > start)
    return { text: text.slice(start, cuts[index + 1]), mark: over.toSorted((a, b) => RANK[a.severity] - RANK[b.severity])[0] }
  })
}
