import { type Field, isSidecar, parseQuantity } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../context/live-object.ts'

export type Requested = 'cpu' | 'memory'

/** What the scheduler counts for a pod, in cores or bytes: its containers and sidecars together, or the largest init container. */
export function podRequest(pod: LiveObject, resource: Requested): number {
  const amount = (container: Field): number => parseQuantity(container.at('resources', 'requests', resource).value) ?? 0
  const sum = (all: readonly Field[]): number => all.reduce((total, container) => total + amount(container), 0)
  const first = pod.spec.at('initContainers').items()
  const lasting = sum(pod.spec.at('containers').items()) + sum(first.filter(isSidecar))
  const largest = Math.max(0, ...first.filter((container) => !isSidecar(container)).map(amount))
  const whole = parseQuantity(pod.spec.at('resources', 'requests', resource).value)
  return (whole ?? Math.max(lasting, largest)) + (parseQuantity(pod.spec.at('overhead', resource).value) ?? 0)
}
