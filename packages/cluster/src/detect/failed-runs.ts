import { type LiveObject, timeOf } from '../context/live-object.ts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { Time } from '../context/records.ts'
import { type ContainerState, containerStates } from './container-states.ts'
import { type EvidenceRecord, eventEvidence, fieldEvidence } from './evidence.ts'
import { exitText } from './exit-codes.ts'
import { lastWords } from './last-words.ts'

/** How the newest failed pod of a Job ended. */
export interface FailedRun {
  readonly pod: LiveObject
  readonly container: string
  /** `exit code 7`, with its meaning where it has one. */
  readonly text: string
  /** The exit and the log's last words. */
  readonly evidence: readonly EvidenceRecord[]
}

/** Since when a Job is in a final condition; undefined while it is not. */
export function finishedAt(job: LiveObject, type: 'Complete' | 'Failed'): Time | undefined {
  const condition = job.condition(type)
  return condition.at('status').is('True') ? (timeOf(condition.at('lastTransitionTime')) ?? job.createdAt) : undefined
}

export function isFinished(job: LiveObject): boolean {
  return finishedAt(job, 'Complete') !== undefined || finishedAt(job, 'Failed') !== undefined
}

/** The newest failed pod of a Job that is still there, and how it ended. */
export function lastFailure(job: LiveObject, state: ClusterState): FailedRun | undefined {
  const pods = state.podsOf(job).toSorted((left, right) => (right.createdAt ?? 0) - (left.createdAt ?? 0))
  for (const pod of pods) {
    for (const container of containerStates(pod)) {
      const ended = endOf(container)
      if (ended === undefined) continue
      return {
        pod,
        container: container.name,
        text: exitText(ended),
        evidence: [fieldEvidence(pod, ended.at('exitCode')), ...lastWords(pod, container.name, state)],
      }
    }
  }
  return undefined
}

/** The failed end of a container, now or before its last restart. */
function endOf({ terminated, lastTerminated }: ContainerState): ContainerState['terminated'] | undefined {
  return [terminated, lastTerminated].find((ended) => (ended.at('exitCode').number ?? 0) !== 0)
}

/** Events that say why a pod did not start. */
const NOT_STARTED = ['Failed', 'FailedScheduling', 'FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox'] as const

/** What kept a Job's pod from starting, told by its events after the pod itself is gone. */
export function lostPodEvidence(job: LiveObject, state: ClusterState): EvidenceRecord[] {
  const created = state.eventsAbout(job, 'SuccessfulCreate').at(-1)
  const name = /^Created pod: (\S+)/.exec(created?.message ?? '')?.[1]
  if (name === undefined || state.find('Pod', job.namespace, name) !== undefined) return []
  const pod = { kind: 'Pod', ...(job.namespace === undefined ? {} : { namespace: job.namespace }), name }
  const event = state.eventsAbout(pod, ...NOT_STARTED).findLast(({ message }) => !message.startsWith('Error: '))
  return event === undefined ? [] : [eventEvidence(event)]
}
