import type { BackendPart } from '../backend.ts'
import { timedOut } from '../model-errors.ts'

/** Milliseconds. */
export interface Deadlines {
  /** In the queue. */
  readonly queue: number
  /** Until the first piece of text: connecting, loading, reading the prompt. */
  readonly first: number
  /** Between two pieces. */
  readonly between: number
  /** All of an answer. */
  readonly total: number
}

export const DEADLINES: Deadlines = { queue: 60_000, first: 60_000, between: 20_000, total: 240_000 }

/**
 * Passes the parts on and aborts `controller` when one is late. The caller is told at once, also where the source does not listen. What
 * the source holds is given back in any case.
 */
export async function* withinDeadlines(
  parts: AsyncIterable<BackendPart>,
  deadlines: Deadlines,
  controller: AbortController,
  where: string,
): AsyncGenerator<BackendPart> {
  const { signal } = controller
  const late = (what: string, milliseconds: number): NodeJS.Timeout =>
    setTimeout(() => controller.abort(timedOut(where, what, milliseconds)), milliseconds)
  const total = late('for the whole answer', deadlines.total)
  let next = late('to begin', deadlines.first)
  let onAbort: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('cancelled'))
    signal.addEventListener('abort', onAbort, { once: true })
  })
  aborted.catch(() => undefined)
  const source = parts[Symbol.asyncIterator]()
  let ended = false
  try {
    signal.throwIfAborted()
    for (;;) {
      const { done, value } = await Promise.race([source.next(), aborted])
      if (done === true) break
      if (value.type === 'text') {
        clearTimeout(next)
        next = late('between two words', deadlines.between)
      }
      yield value
    }
    ended = true
  } finally {
    clearTimeout(total)
    clearTimeout(next)
    signal.removeEventListener('abort', onAbort)
    if (!ended) {
      controller.abort()
      Promise.resolve(source.return?.()).catch(() => undefined)
    }
  }
}
