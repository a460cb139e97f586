import { digestOf } from '../commit/digest.ts'
import type { Run } from '../loop/run.ts'

/** Many decide soon. In milliseconds, as all here. */
const SHORTEST = 15_000
const LONGEST = 120_000
/** What was waited for ten minutes is looked at each two. */
const PART = 5
/** The part by which pauses differ, so that many runs do not ask at the same time. */
const SPREAD = 0.25

/**
 * Pauses before the next look at what people decide: longer the longer they take, never past the end of the run, and not long where what was
 * seen last is about to count (`isSettling`). `rung` ends it, and has the run look often again.
 */
export async function waitForPeople(run: Run, rung: AbortSignal | undefined, isSettling = false): Promise<void> {
  const { ports, signal, watch } = run
  const pause = isSettling ? SHORTEST : pauseOf(run)
  const left = Date.parse(run.state.deadline) - ports.clock.now()
  await ports.clock.sleep(Math.min(pause, Math.max(0, left) + 1), rung === undefined ? signal : AbortSignal.any([signal, rung]))
  signal.throwIfAborted()
  if (rung?.aborted === true) watch.began = ports.clock.now()
}

function pauseOf({ state, ports, watch }: Run): number {
  const waited = ports.clock.now() - watch.began
  const part = Number.parseInt(digestOf(`${state.runId} ${waited}`).slice(0, 8), 16) / 0x1_0000_0000
  return Math.max(SHORTEST, Math.min(LONGEST, waited / PART) * (1 - SPREAD * part))
}
