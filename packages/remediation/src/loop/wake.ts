/** Has a run that waits for people look at once: something happened that may be what it waits for. */
export class Wake {
  #next = new AbortController()

  /** Ends with the next ring. Taken before a look, so that what happens during the look is not missed. */
  get signal(): AbortSignal {
    return this.#next.signal
  }

  ring(): void {
    const rung = this.#next
    this.#next = new AbortController()
    rung.abort()
  }
}
