import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { EventRecord, Time } from '../context/records.ts'
import { type ContainerState, containerStates } from './container-states.ts'
import { SECOND } from './durations.ts'
import { type EvidenceRecord, eventEvidence, fieldEvidence } from './evidence.ts'
import { troubledPods } from './pods.ts'
import { EVENT_MEMORY } from './restarts.ts'

/** One `apply` creates a workload before what it needs, and operators bring Secrets a moment later. */
const ORDER_OF_CREATION = 20 * SECOND

const NOT_YET = new Set(['ContainerCreating', 'PodInitializing', 'CreateContainerConfigError'])

/** Pods that have a node, and containers that do not start there though they had time to. */
export function stuckPods(state: ClusterState): readonly LiveObject[] {
  return state.remember(stuckPods, () =>
    troubledPods(state).filter((pod) => {
      if (pod.createdAt !== undefined && state.now - pod.createdAt < ORDER_OF_CREATION) return false
      return pod.spec.at('nodeName').exists && waitingContainers(pod).length > 0
    }),
  )
}

/** The containers that have not been started: the kubelet is still preparing, or says that their configuration is incomplete. */
function waitingContainers(pod: LiveObject): readonly ContainerState[] {
  return containerStates(pod).filter(({ waitingReason }) => waitingReason !== undefined && NOT_YET.has(waitingReason))
}

/** The attach controller's words for a disk that another node or pod holds. */
export const HELD_ELSEWHERE = /Multi-Attach|exclusively attached|already used by/

/** Whether an event still holds: the kubelet repeats itself; that a disk is held elsewhere is said once, and holds until it is attached. */
export function isStillSaid({ message, lastAt }: EventRecord, pod: LiveObject, state: ClusterState): boolean {
  if (HELD_ELSEWHERE.test(message)) return !state.eventsAbout(pod, 'SuccessfulAttachVolume').some((event) => event.lastAt > lastAt)
  return state.now - lastAt < EVENT_MEMORY
}

/** What the kubelet says of why a pod does not start. */
export interface StartFailure {
  readonly text: string
  readonly since: Time | undefined
  readonly evidence: EvidenceRecord
}

/** Each thing that the kubelet holds against the start of a pod now: messages of waiting containers, and mounts that fail. */
export function startFailures(pod: LiveObject, state: ClusterState): readonly StartFailure[] {
  const events = state.eventsAbout(pod, 'Failed', 'FailedMount').filter(({ lastAt }) => state.now - lastAt < EVENT_MEMORY)
  const told = waitingContainers(pod).flatMap((container): StartFailure[] => {
    const text = container.waiting.at('message').text
    if (text === undefined) return []
    const same = events.find((event) => event.message.includes(text))
    return [{ text, since: same?.firstAt ?? pod.createdAt, evidence: fieldEvidence(pod, container.waiting.at('message')) }]
  })
  const mounts = events.filter(({ reason }) => reason === 'FailedMount')
  return [...told, ...mounts.map((event) => ({ text: event.message, since: event.firstAt, evidence: eventEvidence(event) }))]
}

/** Whether a message is about a ConfigMap, a Secret or a key of one that is not there, which has detectors of its own. */
export function isMissingReference(text: string): boolean {
  return /(configmap|secret) "[^"]+" not found|couldn't find key |references non-existent (config|secret) key/i.test(text)
}

/** The volume that a FailedMount event names. */
export function volumeNamed(event: EventRecord): string | undefined {
  return /for volume "([^"]+)"/.exec(event.message)?.[1]
}
