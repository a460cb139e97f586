import { pause } from './pauses.ts'

interface Wait {
  /** What the call waited for limits before, in milliseconds. */
  readonly waited: number
  /** The longest wait in one call. */
  readonly mostMs: number
  readonly signal: AbortSignal | undefined
  readonly tooLong: (leftMs: number) => Error
}

/** How long a service wants to be left alone, over all calls of one client. */
export class RateLimit {
  #until = 0

  leaveAlone(milliseconds: number): void {
    this.#until = Math.max(this.#until, Date.now() + milliseconds)
  }

  /** Waits until the limit is lifted, and unevenly longer. Milliseconds that it lasted; throws `tooLong` at once where that is too much. */
  async wait({ waited, mostMs, signal, tooLong }: Wait): Promise<number> {
    const left = this.#until - Date.now()
    if (left <= 0) return 0
    if (waited + left > mostMs) throw tooLong(left)
    await pause(left + Math.random() * Math.min(left, 1000), signal)
    return left
  }
}
