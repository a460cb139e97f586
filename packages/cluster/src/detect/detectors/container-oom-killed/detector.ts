import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { type EvidenceRecord, fieldEvidence, metricEvidence } from '../../evidence.ts'
import { inNamespace, nodeOf } from '../../pods.ts'
import { editStep } from '../../pod-commands.ts'
import { endedAt, isLooping, lastEnd, loopSince, nameContainer, wasOomKilled } from '../../restarts.ts'

export default detector({
  id: 'container-oom-killed',
  group: 'pod',
  title: 'A container was killed for its memory',
  why: 'The kernel ends a container that wants more memory than its limit, without a word in its log.',
  help: 'Raise the memory limit to what the application needs, or find what fills its memory.',
  severity: 'error',
  reads: ['Pod', 'metrics'],
  effect: 'crashing',
  explains: effectsFrom('crashing'),
  suspects: ['/spec/**/containers/*/resources/**', '/spec/**/containers/*/image', '/spec/**/containers/*/env/**'],

  *detect(state) {
    for (const pod of state.list('Pod')) {
      for (const container of containerStates(pod)) {
        const end = lastEnd(container)
        const ended = endedAt(container)
        if (end === undefined || !wasOomKilled(container) || ended === undefined || ended < state.window.from || isSettled(pod, state))
          continue
        yield finding(pod, {
          about: container.name,
          // Once, and up again since: it will come again, but nothing is broken now.
          severity: container.restarts < 2 && container.ready && !isLooping(container, state) ? 'warning' : 'error',
          message: message(container, end.at('exitCode').scalar ?? '137'),
          since: isLooping(container, state) ? loopSince(pod, container, state) : ended,
          evidence: proof(pod, container, state),
          blames: limitOf(container) === undefined ? [nodeOf(pod, state)?.reference ?? []].flat() : [],
          nextSteps: [
            { text: 'See what it uses now.', command: `kubectl top pod ${pod.name}${inNamespace(pod)} --containers` },
            editStep(state.topController(pod), `Raise resources.limits.memory of \`${container.name}\`, or mend what fills its memory.`),
          ],
        })
      }
    }
  },
})

/** Being deleted, or of a Job that completed all the same. */
function isSettled(pod: LiveObject, state: ClusterState): boolean {
  if (pod.deletedAt !== undefined || pod.at('status', 'phase').is('Succeeded')) return true
  return state.controllerOf(pod)?.condition('Complete').at('status').is('True') === true
}

function limitOf(container: ContainerState): string | undefined {
  return container.spec.at('resources', 'limits', 'memory').scalar
}

function message(container: ContainerState, code: string): string {
  const limit = limitOf(container)
  const what =
    limit === undefined
      ? 'the node ran out of memory; the container has no limit of its own'
      : `it used more memory than its limit of \`${limit}\``
  const times = container.restarts > 1 ? `, ${container.restarts} restarts` : ''
  return `${nameContainer(container)} was killed for memory (OOMKilled, exit code ${code}${times}): ${what}.`
}

function proof(pod: LiveObject, container: ContainerState, state: ClusterState): EvidenceRecord[] {
  const end = lastEnd(container)
  const limit = container.spec.at('resources', 'limits', 'memory')
  const series = state.metric(pod, 'memory', container.name)
  const most = Math.max(0, ...(series?.points.map(([, value]) => value) ?? []))
  return [
    ...(end === undefined ? [] : [fieldEvidence(pod, end.at('reason'), endedAt(container))]),
    ...(limit.exists ? [fieldEvidence(pod, limit)] : []),
    ...(series === undefined || most === 0
      ? []
      : [metricEvidence(series, `memory of ${container.name}: at most ${Math.round(most / 2 ** 20)} Mi`)]),
  ]
}
