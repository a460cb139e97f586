/** Clocks that differ less than this are the same clock: the header counts seconds, and answers take their time. */
const SAME = 3000

/** The API server's clock, by the `Date` of its answers: what it stamps on objects and events is judged by its own time. */
export class ServerClock {
  readonly #now: () => number
  #offset = 0
  /** How exactly the offset is known: half the time of the quickest answer, in milliseconds. */
  #exactness = Infinity

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Takes the `Date` header of an answer to a question that was sent at that time of this machine. */
  observe(header: unknown, sentAt: number): void {
    const told = typeof header === 'string' ? Date.parse(header) : Number.NaN
    const here = this.#now()
    const exactness = (here - sentAt) / 2
    if (Number.isNaN(told) || exactness < 0 || exactness >= this.#exactness) return
    this.#exactness = exactness
    // The header cuts off the part of a second.
    const offset = told + 500 - (sentAt + exactness)
    this.#offset = Math.abs(offset) < SAME + exactness ? 0 : offset
  }

  /** Milliseconds since the epoch, as the server counts them. */
  now(): number {
    return Math.round(this.#now() + this.#offset)
  }
}
