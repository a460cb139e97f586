/** How many bytes may come in a while: so many a second, and a burst at once. */
export class ByteBudget {
  readonly #perSecond: number
  readonly #burst: number
  readonly #now: () => number
  #left: number
  #at: number

  constructor(perSecond: number, burst: number, now: () => number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#now = now
    this.#left = burst
    this.#at = now()
  }

  /** Takes bytes that came; false once more came than may. */
  take(bytes: number): boolean {
    const now = this.#now()
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) / 1000) * this.#perSecond) - bytes
    this.#at = now
    return this.#left >= 0
  }
}
