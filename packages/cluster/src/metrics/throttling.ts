import type { LiveObject } from '../context/live-object.ts'
import type { Periods } from './kubelet.ts'
import { measured, type Reading } from './readings.ts'

/** A share of fewer periods (100 ms each, and only those in which the container had work) says nothing. */
const LEAST_PERIODS = 100

/** The share of periods in which its CPU limit stopped a container, since `before`, or since it started where nothing is known from before. */
export function throttledShare(periods: Periods, before: Periods | undefined): number | undefined {
  const isContinued = before !== undefined && before.periods <= periods.periods && before.throttled <= periods.throttled
  const all = periods.periods - (isContinued ? before.periods : 0)
  const throttled = periods.throttled - (isContinued ? before.throttled : 0)
  return all < LEAST_PERIODS ? undefined : throttled / all
}

/** Which container periods belong to. Counted for the pod as a whole, they are those of its only limited container. */
export function limitedContainer(pod: LiveObject, { container }: Periods): string | undefined {
  const limited = limitedContainers(pod)
  if (container !== '') return limited.includes(container) ? container : undefined
  return limited.length === 1 ? limited[0] : undefined
}

/** The containers of a pod with a CPU limit. */
export function limitedContainers(pod: LiveObject): string[] {
  return pod.spec
    .at('containers')
    .items()
    .filter((container) => container.at('resources', 'limits', 'cpu').exists)
    .map((container) => container.at('name').text ?? '')
}

export function throttlingReading(pod: LiveObject, container: string, at: number, value: number): Reading {
  return { object: measured('Pod', pod.name, pod.namespace), container, metric: 'cpu-throttled', at, value }
}
