import { diffLines } from 'diff'

/** One line beside the other; numbers count from 1. A side is absent where the line exists on the other only. */
export interface DiffRow {
  readonly left?: { readonly number: number; readonly text: string } | undefined
  readonly right?: { readonly number: number; readonly text: string } | undefined
  readonly same: boolean
}

/** Beyond this a diff may take seconds; the lines are then paired by the common start and end alone. */
const LONGEST_EDIT = 4_000

/** Two texts line by line, side by side; what was removed stands beside what was added in its place. */
export function diffRows(before: string, after: string): DiffRow[] {
  const rows: DiffRow[] = []
  let [left, right] = [1, 1]
  const removed: DiffRow['left'][] = []
  const flush = (added: readonly string[]) => {
    const gone = removed.splice(0)
    for (let index = 0; index < Math.max(gone.length, added.length); index += 1) {
      const text = added[index]
      rows.push({ left: gone[index], right: text === undefined ? undefined : { number: right++, text }, same: false })
    }
  }
  for (const part of parts(before, after)) {
    const lines = linesOf(part.value)
    if (part.removed === true) {
      flush([])
      removed.push(...lines.map((text) => ({ number: left++, text })))
    } else if (part.added === true) flush(lines)
    else {
      flush([])
      for (const text of lines) rows.push({ left: { number: left++, text }, right: { number: right++, text }, same: true })
    }
  }
  flush([])
  return rows
}

interface Part {
  readonly value: string
  readonly added?: boolean
  readonly removed?: boolean
}

function parts(before: string, after: string): readonly Part[] {
  if (before === after) return [{ value: before }]
  return (
    diffLines(before, after, { maxEditLength: LONGEST_EDIT }) ?? [
      { value: before, removed: true },
      { value: after, added: true },
    ]
  )
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
