import { type Field, isSidecar, parseQuantity } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { podsOn, standingNodes } from './nodes.ts'

/** What the scheduler counts for a pod, in cores, bytes or pieces: its containers and sidecars together, or the largest init container. A pod is one of `pods`. */
export function requestOf(pod: LiveObject, resource: string): number {
  if (resource === 'pods') return 1
  const amount = (container: Field): number => parseQuantity(container.at('resources', 'requests', resource).value) ?? 0
  const sum = (all: readonly Field[]): number => all.reduce((total, container) => total + amount(container), 0)
  const first = pod.spec.at('initContainers').items()
  const lasting = sum(pod.spec.at('containers').items()) + sum(first.filter(isSidecar))
  const largest = Math.max(0, ...first.filter((container) => !isSidecar(container)).map(amount))
  const whole = parseQuantity(pod.spec.at('resources', 'requests', resource).value)
  return (whole ?? Math.max(lasting, largest)) + (parseQuantity(pod.spec.at('overhead', resource).value) ?? 0)
}

/** How much of a resource a node can give away, and how much of that nobody has asked for yet. */
export interface Room {
  readonly node: LiveObject
  readonly all: number
  readonly free: number
}

/** The room on every node that stays, most first. */
export function roomOn(state: ClusterState, resource: string): readonly Room[] {
  return state.remember(`room for ${resource}`, () =>
    standingNodes(state)
      .map((node) => {
        const all = parseQuantity(node.status.at('allocatable', resource).value) ?? 0
        return { node, all, free: all - podsOn(node, state).reduce((taken, pod) => taken + requestOf(pod, resource), 0) }
      })
      .toSorted((left, right) => right.free - left.free),
  )
}

/** An amount as a manifest would say it: `500m` and `2` of cpu, `1.5Gi` of memory. */
export function amountText(amount: number, resource: string): string {
  if (resource === 'memory' || resource.endsWith('storage') || resource.startsWith('hugepages-')) {
    const unit = amount >= 2 ** 30 ? 'Gi' : 'Mi'
    return `${Math.round((amount / (unit === 'Gi' ? 2 ** 30 : 2 ** 20)) * 10) / 10}${unit}`
  }
  return Number.isInteger(amount) ? String(amount) : `${Math.round(amount * 1000)}m`
}
