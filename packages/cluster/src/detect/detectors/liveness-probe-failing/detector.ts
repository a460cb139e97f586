import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, type Found, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { HOUR, MINUTE, spanText } from '../../durations.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { lastWords } from '../../last-words.ts'
import { earliest } from '../../patience.ts'
import { editStep, logsStep } from '../../pod-commands.ts'
import { ageOf, troubledPods } from '../../pods.ts'
import {
  movePort,
  observedStart,
  observedStartText,
  probeBudget,
  probeFailures,
  type ProbeKind,
  probeProblem,
  probeText,
  problemText,
  rightPort,
} from '../../probes.ts'
import { endedAt, isLooping, lastLifetime, probeKill } from '../../restarts.ts'

/** A restart that cured a deadlock is what the probe is for; this many are not. */
const OFTEN = 3
const SHORTEST_LIFE = 2 * MINUTE

export default detector({
  id: 'liveness-probe-failing',
  group: 'pod',
  title: 'A liveness or startup probe fails, and the container is killed for it',
  why: 'The kubelet ends and restarts the container each time, whether or not it was well.',
  help: 'Ask the question where the application answers it, and give it the time that it needs to start.',
  severity: 'error',
  reads: ['Pod', 'Event', 'logs'],
  effect: 'crashing',
  explains: effectsFrom('crashing'),
  suspects: ['/spec/**/containers/*/livenessProbe/**', '/spec/**/containers/*/startupProbe/**', '/spec/**/containers/**', '/data/**'],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      for (const container of containerStates(pod)) {
        const killed = isKilledOften(container, state) ? probeKill(pod, container, state) : undefined
        if (killed !== undefined) yield report(pod, container, killed, state)
      }
    }
  },
})

function isKilledOften(container: ContainerState, state: ClusterState): boolean {
  if (isLooping(container, state)) return true
  // A loop that it came out of is over; what comes up, runs for a while and is killed is not.
  return container.restarts >= OFTEN && ageOf(endedAt(container), state) < HOUR && lastLifetime(container) >= SHORTEST_LIFE
}

function report(pod: LiveObject, container: ContainerState, killed: EventRecord, state: ClusterState): Found {
  const kind: ProbeKind = killed.message.includes('startup') ? 'startupProbe' : 'livenessProbe'
  const probe = container.spec.at(kind)
  const failures = probeFailures(pod, container, kind, state, 2 * HOUR)
  const last = failures.at(-1)
  const problem = last === undefined ? 'other' : probeProblem(last.message, probe)
  const port = rightPort(container, kind)
  const isPort = port !== undefined && (problem === 'refused' || problem === 'port-name' || problem === 'timeout')
  const name = kind === 'startupProbe' ? 'startup' : 'liveness'
  return finding(pod, {
    about: `${container.name} ${name}`,
    severity: isLooping(container, state) ? 'error' : 'warning',
    message: `The ${name} probe of container \`${container.name}\`, ${probeText(probe)}, fails and the kubelet kills it: ${problemText(problem, last?.message ?? '', probe)}${
      isPort
        ? `; the container declares port \`${port}\``
        : timeText(pod, container, kind, problem === 'refused' || problem === 'timeout', state)
    }.`,
    since: earliest([killed.firstAt, failures[0]?.firstAt]),
    evidence: [
      ...(last === undefined ? [] : [eventEvidence(last)]),
      eventEvidence(killed),
      ...(probe.exists ? [fieldEvidence(pod, probe)] : []),
      ...lastWords(pod, container.name, state, 1),
    ],
    nextSteps: [
      logsStep(pod, container.name, 'Read what it wrote before it was killed.', true),
      editStep(
        state.topController(pod),
        `Mend the ${name} probe of \`${container.name}\`: its port and path, or the time that it allows for the start.`,
      ),
    ],
    repair: isPort ? movePort(pod, container, kind, port, state) : undefined,
  })
}

/** Where nobody answers, the time to start may be what lacks. */
function timeText(pod: LiveObject, container: ContainerState, kind: ProbeKind, silent: boolean, state: ClusterState): string {
  const budget = probeBudget(container.spec.at(kind))
  const lived = lastLifetime(container)
  // What lived much longer than the probe allows at its start had come up.
  if (!silent || lived > 3 * budget || budget === 0) return ''
  const start = observedStart(pod, container, state)
  return ` in the ${spanText(budget)} that it is given to start${start === undefined || start <= budget ? '' : observedStartText(start)}`
}
