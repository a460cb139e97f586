import { ApiFault } from '@aks-copilot/cluster'
import { growingPause, pause } from '../calls/pauses.ts'

const TRIES = 4
const FIRST_PAUSE = 250
const MOST_PAUSE = 10_000

/** Does it again where the fault is transient, with growing pauses that differ from caller to caller. Throws the last fault. */
export async function withRetries<Result>(call: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  for (let tries = 1; ; tries += 1)
    try {
      return await call()
    } catch (error) {
      signal?.throwIfAborted()
      if (tries === TRIES || !(error instanceof ApiFault) || !error.isTransient || error.reason === 'Certificate') throw error
      const asked = (error.retryAfter ?? 0) * 1000
      await pause(Math.max(growingPause(FIRST_PAUSE, tries), Math.min(asked, MOST_PAUSE)), signal)
    }
}
