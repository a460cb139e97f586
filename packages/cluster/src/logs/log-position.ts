/** A time to the nanosecond: the API resumes a log at full seconds, and what came before must not come twice. */
interface Position {
  readonly at: number
  /** The digits below a millisecond, padded. */
  readonly below: string
}

const FRACTION = /\.\d{3}(\d{0,6})/

function positionOf(line: string): Position | undefined {
  const space = line.indexOf(' ')
  const stamp = space < 0 ? line : line.slice(0, space)
  const at = Date.parse(stamp)
  return Number.isNaN(at) ? undefined : { at, below: (FRACTION.exec(stamp)?.[1] ?? '').padEnd(6, '0') }
}

function compare(left: Position, right: Position): number {
  return left.at - right.at || (left.below < right.below ? -1 : left.below > right.below ? 1 : 0)
}

/** Remembers how far a log was read, and tells which lines are new after a stream was opened again. */
export class LogPosition {
  #last: Position | undefined
  /** Lines with exactly the last time: some of them may come again, others not yet have come. */
  #alike = 0
  #toSkip = 0
  #isResuming = false

  /** From when to ask again; undefined at the beginning. */
  get since(): number | undefined {
    return this.#last?.at
  }

  /** A stream was opened again at `since`. */
  resume(): void {
    this.#isResuming = true
    this.#toSkip = this.#alike
  }

  /** Whether a line is new. Lines without a time are none of the log's. */
  isNew(line: string): boolean {
    const position = positionOf(line)
    if (position === undefined) return false
    const order = this.#last === undefined ? 1 : compare(position, this.#last)
    if (this.#isResuming && order < 0) return false
    if (this.#isResuming && order === 0 && this.#toSkip > 0) {
      this.#toSkip -= 1
      return false
    }
    if (order > 0) this.#isResuming = false
    if (order >= 0) {
      this.#alike = order === 0 ? this.#alike + 1 : 1
      this.#last = position
    }
    return true
  }
}
