import type { LiveObject } from '@aks-copilot/cluster'

/** Pods of a workload, by the template that they were made from. */
export interface RolloutProgress {
  readonly newest: number
  readonly wanted: number
  /** Of a template before. */
  readonly older: number
  readonly isDone: boolean
}

/** How far the newest rollout of a workload is; undefined where a kind has none, or its status says nothing yet. */
export function rolloutProgress({ kind, spec, status, generation }: LiveObject): RolloutProgress | undefined {
  if (!status.exists || (kind !== 'Deployment' && kind !== 'StatefulSet' && kind !== 'DaemonSet')) return undefined
  const isDaemon = kind === 'DaemonSet'
  const wanted = isDaemon ? (status.at('desiredNumberScheduled').number ?? 0) : (spec.at('replicas').number ?? 1)
  const all = status.at(isDaemon ? 'currentNumberScheduled' : 'replicas').number ?? 0
  const newest = status.at(isDaemon ? 'updatedNumberScheduled' : 'updatedReplicas').number ?? 0
  const isSeen = (status.at('observedGeneration').number ?? 0) >= (generation ?? 0)
  const older = Math.max(0, all - newest)
  return { newest, wanted, older, isDone: isSeen && newest >= wanted && older === 0 }
}
