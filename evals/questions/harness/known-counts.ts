import type { ClusterState } from '@aks-copilot/cluster'
import type { Answer } from '@aks-copilot/contracts'

type Pod = ReturnType<ClusterState['list']>[number]

/** How many there are of whatever an answer may count, in the time that it was asked about. */
export function countsOf(state: ClusterState, { understood }: Answer): Set<number> {
  const from = understood.from === undefined ? state.window.from : Date.parse(understood.from)
  return new Set([
    ...podCounts(state),
    ...restartCounts(state),
    ...objectCounts(state),
    ...eventCounts(state, from),
    ...logCounts(state),
    ...sizes(understood.objects, ({ kind }) => kind),
  ])
}

/** How many items there are, and how many in each group. */
function sizes<Item>(items: readonly Item[], ...keys: readonly ((item: Item) => string)[]): number[] {
  return [items.length, ...keys.flatMap((key) => [...Map.groupBy(items, key).values()].map((group) => group.length))]
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function workloadOf(pod: Pod, state: ClusterState): string {
  return `${pod.namespace}/${state.topController(pod).name}`
}

function podCounts(state: ClusterState): number[] {
  const pods = state.list('Pod')
  const isReady = (pod: Pod): boolean => pod.condition('Ready').at('status').is('True')
  return [pods, pods.filter(isReady), pods.filter((pod) => !isReady(pod))].flatMap((some) =>
    sizes(
      some,
      ({ namespace = '' }) => namespace,
      (pod) => workloadOf(pod, state),
      (pod) => pod.status.at('phase').text ?? '',
      (pod) => pod.spec.at('nodeName').text ?? '',
    ),
  )
}

function restartCounts(state: ClusterState): number[] {
  const restarts = state.list('Pod').map((pod) => {
    const statuses = pod.status.at('containerStatuses').items()
    return { pod, count: total(statuses.map((one) => one.at('restartCount').number ?? 0)) }
  })
  const keys = [({ pod }: { pod: Pod }) => workloadOf(pod, state), ({ pod }: { pod: Pod }) => pod.name, () => '']
  return keys.flatMap((key) => [...Map.groupBy(restarts, key).values()].map((group) => total(group.map(({ count }) => count))))
}

const REPLICAS = ['replicas', 'readyReplicas', 'availableReplicas', 'minReplicas', 'maxReplicas']

function objectCounts({ snapshot: { objects } }: ClusterState): number[] {
  const replicas = objects.flatMap(({ spec, status }) =>
    REPLICAS.flatMap((key) => [spec.at(key).number ?? [], status.at(key).number ?? []].flat()),
  )
  return [
    ...replicas,
    ...sizes(
      objects,
      ({ kind }) => kind,
      ({ kind, namespace = '' }) => `${kind} ${namespace}`,
      ({ namespace = '' }) => namespace,
    ),
  ]
}

function eventCounts({ snapshot }: ClusterState, from: number): number[] {
  const events = snapshot.events.filter(({ lastAt }) => lastAt >= from)
  const counted = [events, events.filter(({ type }) => type === 'Warning')].flatMap((some) => [
    ...sizes(
      some,
      ({ object }) => object.namespace ?? '',
      ({ object }) => object.name,
      ({ reason }) => reason,
    ),
    ...some.map(({ count }) => count),
    total(some.map(({ count }) => count)),
  ])
  const changes = snapshot.changes.filter(({ at }) => at >= from)
  return [
    ...counted,
    ...sizes(
      changes,
      ({ object }) => object.namespace ?? '',
      ({ object }) => `${object.kind} ${object.name}`,
    ),
  ]
}

function logCounts({ snapshot }: ClusterState): number[] {
  const lines = snapshot.logs.flatMap(({ lines: all, pod }) => all.map((line) => ({ ...line, pod: pod.name })))
  return [
    ...sizes(
      lines,
      ({ pod }) => pod,
      ({ level = '' }) => level,
      ({ text }) => text,
    ),
    ...snapshot.logs.flatMap(({ templates }) => templates.map(({ count }) => count)),
  ]
}
