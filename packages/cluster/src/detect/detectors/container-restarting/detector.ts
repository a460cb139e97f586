import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { HOUR, MINUTE, spanText } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'
import { exitText } from '../../exit-codes.ts'
import { lastWords } from '../../last-words.ts'
import { logsStep } from '../../pod-commands.ts'
import { troubledPods } from '../../pods.ts'
import { endedAt, isAboutContainer, isLooping, lastEnd, lastLifetime, nameContainer, wasOomKilled } from '../../restarts.ts'

/** Fewer may be a node's maintenance, or a dependency that was away for a moment. */
const FEWEST = 3
/** What lived shorter did not come up: a start that was tried again, or a loop. */
const SHORTEST_LIFE = 2 * MINUTE
const STILL_GOING = HOUR

export default detector({
  id: 'container-restarting',
  group: 'pod',
  title: 'A container restarts every now and then',
  why: 'It comes up, runs for a while and ends: requests in flight are lost each time.',
  help: 'Read the last lines of its previous log, and what its exit code says.',
  severity: 'warning',
  reads: ['Pod', 'Event', 'logs'],
  effect: 'crashing',
  suspects: ['/spec/**/containers/**', '/data/**', '/binaryData/**'],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      for (const container of containerStates(pod)) {
        const end = lastEnd(container)
        if (end === undefined || container.restarts < FEWEST || !isStillGoing(container, state)) continue
        const count = restartsInWindow(pod, container, state)
        if (count < FEWEST) continue
        yield finding(pod, {
          about: container.name,
          message: `${nameContainer(container)} restarted ${count} times in ${spanText(spanOf(pod, state))}; the last time with ${exitText(end)}.`,
          since: endedAt(container),
          evidence: [
            fieldEvidence(pod, container.status.at('restartCount')),
            fieldEvidence(pod, end.at('exitCode')),
            ...lastWords(pod, container.name, state),
          ],
          nextSteps: [logsStep(pod, container.name, 'Read what it wrote before it ended.', true)],
        })
      }
    }
  },
})

function isStillGoing(container: ContainerState, state: ClusterState): boolean {
  const ended = endedAt(container)
  if (ended === undefined || state.now - ended > STILL_GOING || isLooping(container, state) || wasOomKilled(container)) return false
  return lastLifetime(container) >= SHORTEST_LIFE
}

function spanOf(pod: LiveObject, state: ClusterState): number {
  return state.now - Math.max(state.window.from, pod.createdAt ?? 0)
}

/** All of a young pod's; of an older one as many as the kubelet's `Started` events say, at their average rate where they reach back further. */
function restartsInWindow(pod: LiveObject, container: ContainerState, state: ClusterState): number {
  if ((pod.createdAt ?? 0) >= state.window.from) return container.restarts
  const starts = state.eventsAbout(pod, 'Started').filter((event) => isAboutContainer(event, container))
  const count = starts.reduce((sum, event) => sum + event.count, 0)
  const first = Math.min(...starts.map(({ firstAt }) => firstAt))
  if (count === 0 || first >= state.window.from) return Math.min(count, container.restarts)
  return Math.floor((count * (state.now - state.window.from)) / (state.now - first))
}
