import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { HOUR } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'
import { exitText } from '../../exit-codes.ts'
import { lastWords } from '../../last-words.ts'
import { logsStep } from '../../pod-commands.ts'
import { ageOf } from '../../pods.ts'
import { nameContainer, neverStarted, wasOomKilled } from '../../restarts.ts'

/** An older failure is history that nobody tidied up. */
const TOO_OLD = 24 * HOUR

export default detector({
  id: 'container-exited',
  group: 'pod',
  title: 'A container ended with an error and is not restarted',
  why: 'The pod has restartPolicy Never: what it had to do was not done.',
  help: 'Read its log, mend it, and create the pod again; a Job would try again by itself.',
  severity: 'error',
  reads: ['Pod', 'logs'],
  effect: 'crashing',
  suspects: ['/spec/containers/**', '/data/**'],

  *detect(state) {
    for (const pod of state.list('Pod')) {
      if (!isEndedForGood(pod, state)) continue
      for (const container of containerStates(pod)) {
        if (!failed(container) || ageOf(timeOf(container.terminated.at('finishedAt')), state) > TOO_OLD) continue
        yield finding(pod, {
          about: container.name,
          message: `${nameContainer(container)} ended and is not restarted (restartPolicy \`Never\`): ${reasonOf(pod, container)}.`,
          since: timeOf(container.terminated.at('finishedAt')),
          evidence: [fieldEvidence(pod, container.terminated.at('exitCode')), ...lastWords(pod, container.name, state)],
          nextSteps: [logsStep(pod, container.name, 'Read what it wrote before it ended.')],
        })
      }
    }
  },
})

/** Pods of Jobs are judged with their Job; evictions and refusals of the kubelet have a reason of their own in status.reason. */
function isEndedForGood(pod: LiveObject, state: ClusterState): boolean {
  if (!pod.spec.at('restartPolicy').is('Never') || pod.deletedAt !== undefined || pod.controller?.kind === 'Job') return false
  const reason = pod.at('status', 'reason').text
  return (reason === undefined || reason === 'DeadlineExceeded') && state.controllerOf(pod)?.deletedAt === undefined
}

function failed(container: ContainerState): boolean {
  const code = container.terminated.at('exitCode').number
  return (
    container.list !== 'ephemeralContainers' && code !== undefined && code !== 0 && !wasOomKilled(container) && !neverStarted(container)
  )
}

function reasonOf(pod: LiveObject, container: ContainerState): string {
  if (pod.at('status', 'reason').is('DeadlineExceeded'))
    return `the pod ran longer than its activeDeadlineSeconds of ${pod.spec.at('activeDeadlineSeconds').scalar ?? 'old'}`
  return exitText(container.terminated)
}
