import type { LiveObject } from '../context/live-object.ts'

/** Whether a StatefulSet replaces its pods by those of another revision, by itself. */
export function isUpdating(set: LiveObject): boolean {
  const { status, spec } = set
  const [current, wanted] = [status.at('currentRevision').text, status.at('updateRevision').text]
  if (current === undefined || wanted === undefined || current === wanted || spec.at('updateStrategy', 'type').is('OnDelete')) return false
  return partitionOf(set) === 0 || (status.at('updatedReplicas').number ?? 0) < pastPartition(set)
}

/** How many pods an update replaces: those from `partition` on. */
export function pastPartition(set: LiveObject): number {
  return Math.max(0, (set.spec.at('replicas').number ?? 1) - partitionOf(set))
}

function partitionOf({ spec }: LiveObject): number {
  return spec.at('updateStrategy', 'rollingUpdate', 'partition').number ?? 0
}

/** Pods are made and replaced one after the other, each only when the one before is ready. */
export function isOrdered({ spec }: LiveObject): boolean {
  return !spec.at('podManagementPolicy').is('Parallel')
}

/** The number at the end of a pod's name. */
export function ordinalOf(pod: LiveObject): number {
  return Number(/-(\d+)$/.exec(pod.name)?.[1] ?? Number.NaN)
}
