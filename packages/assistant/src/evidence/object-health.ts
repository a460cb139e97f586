import { type ClusterState, type LiveObject, podState } from '@aks-copilot/cluster'

/** How an object is, in a few words, by its own fields. */
export interface Health {
  readonly text: string
  /** undefined: its fields do not say. */
  readonly ok: boolean | undefined
  /** JSON Pointer of the field that says so. */
  readonly path: string
}

/** `2 of 3 replicas ready`, `CrashLoopBackOff, 4 restarts`, `Bound`. */
export function healthOf(object: LiveObject, state: ClusterState): Health {
  return (HEALTH[object.kind] ?? otherwise)(object, state)
}

type Judge = (object: LiveObject, state: ClusterState) => Health

const HEALTH: Readonly<Record<string, Judge>> = {
  Pod: podHealth,
  Deployment: (object) => replicated(object, object.spec.at('replicas').number ?? 1, object.status.at('readyReplicas').number ?? 0),
  ReplicaSet: (object) => replicated(object, object.spec.at('replicas').number ?? 1, object.status.at('readyReplicas').number ?? 0),
  StatefulSet: (object) => replicated(object, object.spec.at('replicas').number ?? 1, object.status.at('readyReplicas').number ?? 0),
  DaemonSet: (object) =>
    replicated(object, object.status.at('desiredNumberScheduled').number ?? 0, object.status.at('numberReady').number ?? 0),
  Job: jobHealth,
  CronJob: (object) => ({
    text: `schedule ${object.spec.at('schedule').text ?? 'unknown'}${object.spec.at('suspend').is(true) ? ', suspended' : ''}`,
    ok: object.spec.at('suspend').is(true) ? undefined : true,
    path: '/spec/schedule',
  }),
  Service: serviceHealth,
  Node: nodeHealth,
  Namespace: (object) => phase(object, 'Active'),
  PersistentVolumeClaim: (object) => phase(object, 'Bound'),
  PersistentVolume: (object) => phase(object, 'Bound', 'Available'),
  ResourceQuota: quotaHealth,
  HorizontalPodAutoscaler: (object) => ({
    text: `${object.status.at('currentReplicas').number ?? 0} replicas, at most ${object.spec.at('maxReplicas').number ?? 0}`,
    ok: undefined,
    path: '/status/currentReplicas',
  }),
}

function otherwise(object: LiveObject): Health {
  const ready = object.condition('Ready')
  if (ready.exists)
    return {
      text: ready.at('status').is('True') ? 'ready' : `not ready: ${ready.at('reason').text ?? 'no reason given'}`,
      ok: ready.at('status').is('True'),
      path: ready.pointer,
    }
  return { text: 'exists', ok: undefined, path: '' }
}

function replicated(object: LiveObject, wanted: number, ready: number): Health {
  if (wanted === 0) return { text: 'scaled to 0 replicas', ok: undefined, path: '/spec/replicas' }
  const paused = object.spec.at('paused').is(true) ? ', paused' : ''
  return { text: `${ready} of ${wanted} replicas ready${paused}`, ok: ready >= wanted, path: '/status/readyReplicas' }
}

function podHealth(pod: LiveObject): Health {
  const word = podState(pod)
  const restarts = restartsOf(pod)
  const times = restarts === 0 ? '' : `, ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`
  return { text: `${word}${times}`, ok: word === 'Running' || word === 'Succeeded' || word === 'Completed', path: '/status/phase' }
}

/** How often the containers of a pod were started again, taken together. */
export function restartsOf(pod: LiveObject): number {
  return pod.status
    .at('containerStatuses')
    .items()
    .reduce((sum, status) => sum + (status.at('restartCount').number ?? 0), 0)
}

function jobHealth(job: LiveObject): Health {
  if (job.condition('Failed').at('status').is('True'))
    return { text: `failed: ${job.condition('Failed').at('reason').text ?? 'no reason given'}`, ok: false, path: '/status/conditions' }
  const done = job.status.at('succeeded').number ?? 0
  const wanted = job.spec.at('completions').number ?? 1
  return {
    text: `${done} of ${wanted} completions${done < wanted ? `, ${job.status.at('active').number ?? 0} active` : ''}`,
    ok: true,
    path: '/status/succeeded',
  }
}

function serviceHealth(service: LiveObject, state: ClusterState): Health {
  const type = service.spec.at('type').text ?? 'ClusterIP'
  const selector = service.spec.at('selector').strings()
  if (Object.keys(selector).length === 0) return { text: `${type} without a selector`, ok: undefined, path: '/spec/type' }
  const pods = state.podsMatching(selector, service.namespace)
  const ready = pods.filter((pod) => pod.condition('Ready').at('status').is('True')).length
  return { text: `${type}, ${ready} of ${pods.length} selected pods ready`, ok: ready > 0, path: '/spec/selector' }
}

function nodeHealth(node: LiveObject): Health {
  const ready = node.condition('Ready').at('status').is('True')
  return {
    text: `${ready ? 'Ready' : 'not Ready'}${node.spec.at('unschedulable').is(true) ? ', cordoned' : ''}`,
    ok: ready,
    path: '/status/conditions',
  }
}

function phase(object: LiveObject, ...good: readonly string[]): Health {
  const word = object.deletedAt === undefined ? (object.status.at('phase').text ?? 'unknown') : 'Terminating'
  return { text: word, ok: good.includes(word), path: '/status/phase' }
}

/** `pods 4 of 20, requests.cpu 500m of 5`. */
function quotaHealth(quota: LiveObject): Health {
  const shares = quota.status
    .at('hard')
    .entries()
    .map((hard) => `${String(hard.key)} ${quota.status.at('used', String(hard.key)).scalar ?? '0'} of ${hard.scalar ?? 'unknown'}`)
  return { text: shares.length === 0 ? 'nothing is counted yet' : shares.join(', '), ok: undefined, path: '/status/used' }
}
