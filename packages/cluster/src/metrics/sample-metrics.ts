import type { ApiServer } from '../connect/api-server.ts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { Periods } from './kubelet.ts'
import { pause } from '../watch/watch-timing.ts'
import { kubeletRight } from './kubelet-right.ts'
import { type MetricsReading, readMetrics } from './read-metrics.ts'
import { limitedContainers } from './throttling.ts'

export interface SampleOptions {
  /** Milliseconds between readings; default 30 s. */
  readonly interval?: number
  /** Every so many readings, kubelets are asked for throttling: their answer is long. Default 4. */
  readonly throttlingEvery?: number
  /** Kubelets asked for throttling at a time; default 10, in turn. */
  readonly mostThrottlingNodes?: number
}

/** Every so many readings it is asked again what is permitted. */
const RIGHTS_EVERY = 20

/**
 * Reads metrics again and again until the signal ends it, and hands each reading on; a reading that fails is told by its coverage and tried
 * again the next time. `stateNow`: which pods there are.
 */
export async function sampleMetrics(
  api: ApiServer,
  stateNow: () => ClusterState,
  take: (reading: MetricsReading) => void,
  signal: AbortSignal,
  { interval = 30_000, throttlingEvery = 4, mostThrottlingNodes = 10 }: SampleOptions = {},
): Promise<void> {
  const periods = new Map<string, Periods>()
  let mayAskKubelets: (() => Promise<boolean>) | undefined
  // In a function of its own: what is known now shall not be held through the pause.
  const sample = async (round: number): Promise<void> => {
    const isThrottlingRound = round % throttlingEvery === 0
    const state = stateNow()
    forgetGone(periods, state)
    if (round % RIGHTS_EVERY === 0 || mayAskKubelets === undefined) mayAskKubelets = kubeletRight(api, signal)
    const turn = isThrottlingRound ? nodesInTurn(state, round / throttlingEvery, mostThrottlingNodes) : new Set<string>()
    const options = {
      signal,
      timeout: interval,
      periods,
      mayAskKubelets,
      mostThrottlingNodes: turn.size,
      throttlingOf: (pod: LiveObject) => turn.has(pod.spec.at('nodeName').text ?? ''),
    }
    const reading = await readMetrics(api, state, options).catch(() => undefined)
    if (reading !== undefined && !signal.aborted) take(reading)
  }
  for (let round = 0; !signal.aborted; round++) {
    await sample(round)
    await pause(interval, signal)
  }
}

/** The nodes whose turn it is, of those with pods that have a CPU limit. */
function nodesInTurn(state: ClusterState, turn: number, most: number): ReadonlySet<string> {
  const limited = state.list('Pod').filter((pod) => pod.status.at('phase').is('Running') && limitedContainers(pod).length > 0)
  const nodes = [...new Set(limited.flatMap((pod) => pod.spec.at('nodeName').text ?? []))].toSorted()
  if (nodes.length <= most) return new Set(nodes)
  const start = (turn * most) % nodes.length
  return new Set([...nodes, ...nodes].slice(start, start + most))
}

function forgetGone(periods: Map<string, Periods>, state: ClusterState): void {
  for (const key of periods.keys()) if (state.byUid(key.split(' ')[0] ?? '') === undefined) periods.delete(key)
}
