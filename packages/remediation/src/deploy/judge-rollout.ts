import { ClusterState, diagnose, objectKey, type Snapshot } from '@aks-copilot/cluster'
import type { Incident, LiveReference, Skipped } from '@aks-copilot/contracts'
import { hasRollout, type Health, healthOf } from './rollout-health.ts'

/** One object whose rollout is watched. */
export interface Watched {
  readonly object: LiveReference
  /** Its generation when it was applied; 0 for what has none. */
  readonly generation: number
  /** When we applied it last, by the clock of the API server; undefined where that is not known: then all its pods count. */
  readonly since: number | undefined
}

export interface RolloutVerdict {
  /** Of those that roll out; the others are done when they are applied. */
  readonly health: ReadonlyMap<string, Health>
  /** What is broken in what was deployed, errors only. */
  readonly incidents: readonly Incident[]
  /** Those of them that no time will heal. */
  readonly hopeless: readonly Incident[]
  readonly isComplete: boolean
  readonly skipped: readonly Skipped[]
}

/** Detectors whose word is final, if it stands for a moment: waiting until the deadline would tell nothing new. */
export const HOPELESS: readonly string[] = [
  'config-key-missing',
  'configmap-missing',
  'container-config-error',
  'container-crash-loop',
  'container-create-failed',
  'deployment-progress-deadline',
  'image-pull-failed',
  'job-failed',
  'limitrange-conflict',
  'quota-requires-limits',
  'replicaset-create-failed',
  'secret-missing',
  'service-account-missing',
]

/** Judges a moment of a rollout: what each object says of itself, and what the detectors say of what was deployed. */
export function judgeRollout(watched: readonly Watched[], snapshot: Snapshot, runId: string): RolloutVerdict {
  const state = new ClusterState(snapshot)
  const namespaces = [...new Set(watched.flatMap(({ object }) => object.namespace ?? []))]
  const rollouts = watched.filter(({ object }) => hasRollout(object.kind))
  const health = new Map(rollouts.map(({ object, generation }) => [objectKey(object), healthOf(object, generation, state)]))
  const report = diagnose(state, { runId, namespaces })
  const ours = new Map(watched.map((one) => [objectKey(one.object), one]))
  const incidents = report.incidents.filter((one) => one.state === 'open' && one.severity === 'error' && isOfDeployed(one, ours, state))
  const hopeless = incidents.filter(({ cause, symptoms }) => [cause, ...symptoms].some(({ detector }) => HOPELESS.includes(detector)))
  const isComplete = [...health.values()].every(({ state: known }) => known === 'healthy')
  return { health, incidents, hopeless, isComplete, skipped: report.skipped }
}

/** Whether an incident tells of what was deployed, and not of pods that the rollout is about to replace. */
function isOfDeployed({ cause, symptoms, evidence, since }: Incident, ours: ReadonlyMap<string, Watched>, state: ClusterState): boolean {
  const named = [cause.object, ...symptoms.map(({ object }) => object), ...evidence.map(({ object }) => object)]
  const touched = named.flatMap((object) => ownersAmong(object, ours, state))
  if (touched.length === 0) return false
  const pods = named.filter(({ kind }) => kind === 'Pod')
  if (pods.length > 0) return pods.some((pod) => isNewPod(pod, ours, state))
  return touched.some((one) => one.since === undefined || since === undefined || Date.parse(since) >= one.since)
}

/** The watched objects that an object is, or belongs to. */
function ownersAmong(object: LiveReference, ours: ReadonlyMap<string, Watched>, state: ClusterState): Watched[] {
  const live = state.find(object.kind, object.namespace, object.name)
  const top = live === undefined ? object : state.topController(live)
  return [...new Set([ours.get(objectKey(object)), ours.get(objectKey(top))])].filter((one) => one !== undefined)
}

/** Pods of a workload that were made after it was applied are of its new revision. */
function isNewPod(pod: LiveReference, ours: ReadonlyMap<string, Watched>, state: ClusterState): boolean {
  const live = state.find('Pod', pod.namespace, pod.name)
  const madeAt = live?.createdAt
  if (live === undefined || madeAt === undefined || live.deletedAt !== undefined) return false
  return ownersAmong(pod, ours, state).some(({ since }) => since === undefined || madeAt >= since)
}
