import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { EventRecord, Time } from '../../../context/records.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { SECOND } from '../../durations.ts'
import { type EvidenceRecord, eventEvidence, fieldEvidence } from '../../evidence.ts'
import { describeStep, editStep } from '../../pod-commands.ts'
import { ageOf, troubledPods } from '../../pods.ts'
import { EVENT_MEMORY, isAboutContainer, isLooping, lastEnd, nameContainer, neverStarted } from '../../restarts.ts'
import { plainStartError } from '../../start-errors.ts'

const REASONS = new Set(['CreateContainerError', 'RunContainerError', 'PreCreateHookError', 'PreStartHookError', 'PostStartHookError'])
/** A busy runtime says `context deadline exceeded` or `name is reserved` once, and then creates it. */
const PATIENCE = 30 * SECOND

export default detector({
  id: 'container-create-failed',
  group: 'pod',
  title: 'A container cannot be created or started',
  why: 'The runtime refuses it before its command has run a single line.',
  help: 'Change what the message names: the command, the mount, the working directory, the hook.',
  severity: 'error',
  reads: ['Pod', 'Event'],
  effect: 'not-started',
  suspects: ['/spec/**/containers/**', '/spec/**/initContainers/**', '/spec/**/volumes/**'],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      for (const container of containerStates(pod)) {
        const failure = startError(pod, container, state)
        if (failure === undefined || ageOf(failure.since, state) < PATIENCE) continue
        yield finding(pod, {
          about: container.name,
          message: `${nameContainer(container)} can't be started: ${failure.text}.`,
          since: failure.since,
          evidence: failure.evidence,
          nextSteps: [
            describeStep(pod, 'Read what the runtime says.'),
            editStep(state.topController(pod), `Mend container \`${container.name}\`.`),
          ],
        })
      }
    }
  },
})

interface StartError {
  readonly text: string
  readonly since: Time | undefined
  readonly evidence: readonly EvidenceRecord[]
}

function startError(pod: LiveObject, container: ContainerState, state: ClusterState): StartError | undefined {
  const events = state.eventsAbout(pod, 'Failed', 'FailedPostStartHook').filter((event) => isAboutContainer(event, container))
  const hook = events.findLast(({ reason, lastAt }) => reason === 'FailedPostStartHook' && state.now - lastAt < EVENT_MEMORY)
  if (hook !== undefined && isLooping(container, state))
    return { text: hookText(container), since: hook.firstAt, evidence: [eventEvidence(hook)] }
  const waits = REASONS.has(container.waitingReason ?? '')
  const field = waits ? container.waiting.at('message') : lastEnd(container)?.at('message')
  if (!waits && !(isLooping(container, state) && neverStarted(container))) return undefined
  if (field?.text === undefined)
    return {
      text: container.waitingReason ?? 'the runtime does not say why',
      since: pod.createdAt,
      evidence: [fieldEvidence(pod, container.waiting)],
    }
  const event = events.findLast(({ message }) => sameFailure(message, field.text ?? ''))
  return {
    text: plainStartError(field.text),
    since: event?.firstAt ?? pod.createdAt,
    evidence: [fieldEvidence(pod, field), ...(event === undefined ? [] : [eventEvidence(event)])],
  }
}

/** Messages name containers by numbers that differ from try to try. */
function sameFailure(event: EventRecord['message'], text: string): boolean {
  return event.includes(text) || event.slice(0, 60) === `Error: ${text}`.slice(0, 60)
}

function hookText(container: ContainerState): string {
  const command = container.spec
    .at('lifecycle', 'postStart', 'exec', 'command')
    .items()
    .map(({ scalar }) => scalar)
  return `its postStart hook${command.length === 0 ? '' : ` \`${command.join(' ')}\``} fails, and the kubelet ends it`
}
