import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../context/live-object.ts'
import type { EventRecord, Time } from '../context/records.ts'
import type { ContainerState } from './container-states.ts'
import { MINUTE, SECOND } from './durations.ts'

/** The kubelet forgets its back-off after a container ran this long: what ends later than that is no loop. */
const LONGEST_LOOPED_RUN = 10 * MINUTE
/** Back-off takes five minutes at most; after twice that without an end the loop is over. */
const LOOP_MEMORY = 10 * MINUTE
/** A container that is ready for this long, and for longer than it lived before, came up in the end. */
const PROOF_OF_LIFE = 20 * SECOND
const RECOVERED_FACTOR = 1.5
/** Kubelets drop events of a pod that come faster than one in five minutes after the first 25: the last one told may be that old. */
export const EVENT_MEMORY = 15 * MINUTE

/** The newest end of a container; undefined where it never ended. */
export function lastEnd(container: ContainerState): Field | undefined {
  if (container.terminated.exists) return container.terminated
  return container.lastTerminated.exists ? container.lastTerminated : undefined
}

/** When the last instance ended. */
export function endedAt(container: ContainerState): Time | undefined {
  const end = lastEnd(container)
  return end === undefined ? undefined : timeOf(end.at('finishedAt'))
}

/** How long the last instance that ended had run, in ms; 0 where the runtime gives no start (it never did). */
export function lastLifetime(container: ContainerState): number {
  const end = lastEnd(container)
  const [started, finished] = end === undefined ? [] : [timeOf(end.at('startedAt')), timeOf(end.at('finishedAt'))]
  return started === undefined || finished === undefined || started <= 0 ? 0 : Math.max(0, finished - started)
}

/** The first pause between two tries; one failed start that the next try mends is no loop. */
const BACK_OFF = 30 * SECOND

/** Whether a container starts and ends again and again, also at an instant at which it happens to run. */
export function isLooping(container: ContainerState, state: ClusterState): boolean {
  if (container.waitingReason === 'CrashLoopBackOff') return container.restarts > 0 || ageOfEnd(container, state) > BACK_OFF
  const ended = endedAt(container)
  if (ended === undefined || container.restarts < 2 || state.now - ended > LOOP_MEMORY) return false
  return lastLifetime(container) < LONGEST_LOOPED_RUN && !cameUp(container, state) && !hasCompleted(container)
}

function ageOfEnd(container: ContainerState, state: ClusterState): number {
  const ended = endedAt(container)
  return ended === undefined ? Number.POSITIVE_INFINITY : state.now - ended
}

function cameUp(container: ContainerState, state: ClusterState): boolean {
  const started = timeOf(container.running.at('startedAt'))
  if (started === undefined || !container.ready) return false
  return state.now - started > Math.max(PROOF_OF_LIFE, RECOVERED_FACTOR * lastLifetime(container))
}

/** An init container that succeeded at last. */
function hasCompleted(container: ContainerState): boolean {
  return container.list === 'initContainers' && container.terminated.at('exitCode').is(0)
}

/** Whether an event of a pod is about one of its containers. */
export function isAboutContainer(event: EventRecord, container: ContainerState): boolean {
  const path = event.object.fieldPath
  return path === undefined ? event.message.includes(container.name) : path === `spec.${container.list}{${container.name}}`
}

/** SIGKILL and SIGTERM, and what an application makes of being asked to stop. */
const KILLED: ReadonlySet<number> = new Set([0, 137, 143])

/** The kubelet's word that it killed a container for its liveness or startup probe, if that is how its last instance ended. */
export function probeKill(pod: LiveObject, container: ContainerState, state: ClusterState): EventRecord | undefined {
  const ended = endedAt(container)
  const killed = state
    .eventsAbout(pod, 'Killing')
    .findLast((event) => isAboutContainer(event, container) && /failed (liveness|startup) probe/.test(event.message))
  // Later kills may go untold (see EVENT_MEMORY): the same container that ends in the same way was killed again.
  const code = lastEnd(container)?.at('exitCode').number ?? 0
  return killed !== undefined && ended !== undefined && KILLED.has(code) && !wasOomKilled(container) ? killed : undefined
}

/** Whether the last instance ended for want of memory. */
export function wasOomKilled(container: ContainerState): boolean {
  return lastEnd(container)?.at('reason').is('OOMKilled') === true
}

const NEVER_STARTED = new Set(['StartError', 'ContainerCannotRun'])

/** Whether the last instance never came to run its command. */
export function neverStarted(container: ContainerState): boolean {
  return NEVER_STARTED.has(lastEnd(container)?.at('reason').text ?? '')
}

/** When a container began to end: the first back-off known of this pod, or its last end. */
export function loopSince(pod: LiveObject, container: ContainerState, state: ClusterState): Time | undefined {
  const backOff = state.eventsAbout(pod, 'BackOff').find((event) => event.type === 'Warning' && isAboutContainer(event, container))
  const times = [backOff?.firstAt, timeOf(container.lastTerminated.at('finishedAt')), endedAt(container)].filter(
    (time) => time !== undefined,
  )
  return times.length === 0 ? pod.createdAt : Math.min(...times)
}

/** `Container` or `Init container` with its name, to begin a sentence with. */
export function nameContainer(container: ContainerState): string {
  return `${container.list === 'initContainers' ? 'Init container' : 'Container'} \`${container.name}\``
}
