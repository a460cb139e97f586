import { diffArrays } from 'diff'

/** A run of lines that are the same in both texts, or that only one of them has. */
export interface LineRun {
  readonly sign: ' ' | '+' | '-'
  readonly lines: readonly string[]
}

/** Lines that are compared at a time: fixes are small and far apart, and comparing takes time by the square of what differs. */
const WINDOW = 200
/** So many equal lines are no accident: what follows can be compared by itself. */
const ANCHOR = 3
/** Beyond so many changed lines in one place a diff helps nobody, and so many lines show one place whole. */
const MOST_LINES = 10_000
const MOST_CHANGES = 2500

/** The difference of two lists of lines, in time that grows with their length. Undefined where almost everything differs. */
export function diffLines(before: readonly string[], after: readonly string[]): LineRun[] | undefined {
  const runs: LineRun[] = []
  let [left, right, size] = [0, 0, WINDOW]
  while (left < before.length || right < after.length) {
    const same = countSame(before, after, left, right)
    if (same > 0) runs.push({ sign: ' ', lines: before.slice(left, left + same) })
    left += same
    right += same
    const last = left + size >= before.length && right + size >= after.length
    const window = compare(before.slice(left, left + size), after.slice(right, right + size))
    const settled = window === undefined || last ? window : upToAnchor(window)
    if (settled === undefined && (last || size > MOST_LINES)) return undefined
    if (settled === undefined) size *= 4
    else {
      runs.push(...settled)
      left += lengthOf(settled, '+')
      right += lengthOf(settled, '-')
      size = WINDOW
    }
  }
  return runs
}

function countSame(before: readonly string[], after: readonly string[], left: number, right: number): number {
  let count = 0
  while (left + count < before.length && before[left + count] === after[right + count]) count += 1
  return count
}

function compare(before: string[], after: string[]): LineRun[] | undefined {
  return diffArrays(before, after, { maxEditLength: MOST_CHANGES })?.map(({ added, removed, value }) => ({
    sign: added ? '+' : removed ? '-' : ' ',
    lines: value,
  }))
}

/** The runs up to the last that surely belong together; the rest is compared again with what follows. */
function upToAnchor(runs: readonly LineRun[]): LineRun[] | undefined {
  const index = runs.findLastIndex(({ sign, lines }) => sign === ' ' && lines.length >= ANCHOR)
  return index < 0 ? undefined : runs.slice(0, index + 1)
}

/** How many lines one of the texts has in the runs: all but those that only the other has. */
function lengthOf(runs: readonly LineRun[], other: '+' | '-'): number {
  return runs.reduce((sum, { sign, lines }) => sum + (sign === other ? 0 : lines.length), 0)
}
