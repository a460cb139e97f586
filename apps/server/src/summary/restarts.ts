import type { ClusterState, ClusterView, LiveObject, Time } from '@aks-copilot/cluster'
import type { Field } from '@aks-copilot/kubernetes'

export interface Restart {
  readonly at: Time
  readonly count: number
  readonly namespace: string | undefined
}

interface Count {
  readonly restarts: number
  readonly at: Time
}

/**
 * Restarts of containers, as their pods tell: each version of a pod says how often a container was restarted, and when its last instance
 * ended. What happened before the first version is known by its last restart alone.
 */
export function restartsOf(view: ClusterView, state: ClusterState): readonly Restart[] {
  return state.remember(restartsOf, () => {
    const byContainer = new Map<string, { readonly namespace: string | undefined; readonly counts: Count[] }>()
    const add = (pod: LiveObject, seenAt: Time): void => {
      for (const container of containersOf(pod)) {
        const key = `${pod.uid}/${container.at('name').text ?? ''}`
        const restarts = container.at('restartCount').number ?? 0
        const known = byContainer.get(key) ?? { namespace: pod.namespace, counts: [] }
        byContainer.set(key, known)
        known.counts.push({ restarts, at: restarts === 0 ? seenAt : (endOf(container) ?? seenAt) })
      }
    }
    const hasRestarted = (object: LiveObject): boolean =>
      object.kind === 'Pod' && containersOf(object).some((container) => (container.at('restartCount').number ?? 0) > 0)
    for (const { object, from } of view.store.objects.versions(hasRestarted)) if (from <= state.now) add(object, from)
    for (const pod of state.list('Pod')) if (hasRestarted(pod)) add(pod, state.now)
    return [...byContainer.values()].flatMap(({ namespace, counts }) => steps(counts).map((step) => ({ ...step, namespace })))
  })
}

function containersOf(pod: LiveObject): readonly Field[] {
  return pod.status.at('containerStatuses').items()
}

function endOf(container: Field): Time | undefined {
  const end = Date.parse(container.at('lastState', 'terminated', 'finishedAt').text ?? '')
  return Number.isNaN(end) ? undefined : end
}

/** Where the count grew, and by how much; of what was never seen to grow, the last restart. */
function steps(counts: readonly Count[]): { readonly at: Time; readonly count: number }[] {
  const first = new Map<number, Time>()
  for (const { restarts, at } of counts) first.set(restarts, Math.min(at, first.get(restarts) ?? at))
  const seen = [...first].toSorted(([left], [right]) => left - right)
  return seen.flatMap(([restarts, at], index) => {
    const before = seen[index - 1]?.[0]
    if (restarts === 0) return []
    return [{ at, count: before === undefined ? 1 : restarts - before }]
  })
}
