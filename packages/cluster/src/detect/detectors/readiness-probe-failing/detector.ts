import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import type { EventRecord, Time } from '../../../context/records.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, type Found, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { lastWords } from '../../last-words.ts'
import { earliest } from '../../patience.ts'
import { describeStep, logsStep } from '../../pod-commands.ts'
import { ageOf, livingPods } from '../../pods.ts'
import { movePort, probeFailures, type ProbeProblem, probeProblem, probeText, problemText, rightPort } from '../../probes.ts'
import { isLooping } from '../../restarts.ts'
import { isWarmingUp } from '../../warm-up.ts'
import { unreadySince } from '../../workload-pods.ts'

/** What an application that is still starting shows as well. */
const STARTING: ReadonlySet<ProbeProblem> = new Set(['refused', 'timeout', 'command', 'other', 'not-serving'])
const START = MINUTE
/** Ready and not ready in turn, at least this often within some minutes: more than one slow answer. */
const FLAPS = 5
const FLAP_SPAN = 10 * MINUTE

export default detector({
  id: 'readiness-probe-failing',
  group: 'pod',
  title: 'A readiness probe fails',
  why: 'The container runs and gets no requests: its pod is left out of every Service.',
  help: 'Ask the question where the application answers it, or mend the application.',
  severity: 'error',
  reads: ['Pod', 'Event', 'logs'],
  effect: 'not-ready',
  suspects: ['/spec/**/containers/*/readinessProbe/**', '/spec/**/containers/*/ports/**', '/spec/**/containers/**', '/data/**'],

  *detect(state) {
    for (const pod of livingPods(state)) {
      for (const container of containerStates(pod)) {
        if (!container.spec.at('readinessProbe').exists || !container.running.exists || isLooping(container, state)) continue
        const failures = probeFailures(pod, container, 'readinessProbe', state)
        if (failures.length === 0) continue
        if (!container.ready) yield* unready(pod, container, failures, state)
        else if (flaps(pod, container, failures, state))
          yield report(pod, container, failures, { severity: 'warning', how: 'fails now and then' }, state)
      }
    }
  },
})

function* unready(pod: LiveObject, container: ContainerState, failures: readonly EventRecord[], state: ClusterState): Iterable<Found> {
  const problem = probeProblem(failures.at(-1)?.message ?? '', container.spec.at('readinessProbe'))
  const isWrong = rightPort(container, 'readinessProbe') !== undefined || problem === 'port-name'
  if (!isWrong && isWarmingUp(pod, state)) return
  if (!isWrong && STARTING.has(problem) && ageOf(timeOf(container.running.at('startedAt')), state) < START) return
  yield report(pod, container, failures, { severity: 'error', how: 'fails' }, state)
}

/** It has been up for long, and its condition went to and fro lately. */
function flaps(pod: LiveObject, container: ContainerState, failures: readonly EventRecord[], state: ClusterState): boolean {
  const last = failures.at(-1)
  const started = timeOf(container.running.at('startedAt'))
  const changed = timeOf(pod.condition('Ready').at('lastTransitionTime'))
  if (last === undefined || started === undefined || changed === undefined || state.now - started < 2 * FLAP_SPAN) return false
  return (
    failures.reduce((sum, { count }) => sum + count, 0) >= FLAPS &&
    state.now - last.lastAt < FLAP_SPAN &&
    state.now - changed < FLAP_SPAN &&
    changed - started > FLAP_SPAN
  )
}

function report(
  pod: LiveObject,
  container: ContainerState,
  failures: readonly EventRecord[],
  { severity, how }: { severity: 'error' | 'warning'; how: string },
  state: ClusterState,
): Found {
  const probe = container.spec.at('readinessProbe')
  const last = failures.at(-1)
  const said = last?.message ?? ''
  const problem = probeProblem(said, probe)
  const port = rightPort(container, 'readinessProbe')
  const isPort = port !== undefined && (problem === 'refused' || problem === 'port-name' || problem === 'timeout')
  return finding(pod, {
    about: container.name,
    severity,
    message: `The readiness probe of container \`${container.name}\`, ${probeText(probe)}, ${how}: ${problemText(problem, said, probe)}${isPort ? `; the container declares port \`${port}\`` : ''}.`,
    since: onset(pod, container, failures),
    evidence: [
      ...(last === undefined ? [] : [eventEvidence(last)]),
      fieldEvidence(pod, probe),
      ...lastWords(pod, container.name, state, 1),
    ],
    nextSteps: [
      describeStep(pod, 'Read what the kubelet says of the probe.'),
      logsStep(pod, container.name, 'Read what the application says.'),
    ],
    repair: isPort ? movePort(pod, container, 'readinessProbe', port, state) : undefined,
  })
}

/** It was ready once and is not any more; or it never was, and the first failure counts. */
function onset(pod: LiveObject, container: ContainerState, failures: readonly EventRecord[]): Time | undefined {
  const started = timeOf(container.running.at('startedAt')) ?? 0
  const since = unreadySince(pod)
  return since !== undefined && since > started ? since : Math.max(started, earliest(failures.map(({ firstAt }) => firstAt)) ?? started)
}
