import { ModelBusy } from '../model-errors.ts'

interface Waiting {
  readonly admit: () => void
  readonly refuse: (reason: unknown) => void
}

/**
 * Lets a bounded number in at a time. Who waits is served in turn by asker, so that one with many requests does not keep others waiting;
 * when `most` wait already, the next is refused at once.
 */
export class FairQueue {
  readonly #slots: number
  readonly #most: number
  #busy = 0
  #count = 0
  /** By asker, in the order in which their turn comes. */
  readonly #waiting = new Map<string, Waiting[]>()

  constructor(slots: number, most: number) {
    this.#slots = slots
    this.#most = most
  }

  get waiting(): number {
    return this.#count
  }

  /** Resolves to the function that gives the place back. Throws MODEL_BUSY when full, the reason of `signal` when it ends first. */
  async enter(asker: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.#busy < this.#slots) this.#busy += 1
    else await this.#wait(asker, signal)
    let left = false
    return () => {
      if (left) return
      left = true
      this.#leave()
    }
  }

  #wait(asker: string, signal: AbortSignal): Promise<void> {
    if (this.#count >= this.#most) throw new ModelBusy(`The model is busy, and ${this.#count} requests wait already.`)
    return new Promise<void>((resolve, reject) => {
      const onAbort = (): void => waiting.refuse(signal.reason)
      const done = (): void => {
        this.#count -= 1
        signal.removeEventListener('abort', onAbort)
      }
      const waiting: Waiting = {
        admit: () => (done(), resolve()),
        refuse: (reason) => {
          this.#remove(asker, waiting)
          done()
          reject(reason instanceof Error ? reason : new Error('cancelled', { cause: reason }))
        },
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#count += 1
      this.#waiting.set(asker, [...(this.#waiting.get(asker) ?? []), waiting])
    })
  }

  #remove(asker: string, waiting: Waiting): void {
    const others = (this.#waiting.get(asker) ?? []).filter((other) => other !== waiting)
    if (others.length === 0) this.#waiting.delete(asker)
    else this.#waiting.set(asker, others)
  }

  /** The place goes to the asker whose turn it is; he is then the last in turn. */
  #leave(): void {
    const [turn] = this.#waiting
    if (turn === undefined) {
      this.#busy -= 1
      return
    }
    const [asker, [next, ...others]] = turn
    this.#waiting.delete(asker)
    if (others.length > 0) this.#waiting.set(asker, others)
    next?.admit()
  }
}
