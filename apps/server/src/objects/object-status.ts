import { type ClusterState, type LiveObject, podState } from '@aks-copilot/cluster'

export interface ObjectStatus {
  readonly state: 'ok' | 'warning' | 'error' | 'unknown'
  /** `Running 3/3`, `2 of 3 ready`; empty for what has no status. */
  readonly status: string
}

type Reader = (object: LiveObject, state: ClusterState) => ObjectStatus

/** How an object is, in a word or two, much as `kubectl get` says it. */
export function objectStatus(object: LiveObject, state: ClusterState): ObjectStatus {
  if (object.deletedAt !== undefined && object.kind !== 'Pod') return { state: 'warning', status: 'Terminating' }
  return (READERS[object.kind] ?? byConditions)(object, state)
}

const READERS: Readonly<Record<string, Reader>> = {
  Pod: podStatus,
  Deployment: (object) => replicas(object, 'readyReplicas'),
  StatefulSet: (object) => replicas(object, 'readyReplicas'),
  ReplicaSet: (object) => replicas(object, 'readyReplicas'),
  ReplicationController: (object) => replicas(object, 'readyReplicas'),
  DaemonSet: (object) =>
    counted(object.status.at('numberReady').number ?? 0, object.status.at('desiredNumberScheduled').number ?? 0, 'ready'),
  Job: jobStatus,
  CronJob: (object) =>
    object.spec.at('suspend').is(true) ? { state: 'ok', status: 'Suspended' } : ok(object.spec.at('schedule').text ?? ''),
  Node: nodeStatus,
  Service: serviceStatus,
  PersistentVolumeClaim: (object) => phase(object, ['Bound']),
  PersistentVolume: (object) => phase(object, ['Bound', 'Available']),
  Namespace: (object) => phase(object, ['Active']),
  HorizontalPodAutoscaler: (object) =>
    ok(`${object.status.at('currentReplicas').number ?? 0} of at most ${object.spec.at('maxReplicas').number ?? 0} replicas`),
}

function ok(status: string): ObjectStatus {
  return { state: 'ok', status }
}

const FINE = new Set(['Running', 'Succeeded', 'Completed'])
const UNDER_WAY = new Set(['Pending', 'ContainerCreating', 'PodInitializing', 'Terminating', 'Not ready'])

function podStatus(pod: LiveObject): ObjectStatus {
  const status = podState(pod)
  const containers = pod.status.at('containerStatuses').items()
  const ready = containers.filter((container) => container.at('ready').is(true)).length
  const shown = containers.length === 0 ? status : `${status} ${ready}/${containers.length}`
  return { state: FINE.has(status) ? 'ok' : UNDER_WAY.has(status) ? 'warning' : 'error', status: shown }
}

function replicas(object: LiveObject, field: string): ObjectStatus {
  return counted(object.status.at(field).number ?? 0, object.spec.at('replicas').number ?? 1, 'ready')
}

function counted(ready: number, wanted: number, word: string): ObjectStatus {
  if (wanted === 0) return ok('scaled to 0')
  return { state: ready >= wanted ? 'ok' : ready === 0 ? 'error' : 'warning', status: `${ready} of ${wanted} ${word}` }
}

function jobStatus(job: LiveObject): ObjectStatus {
  if (job.condition('Failed').at('status').is('True'))
    return { state: 'error', status: `Failed${because(job.condition('Failed').at('reason').text)}` }
  if (job.condition('Complete').at('status').is('True')) return ok('Complete')
  return ok(job.spec.at('suspend').is(true) ? 'Suspended' : 'Running')
}

function nodeStatus(node: LiveObject): ObjectStatus {
  const ready = node.condition('Ready')
  if (!ready.at('status').is('True')) return { state: 'error', status: `Not ready${because(ready.at('reason').text)}` }
  return node.spec.at('unschedulable').is(true) ? { state: 'warning', status: 'Ready, cordoned' } : ok('Ready')
}

function serviceStatus(service: LiveObject, state: ClusterState): ObjectStatus {
  const type = service.spec.at('type').text ?? 'ClusterIP'
  const selector = service.spec.at('selector').strings()
  if (type === 'ExternalName' || Object.keys(selector).length === 0) return ok(type)
  if (state.coverage.of('Pod', service.namespace).observation !== 'observed') return { state: 'unknown', status: type }
  const pods = state.podsMatching(selector, service.namespace)
  const ready = pods.filter((pod) => pod.condition('Ready').at('status').is('True')).length
  return { state: ready > 0 ? 'ok' : 'warning', status: `${type}, ${ready} of ${pods.length} pods ready` }
}

function phase(object: LiveObject, fine: readonly string[]): ObjectStatus {
  const text = object.status.at('phase').text
  if (text === undefined) return { state: 'unknown', status: '' }
  return { state: fine.includes(text) ? 'ok' : text === 'Failed' || text === 'Lost' ? 'error' : 'warning', status: text }
}

const GOOD = ['Ready', 'Available', 'Accepted', 'Programmed', 'Healthy']

function byConditions(object: LiveObject): ObjectStatus {
  for (const type of GOOD) {
    const condition = object.condition(type)
    const status = condition.at('status').text
    if (status === 'True') return ok(type)
    if (status === 'False') return { state: 'warning', status: `Not ${type.toLowerCase()}${because(condition.at('reason').text)}` }
  }
  return ok('')
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `: ${reason}`
}
