import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds before the try after `attempt` (1, 2, …): twice as long each time; jitter keeps many from coming back at once. */
export function growingPause(firstMs: number, attempt: number): number {
  return firstMs * 2 ** (attempt - 1) * (0.5 + Math.random())
}

/** Waits. Throws the reason of the signal as soon as it ends. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted())
}
