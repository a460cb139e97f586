import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, type Found, finding } from '../../detector.ts'
import { MINUTE, spanText } from '../../durations.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { describeStep, logsStep } from '../../pod-commands.ts'
import { ageOf, nodeOf, troubledPods } from '../../pods.ts'
import { probeFailures, probeText } from '../../probes.ts'
import { isLooping } from '../../restarts.ts'
import { isStillSaid, stuckPods } from '../../start-failures.ts'
import { isWarmingUp } from '../../warm-up.ts'
import { START_PATIENCE, unreadySince } from '../../workload-pods.ts'

/** A load balancer's controller sets its gate when the pod is registered and healthy there. */
const GATE_PATIENCE = 2 * MINUTE
const SPEAKING = [
  'Failed',
  'FailedMount',
  'FailedAttachVolume',
  'FailedMapVolume',
  'FailedCreatePodSandBox',
  'InspectFailed',
  'ErrImageNeverPull',
  'BackOff',
]

export default detector({
  id: 'pod-not-ready',
  group: 'pod',
  title: 'A pod is not ready, and nobody says why',
  why: 'It gets no requests from Services, and a rollout waits for it.',
  help: 'Look at what it waits for: a readiness gate, a probe that never succeeded, its node, its start.',
  severity: 'error',
  reads: ['Pod', 'Event', 'Node'],
  effect: 'not-ready',
  suspects: ['/spec/**/readinessGates/**', '/spec/**/containers/**'],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      if (pod.condition('Ready').at('status').is('True')) continue
      if (pod.at('status', 'phase').is('Running')) yield* running(pod, state)
    }
    for (const pod of stuckPods(state)) yield* creating(pod, state)
  },
})

function* running(pod: LiveObject, state: ClusterState): Iterable<Found> {
  const since = unreadySince(pod)
  const containersReady = pod.condition('ContainersReady').at('status').is('True')
  const gates = pod.spec
    .at('readinessGates')
    .items()
    .filter(
      (gate) =>
        !pod
          .condition(gate.at('conditionType').text ?? '')
          .at('status')
          .is('True'),
    )
  if (containersReady && gates.length > 0) {
    if (ageOf(since, state) >= GATE_PATIENCE)
      yield gated(
        pod,
        gates.map((gate) => gate.at('conditionType').text ?? ''),
        state,
      )
  } else if (containersReady) yield* lostNode(pod, state)
  else if (ageOf(since, state) >= START_PATIENCE && !isWarmingUp(pod, state)) {
    for (const container of containerStates(pod)) if (isSilent(pod, container, state)) yield silent(pod, container)
  }
}

function gated(pod: LiveObject, names: readonly string[], state: ClusterState): Found {
  const gates = pod.spec.at('readinessGates')
  return finding(pod, {
    about: names.join(','),
    message: `All containers of pods of ${state.topController(pod).kind} \`${state.topController(pod).name}\` are ready; nobody sets the readiness gate ${names.map((name) => `\`${name}\``).join(', ')}.`,
    since: unreadySince(pod),
    evidence: [fieldEvidence(pod, gates), fieldEvidence(pod, pod.condition('Ready').at('status'), unreadySince(pod))],
    nextSteps: [describeStep(pod, 'See its conditions and readiness gates.')],
  })
}

/** The control plane marks pods as not ready when their node does not report any more; their containers are as they last were. */
function* lostNode(pod: LiveObject, state: ClusterState): Iterable<Found> {
  const node = nodeOf(pod, state)
  const ready = node?.condition('Ready').at('status')
  if (node === undefined || ready === undefined || ready.is('True')) return
  yield finding(pod, {
    about: 'node',
    message: `Its containers were well; its node \`${node.name}\` does not report any more.`,
    since: unreadySince(pod),
    evidence: [
      fieldEvidence(pod, pod.condition('Ready').at('status'), unreadySince(pod)),
      ...(ready.exists ? [fieldEvidence(node, ready)] : []),
    ],
    blames: [node.reference],
    nextSteps: [{ text: 'See what the node says.', command: `kubectl describe node ${node.name}` }],
  })
}

/** Running and not ready, without a word from its probes. */
function isSilent(pod: LiveObject, container: ContainerState, state: ClusterState): boolean {
  if (container.list === 'ephemeralContainers' || !container.running.exists || container.ready || isLooping(container, state)) return false
  if (container.list === 'initContainers' && !container.spec.at('restartPolicy').is('Always')) return false
  return (['readinessProbe', 'startupProbe', 'livenessProbe'] as const).every(
    (kind) => probeFailures(pod, container, kind, state).length === 0,
  )
}

function silent(pod: LiveObject, container: ContainerState): Found {
  const kind = container.status.at('started').is(false) && container.spec.at('startupProbe').exists ? 'startup' : 'readiness'
  const probe = container.spec.at(`${kind}Probe`)
  return finding(pod, {
    about: container.name,
    message: `Container \`${container.name}\` runs and is not ready${probe.exists ? `; its ${kind} probe asks ${probeText(probe)}` : ''}.`,
    since: unreadySince(pod),
    evidence: [fieldEvidence(pod, container.status.at('ready'), unreadySince(pod)), ...(probe.exists ? [fieldEvidence(pod, probe)] : [])],
    nextSteps: [logsStep(pod, container.name, 'Read what it says.'), describeStep(pod, 'See its probes and conditions.')],
  })
}

/** Still being created after minutes, and no event tells of a failure. */
function* creating(pod: LiveObject, state: ClusterState): Iterable<Found> {
  const since = timeOf(pod.at('status', 'startTime')) ?? pod.createdAt
  const first = containerStates(pod).find(({ waitingReason }) => waitingReason === 'ContainerCreating')
  if (first === undefined || ageOf(since, state) < START_PATIENCE) return
  if (state.eventsAbout(pod, ...SPEAKING).some((event) => isStillSaid(event, pod, state))) return
  const pulling = unfinishedPull(pod, state)
  if (pulling !== undefined && state.now - pulling.lastAt < START_PATIENCE) return
  yield finding(pod, {
    about: 'creating',
    effect: 'not-started',
    message:
      pulling === undefined
        ? `Container \`${first.name}\` is still being created, and the kubelet does not say what it waits for.`
        : `The image of container \`${first.name}\` has been coming for ${spanText(state.now - pulling.lastAt)}: \`${first.spec.at('image').text}\`.`,
    since,
    evidence: [fieldEvidence(pod, first.waiting.at('reason')), ...(pulling === undefined ? [] : [eventEvidence(pulling)])],
    blames: [nodeOf(pod, state)?.reference ?? []].flat(),
    nextSteps: [describeStep(pod, 'Read its events.')],
  })
}

function unfinishedPull(pod: LiveObject, state: ClusterState): EventRecord | undefined {
  const last = state.eventsAbout(pod, 'Pulling', 'Pulled').at(-1)
  return last?.reason === 'Pulling' ? last : undefined
}
