import { parseImage } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding, type Repair } from '../../detector.ts'
import { SECOND } from '../../durations.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { type PullFailure, type PullProblem, pullFailure } from '../../image-pulls.ts'
import { templateContainer } from '../../pod-makers.ts'
import { describeStep } from '../../pod-commands.ts'
import { ageOf, troubledPods } from '../../pods.ts'
import { nameContainer } from '../../restarts.ts'
import { earlierImage } from '../../running-images.ts'

/** A registry that does not answer once is asked again ten seconds later. */
const SECOND_TRY = 30 * SECOND
const MAY_PASS: ReadonlySet<PullProblem> = new Set(['unreachable', 'unknown-host', 'rate-limited', 'other'])

export default detector({
  id: 'image-pull-failed',
  group: 'pod',
  title: 'An image cannot be pulled',
  why: 'The container does not start, and a rollout stops there.',
  help: 'Check the name and tag of the image, and the credentials for its registry.',
  severity: 'error',
  reads: ['Pod', 'Event', 'ReplicaSet'],
  effect: 'not-started',
  suspects: ['/spec/**/containers/*/image', '/spec/**/initContainers/*/image', '/spec/**/imagePullSecrets/**'],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      if (!pod.at('status', 'phase').is('Pending') && !pod.at('status', 'phase').is('Running')) continue
      for (const container of containerStates(pod)) {
        const failure = pullFailure(pod, container, state)
        if (failure === undefined || (MAY_PASS.has(failure.problem) && ageOf(failure.since, state) < SECOND_TRY)) continue
        const last = failure.events.at(-1)
        const earlier = earlierImage(pod, container, state)
        yield finding(pod, {
          about: container.name,
          message: `Image \`${failure.image}\` of ${lowerFirst(nameContainer(container))} can't be pulled: ${inWords(failure)}${earlier === undefined ? '' : `; \`${earlier}\`, which it had before, runs`}.`,
          since: failure.since,
          evidence: [fieldEvidence(pod, container.waiting.at('reason')), ...(last === undefined ? [] : [eventEvidence(last)])],
          nextSteps: [describeStep(pod, 'Read what the node and the registry said.'), ...undo(pod, state)],
          repair: earlier === undefined ? undefined : goBack(pod, container, earlier, state),
        })
      }
    }
  },
})

/** What the runtime's message says, in a person's words. */
function inWords({ problem, image }: PullFailure): string {
  const { registry, tag, digest } = parseImage(image)
  const where = registry === undefined ? 'Docker Hub' : `registry \`${registry}\``
  return {
    'invalid-name': 'the name is not valid',
    'never-pulled': 'it is not on the node, and imagePullPolicy is `Never`',
    unverified: 'its signature could not be verified',
    'wrong-platform': 'it was not built for the processor architecture of the node',
    'rate-limited': `${where} limits how often it is asked`,
    refused: `${where} refuses the credentials, or there are none`,
    'not-found': digest === undefined ? `tag \`${tag ?? 'latest'}\` does not exist there` : 'this digest does not exist there',
    'unknown-host': `${where} is not known to DNS`,
    untrusted: `the node does not trust the certificate of ${where}`,
    'disk-full': 'the disk of the node is full',
    unreachable: `${where} can't be reached`,
    other: `${where} did not give it`,
  }[problem]
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function undo(pod: LiveObject, state: ClusterState): readonly { text: string; command: string }[] {
  const maker = state.topController(pod)
  const { kind, name, namespace } = maker
  const revisions = [...state.controlledBy(maker, 'ReplicaSet'), ...state.controlledBy(maker, 'ControllerRevision')]
  if (revisions.length < 2) return []
  return [
    {
      text: 'See its earlier revisions; `kubectl rollout undo` goes back to the last one.',
      command: `kubectl rollout history ${kind.toLowerCase()} ${name} -n ${namespace}`,
    },
  ]
}

/** Back to the image of the earlier revision, which runs. */
function goBack(pod: LiveObject, container: ContainerState, image: string, state: ClusterState): Repair | undefined {
  const origin = templateContainer(pod, container, state)
  const current = origin?.field.at('image')
  if (origin === undefined || current === undefined || !current.is(container.spec.at('image').text ?? '')) return undefined
  return {
    object: origin.maker,
    description: `Go back to \`${image}\`.`,
    operations: [
      { op: 'test', path: current.pointer, value: current.value },
      { op: 'replace', path: current.pointer, value: image },
    ],
  }
}
