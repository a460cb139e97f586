import type { Clock, ClusterReader } from '../ports.ts'
import { judgeRollout, type RolloutVerdict, type Watched } from './judge-rollout.ts'

export interface WatchOptions {
  readonly namespace: string
  readonly runId: string
  /** Milliseconds until it is given up. */
  readonly timeout: number
  /** Milliseconds for which everything must be well. */
  readonly settle: number
  readonly signal: AbortSignal
  /** Told of each look. */
  readonly onLook: (verdict: RolloutVerdict) => void
}

export interface WatchEnd {
  readonly end: 'healthy' | 'failed' | 'timed-out' | 'stopped'
  /** Undefined where it was stopped before the first look. */
  readonly verdict: RolloutVerdict | undefined
}

const EVERY = 2000
/** What looks hopeless may be a matter of seconds: a Secret that an operator makes, a registry that hiccups. */
const PATIENCE = 10_000

/** Looks until everything has been well for a while, until something failed that time does not heal, or until the time is over. */
export async function watchRollout(
  watched: readonly Watched[],
  { cluster, clock }: { readonly cluster: ClusterReader; readonly clock: Clock },
  { namespace, runId, timeout, settle, signal, onLook }: WatchOptions,
): Promise<WatchEnd> {
  const deadline = clock.now() + timeout
  let verdict: RolloutVerdict | undefined
  let wellSince: number | undefined
  const hopelessSince = new Map<string, number>()
  for (;;) {
    if (signal.aborted) return { end: 'stopped', verdict }
    verdict = await read()
    if (verdict === undefined) return { end: 'stopped', verdict: undefined }
    onLook(verdict)
    const now = clock.now()
    wellSince = verdict.isComplete && verdict.incidents.length === 0 ? (wellSince ?? now) : undefined
    if (wellSince !== undefined && now - wellSince >= settle) return { end: 'healthy', verdict }
    if (isHopeless(verdict, hopelessSince, now)) return { end: 'failed', verdict }
    if (now >= deadline) return { end: 'timed-out', verdict }
    await clock.sleep(Math.min(EVERY, deadline - now), signal)
  }

  async function read(): Promise<RolloutVerdict | undefined> {
    try {
      return judgeRollout(watched, await cluster.read([namespace], signal), runId)
    } catch (error) {
      if (signal.aborted) return undefined
      throw error
    }
  }
}

function isHopeless({ health, hopeless }: RolloutVerdict, since: Map<string, number>, now: number): boolean {
  if ([...health.values()].some(({ state }) => state === 'failed')) return true
  const open = new Set(hopeless.map(({ fingerprint }) => fingerprint))
  for (const fingerprint of since.keys()) if (!open.has(fingerprint)) since.delete(fingerprint)
  for (const fingerprint of open) if (!since.has(fingerprint)) since.set(fingerprint, now)
  return [...since.values()].some((first) => now - first >= PATIENCE)
}
