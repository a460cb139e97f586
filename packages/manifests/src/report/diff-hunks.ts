import { structuredPatch } from 'diff'
import type { FixedFile } from '../fix-manifests.ts'

export interface DiffLine {
  readonly sign: ' ' | '+' | '-'
  readonly text: string
  /** Line number before (for ' ' and '-') or after the change. */
  readonly number: number
}

export interface DiffHunk {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  readonly lines: readonly DiffLine[]
}

/** Beyond so many changed lines a diff helps nobody, and computing it takes long. */
const MOST_CHANGES = 20_000

/** What changes in a file, as hunks of lines without their endings. Undefined where almost everything does. */
export function diffHunks(file: FixedFile, context = 2): readonly DiffHunk[] | undefined {
  const patch = structuredPatch(file.path, file.path, file.before, file.after, undefined, undefined, { context, maxEditLength: MOST_CHANGES })
  return patch?.hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => ({ oldStart, oldLines, newStart, newLines, lines: numbered(lines, oldStart, newStart) }))
}

function numbered(lines: readonly string[], oldStart: number, newStart: number): DiffLine[] {
  let [before, after] = [oldStart, newStart]
  const result: DiffLine[] = []
  for (const line of lines) {
    const sign = line[0]
    const text = line.slice(1).replace(/\r$/, '')
    if (sign === '+') result.push({ sign, text, number: after++ })
    else if (sign === '-') result.push({ sign, text, number: before++ })
    else if (sign === ' ') {
      result.push({ sign, text, number: before++ })
      after++
    }
  }
  return result
}
