import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { type EvidenceRecord, eventEvidence, fieldEvidence } from '../../evidence.ts'
import { exitText } from '../../exit-codes.ts'
import { lastWords } from '../../last-words.ts'
import { editStep, logsStep } from '../../pod-commands.ts'
import { troubledPods } from '../../pods.ts'
import { isLooping, lastEnd, loopSince, nameContainer, neverStarted, probeKill, wasOomKilled } from '../../restarts.ts'
import { countOf } from '../../workload-pods.ts'

export default detector({
  id: 'container-crash-loop',
  group: 'pod',
  title: 'A container ends again and again',
  why: 'It is restarted with growing pauses, up to five minutes; what it serves is away most of the time.',
  help: 'Read the last lines of its previous log, and what its exit code says.',
  severity: 'error',
  reads: ['Pod', 'Event', 'logs'],
  effect: 'crashing',
  suspects: ['/spec/**/containers/**', '/spec/**/initContainers/**', '/data/**', '/binaryData/**'],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      for (const container of containerStates(pod)) {
        if (container.list === 'ephemeralContainers' || !isLooping(container, state) || neverStarted(container)) continue
        const words = lastWords(pod, container.name, state)
        yield finding(pod, {
          about: container.name,
          message: `${nameContainer(container)} ends again and again (${countOf(container.restarts, 'restart')}): ${ending(pod, container, words, state)}.`,
          since: loopSince(pod, container, state),
          evidence: [...proof(pod, container, state), ...words],
          nextSteps: [
            logsStep(pod, container.name, 'Read what it wrote before it ended.', true),
            editStep(state.topController(pod), 'Mend its command, configuration or image.'),
          ],
        })
      }
    }
  },
})

function ending(pod: LiveObject, container: ContainerState, words: readonly EvidenceRecord[], state: ClusterState): string {
  const end = lastEnd(container)
  if (end === undefined) return 'how it ended is not known'
  const code = end.at('exitCode').number
  if (wasOomKilled(container)) return `OOMKilled (exit code ${code}), it used more memory than it may`
  const probe = probeKill(pod, container, state)?.message.match(/failed (liveness|startup) probe/)?.[1]
  if (probe !== undefined) return `its ${probe} probe fails, and the kubelet kills it (exit code ${code})`
  if (words.some(({ text }) => /exec format error/i.test(text)))
    return `exit code ${code}, the image was built for another processor architecture (exec format error)`
  return exitText(end)
}

function proof(pod: LiveObject, container: ContainerState, state: ClusterState): EvidenceRecord[] {
  const end = lastEnd(container)
  const killed = probeKill(pod, container, state)
  return [
    ...(container.waiting.at('reason').exists ? [fieldEvidence(pod, container.waiting.at('reason'))] : []),
    ...(end === undefined ? [] : [fieldEvidence(pod, end.at('exitCode').exists ? end.at('exitCode') : end)]),
    fieldEvidence(pod, container.status.at('restartCount')),
    ...(killed === undefined ? [] : [eventEvidence(killed)]),
  ]
}
