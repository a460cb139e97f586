import { parseQuantity, podTemplate, replicas, sameJson } from '@aks-copilot/kubernetes'
import { ClusterState } from '../context/cluster-state.ts'
import { LiveObject, objectKey } from '../context/live-object.ts'
import { requestOf } from '../detect/pod-requests.ts'
import { podReferences } from '../graph/pod-references.ts'
import { remakePods } from './remake-pods.ts'

/**
 * What the cluster would make of a changed object: pods of a changed template are made anew, surplus ones go, containers that wait to be
 * started again read their ConfigMap anew. What a change does not reach stays as it is.
 */
export function settle(state: ClusterState, before: LiveObject, after: LiveObject): ClusterState {
  if (after.kind === 'ConfigMap') return saysTheSame(before, after) ? state : withReaders(state, after)
  const [old, now] = [podTemplate(before), podTemplate(after)]
  if (old === undefined || now === undefined) return state
  const fewer = (replicas(after) ?? 0) < (replicas(before) ?? 0) ? withoutSurplus(state, after) : state
  return sameJson(old.value, now.value) ? fewer : remakePods(fewer, after)
}

function saysTheSame(before: LiveObject, after: LiveObject): boolean {
  return ['data', 'binaryData'].every((key) => sameJson(before.value[key], after.value[key]))
}

/** Workloads that read a ConfigMap, and of which a container is down: it is started again with what is said then. */
function withReaders(state: ClusterState, config: LiveObject): ClusterState {
  const readers = state.snapshot.objects.filter(
    (object) =>
      object.namespace === config.namespace &&
      object.controller === undefined &&
      podTemplate(object) !== undefined &&
      podReferences(object).some(({ to }) => to.kind === 'ConfigMap' && to.name === config.name) &&
      state.podsOf(object).some(isDown),
  )
  return readers.reduce(remakePods, state)
}

function isDown(pod: LiveObject): boolean {
  const statuses = ['containerStatuses', 'initContainerStatuses'].flatMap((list) => pod.status.at(list).items())
  return statuses.some((status) => {
    const end = status.at('state', 'terminated')
    return status.at('state', 'waiting').exists || (end.exists && !end.at('exitCode').is(0))
  })
}

/** Without the youngest pods that are too many, what they took of quotas, and what was said of pods that could not be made. */
function withoutSurplus(state: ClusterState, workload: LiveObject): ClusterState {
  const pods = state.podsOf(workload).toSorted((left, right) => (left.createdAt ?? 0) - (right.createdAt ?? 0))
  const wanted = replicas(workload) ?? 0
  // It would still ask for more than there are, and be refused them.
  if (pods.length < wanted) return state
  const surplus = pods.slice(wanted)
  const gone = new Set(surplus.map(({ uid }) => uid))
  const sets = new Set(state.controlledBy(workload).map(objectKey))
  const { objects, events, logs } = state.snapshot
  return new ClusterState({
    ...state.snapshot,
    objects: objects.flatMap((object) => {
      if (gone.has(object.uid)) return []
      if (sets.has(objectKey(object)) || object.uid === workload.uid) return [scaled(object, wanted)]
      return object.kind === 'ResourceQuota' && object.namespace === workload.namespace ? [withoutUse(object, surplus)] : [object]
    }),
    events: events.filter(
      ({ object, reason }) => !(reason === 'FailedCreate' && (sets.has(objectKey(object)) || objectKey(object) === objectKey(workload))),
    ),
    logs: logs.filter(({ pod }) => !gone.has(pod.uid)),
  })
}

/** Asks for no more than so many, and is not refused any. */
function scaled(object: LiveObject, most: number): LiveObject {
  const value = structuredClone(object.value) as { spec?: { replicas?: number }; status?: { conditions?: { type?: string }[] } }
  if (value.spec?.replicas !== undefined) value.spec.replicas = Math.min(value.spec.replicas, most)
  if (value.status?.conditions !== undefined)
    value.status.conditions = value.status.conditions.filter(({ type }) => type !== 'ReplicaFailure')
  return new LiveObject(value)
}

const COUNTED: Readonly<Record<string, string>> = {
  pods: 'pods',
  'count/pods': 'pods',
  cpu: 'cpu',
  memory: 'memory',
  'requests.cpu': 'cpu',
  'requests.memory': 'memory',
}

function withoutUse(quota: LiveObject, pods: readonly LiveObject[]): LiveObject {
  const value = structuredClone(quota.value) as { status?: { used?: Record<string, unknown> } }
  const used = value.status?.used ?? {}
  for (const [key, resource] of Object.entries(COUNTED)) {
    const amount = parseQuantity(used[key])
    if (amount !== undefined) used[key] = String(Math.max(0, amount - pods.reduce((sum, pod) => sum + requestOf(pod, resource), 0)))
  }
  return new LiveObject(value)
}
