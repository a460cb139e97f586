import type { FixedFile } from '../fix-manifests.ts'
import { diffLines, type LineRun } from './diff-lines.ts'

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

/** What changes in a file, as hunks of lines without their endings. Undefined where almost everything does. */
export function diffHunks(file: FixedFile, context = 2): readonly DiffHunk[] | undefined {
  const runs = diffLines(linesOf(file.before), linesOf(file.after))
  return runs === undefined ? undefined : hunksOf(runs, context)
}

/** Each line with its ending, so that a missing last newline is a difference. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function hunksOf(runs: readonly LineRun[], context: number): DiffHunk[] {
  const hunks: DiffHunk[] = []
  const joined = joinRuns(runs)
  let [before, after] = [1, 1]
  let open: Builder | undefined
  for (const [index, { sign, lines }] of joined.entries()) {
    if (sign !== ' ') {
      open ??= new Builder(before, after)
      open.add(sign, lines)
    } else {
      const isLast = index === joined.length - 1
      if (open !== undefined && (isLast || lines.length > 2 * context)) {
        open.add(' ', lines.slice(0, context))
        hunks.push(open.finish())
        open = undefined
      } else open?.add(' ', lines)
      const lead = lines.slice(Math.max(0, lines.length - context))
      if (open === undefined && !isLast) {
        open = new Builder(before + lines.length - lead.length, after + lines.length - lead.length)
        open.add(' ', lead)
      }
    }
    if (sign !== '+') before += lines.length
    if (sign !== '-') after += lines.length
  }
  if (open !== undefined) hunks.push(open.finish())
  return hunks
}

/** Neighbours of one sign, made one. */
function joinRuns(runs: readonly LineRun[]): LineRun[] {
  const joined: { sign: LineRun['sign']; lines: string[] }[] = []
  for (const { sign, lines } of runs) {
    const last = joined.at(-1)
    if (last?.sign === sign) for (const line of lines) last.lines.push(line)
    else if (lines.length > 0) joined.push({ sign, lines: [...lines] })
  }
  return joined
}

class Builder {
  readonly #lines: DiffLine[] = []
  readonly #start: readonly [before: number, after: number]
  #before: number
  #after: number

  constructor(before: number, after: number) {
    this.#start = [before, after]
    this.#before = before
    this.#after = after
  }

  add(sign: DiffLine['sign'], lines: readonly string[]): void {
    for (const line of lines) {
      this.#lines.push({ sign, text: line.replace(/\r?\n$/, ''), number: sign === '+' ? this.#after : this.#before })
      if (sign !== '+') this.#before += 1
      if (sign !== '-') this.#after += 1
    }
  }

  finish(): DiffHunk {
    const [oldStart, newStart] = this.#start
    return { oldStart, oldLines: this.#before - oldStart, newStart, newLines: this.#after - newStart, lines: this.#lines }
  }
}
