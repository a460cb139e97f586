import { setTimeout as sleep } from 'node:timers/promises'
import { ModelBusy } from '../model-errors.ts'

const SHORTEST_MS = 150

/** Waits before another attempt: as long as the endpoint asks for, else longer each time; jitter keeps many from coming back at once. */
export async function pauseBefore(attempt: number, error: unknown, signal: AbortSignal): Promise<void> {
  const asked = error instanceof ModelBusy ? error.retryAfterMs : undefined
  const wait = (asked ?? 0) + SHORTEST_MS * 2 ** attempt * Math.random()
  await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted())
}
