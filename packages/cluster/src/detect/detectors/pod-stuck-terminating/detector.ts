import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { type EvidenceRecord, eventEvidence, fieldEvidence } from '../../evidence.ts'
import { EVENT_MEMORY } from '../../restarts.ts'
import { inNamespace, isOver, nodeOf } from '../../pods.ts'

/** After the grace period, which the API server has counted into deletionTimestamp, containers are killed and volumes let go. */
const PATIENCE = MINUTE

export default detector({
  id: 'pod-stuck-terminating',
  group: 'pod',
  title: 'A pod does not go away',
  why: 'It was deleted and its grace period is over. A StatefulSet does not replace it, and its volumes stay attached.',
  help: 'Find who has to take the finalizer away, or why the kubelet of its node does not end it.',
  severity: 'warning',
  reads: ['Pod', 'Node', 'Event'],
  effect: 'not-ready',
  explains: ['short', 'no-endpoints'],

  *detect(state) {
    for (const pod of state.list('Pod')) {
      const { deletedAt } = pod
      if (deletedAt === undefined || state.now - deletedAt < PATIENCE) continue
      const { about, text, evidence } = holdOf(pod, state)
      yield finding(pod, {
        about,
        message: `A pod that was deleted does not go away: ${text}.`,
        since: deletedAt,
        evidence: [fieldEvidence(pod, pod.at('metadata', 'deletionTimestamp'), deletedAt), ...evidence],
        blames: about === 'node' ? [nodeOf(pod, state)?.reference ?? []].flat() : [],
        nextSteps: [
          {
            text: 'See what holds it.',
            command: `kubectl get pod ${pod.name}${inNamespace(pod)} -o jsonpath='{.metadata.finalizers} {.spec.nodeName}'`,
          },
        ],
      })
    }
  },
})

interface Hold {
  readonly about: string
  readonly text: string
  readonly evidence: readonly EvidenceRecord[]
}

function holdOf(pod: LiveObject, state: ClusterState): Hold {
  const finalizers = pod.at('metadata', 'finalizers')
  const names = finalizers.items().flatMap(({ text }) => text ?? [])
  const ended = isOver(pod) || containerStates(pod).every(({ running }) => !running.exists)
  if (names.length > 0 && ended) {
    return {
      about: names.join(','),
      text: `nobody takes its finalizer ${names.map((name) => `\`${name}\``).join(', ')} away`,
      evidence: [fieldEvidence(pod, finalizers)],
    }
  }
  const nodeName = pod.spec.at('nodeName')
  const node = nodeOf(pod, state)
  const ready = node?.condition('Ready').at('status')
  if (node !== undefined && ready?.exists === true && !ready.is('True')) {
    return {
      about: 'node',
      text: `its node \`${node.name}\` is not ready, and nobody else can end it`,
      evidence: [fieldEvidence(node, ready)],
    }
  }
  if (node === undefined && nodeName.text !== undefined && state.isAbsent('Node', undefined, nodeName.text)) {
    return { about: 'node', text: `its node \`${nodeName.text}\` does not exist any more`, evidence: [fieldEvidence(pod, nodeName)] }
  }
  const event = state
    .eventsAbout(pod, 'FailedKillPod', 'FailedPreStopHook', 'FailedUnmount')
    .findLast(({ lastAt }) => state.now - lastAt < EVENT_MEMORY)
  if (event !== undefined) return { about: event.reason, text: event.message.trim().replace(/\.$/, ''), evidence: [eventEvidence(event)] }
  return {
    about: 'kubelet',
    text: ended
      ? 'its containers have ended, and its node has not let go of it'
      : 'its containers still run, long after their grace period',
    evidence: [],
  }
}
