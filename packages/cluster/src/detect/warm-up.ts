import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../context/live-object.ts'
import { type ContainerState, containerStates } from './container-states.ts'
import { latest, MINUTE, SECOND } from './patience.ts'
import { isReady, unreadySince } from './workload-pods.ts'

/** Pulling an image, attaching a disk, running init containers: what takes longer is worth a word. */
const PREPARING = 3 * MINUTE
/** What the kubelet and the EndpointSlice controller need to tell of it. */
const TELLING = 30 * SECOND
const HARMLESS = new Set(['ContainerCreating', 'PodInitializing'])

/** Whether a pod is on its way up as it should: young for what its probes allow, without a failure, and not once ready before. */
export function isWarmingUp(pod: LiveObject, state: ClusterState): boolean {
  if (isReady(pod) || pod.condition('PodScheduled').at('status').is('False')) return false
  const states = containerStates(pod)
  if (states.some(hasFailed)) return false
  const started = latest(states.filter(({ list }) => list === 'containers').map(({ running }) => timeOf(running.at('startedAt'))))
  if (started === undefined) return state.now - (pod.createdAt ?? state.now) < PREPARING
  // Its condition changed after it had started: it was ready, and is not any more.
  if ((unreadySince(pod) ?? 0) > started + TELLING) return false
  return state.now - started < TELLING + Math.max(0, ...states.map(({ spec }) => allowance(spec)))
}

function hasFailed({ restarts, waitingReason, terminated }: ContainerState): boolean {
  return restarts > 0 || (waitingReason !== undefined && !HARMLESS.has(waitingReason)) || (terminated.at('exitCode').number ?? 0) > 0
}

/** How long a container may take until its probes give it up, in ms. */
function allowance(container: Field): number {
  return budget(container.at('startupProbe')) + budget(container.at('readinessProbe'))
}

function budget(probe: Field): number {
  if (!probe.exists) return 0
  const seconds = (key: string, otherwise: number): number => probe.at(key).number ?? otherwise
  return (seconds('initialDelaySeconds', 0) + seconds('periodSeconds', 10) * seconds('failureThreshold', 3)) * SECOND
}
