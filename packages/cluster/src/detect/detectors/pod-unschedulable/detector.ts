import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import { detector, type Found, finding } from '../../detector.ts'
import { MINUTE, SECOND } from '../../durations.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { obstacle } from '../../placement.ts'
import { describeStep } from '../../pod-commands.ts'
import { ageOf, inNamespace, troubledPods } from '../../pods.ts'
import { readRefusals } from '../../scheduler-words.ts'

/** Claims are made and bound, and earlier pods leave, within seconds. */
const PATIENCE = 30 * SECOND
/** A new node, or a victim that takes its grace period. */
const HELP_IS_COMING = 10 * MINUTE

export default detector({
  id: 'pod-unschedulable',
  group: 'pod',
  title: 'No node takes a pod',
  why: 'The pod stays Pending until a node fits it.',
  help: 'Make room, or change what the pod asks for: requests, selectors, tolerations, claims.',
  severity: 'error',
  reads: ['Pod', 'Node', 'PersistentVolumeClaim', 'Event'],
  effect: 'not-scheduled',
  suspects: [
    '/spec/**/containers/*/resources/**',
    '/spec/**/nodeSelector/**',
    '/spec/**/affinity/**',
    '/spec/**/tolerations/**',
    '/spec/replicas',
    '/spec/taints/**',
    '/spec/unschedulable',
  ],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      if (!pod.at('status', 'phase').is('Pending') || pod.spec.at('nodeName').exists) continue
      const condition = pod.condition('PodScheduled')
      if (!condition.exists) yield* unseen(pod, state)
      else if (condition.at('reason').is('Unschedulable')) yield* refused(pod, state)
    }
  },
})

function* refused(pod: LiveObject, state: ClusterState): Iterable<Found> {
  const condition = pod.condition('PodScheduled')
  const message = condition.at('message')
  const since = timeOf(condition.at('lastTransitionTime')) ?? pod.createdAt
  if (message.text === undefined || ageOf(since, state) < (isHelped(pod, state) ? HELP_IS_COMING : PATIENCE)) return
  const refusals = readRefusals(message.text)
  const obstacles = refusals.map((refusal) => obstacle(refusal, pod, state))
  const event = state.eventsAbout(pod, 'FailedScheduling').at(-1)
  yield finding(pod, {
    message: `No node takes pods of ${nameOf(pod, state)}: ${obstacles.map(({ text }) => text).join('; ')}.`,
    since,
    evidence: [
      fieldEvidence(pod, message, since),
      ...obstacles.flatMap(({ evidence }) => evidence),
      ...(event === undefined ? [] : [eventEvidence(event)]),
    ],
    blames: obstacles.flatMap(({ blames }) => blames),
    nextSteps: [
      describeStep(pod, 'Read what the scheduler says.'),
      ...(refusals.some(({ why }) => why === 'insufficient')
        ? [{ text: 'See what is promised on each node.', command: 'kubectl describe nodes | grep -A 8 "Allocated resources"' }]
        : []),
      ...(refusals.some(({ why }) => why === 'selector')
        ? [{ text: 'See the labels of the nodes.', command: 'kubectl get nodes --show-labels' }]
        : []),
      ...(refusals.some(({ why }) => why.startsWith('claim') || why === 'no-volume')
        ? [{ text: 'See the claims.', command: `kubectl get pvc${inNamespace(pod)}` }]
        : []),
    ],
    repair: obstacles.length === 1 ? obstacles[0]?.repair : undefined,
  })
}

/** An autoscaler said that it adds a node, or the scheduler makes room by preemption. */
function isHelped(pod: LiveObject, state: ClusterState): boolean {
  const scaling = state.eventsAbout(pod, 'TriggeredScaleUp', 'Nominated').at(-1)
  return pod.at('status', 'nominatedNodeName').exists || (scaling !== undefined && state.now - scaling.lastAt < HELP_IS_COMING)
}

/** No scheduler has looked at it: the one that it names does not run. */
function* unseen(pod: LiveObject, state: ClusterState): Iterable<Found> {
  const scheduler = pod.spec.at('schedulerName')
  if (ageOf(pod.createdAt, state) < MINUTE || !scheduler.exists) return
  yield finding(pod, {
    message: `No scheduler has looked at pods of ${nameOf(pod, state)}: they name \`${scheduler.text}\`.`,
    since: pod.createdAt,
    evidence: [fieldEvidence(pod, scheduler)],
    nextSteps: [{ text: 'See whether that scheduler runs.', command: 'kubectl get pods -A | grep -i scheduler' }],
  })
}

function nameOf(pod: LiveObject, state: ClusterState): string {
  const { kind, name } = state.topController(pod)
  return `${kind} \`${name}\``
}
