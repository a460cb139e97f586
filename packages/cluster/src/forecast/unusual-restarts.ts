import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, objectKey } from '../context/live-object.ts'
import { type ContainerState, containerStates } from '../detect/container-states.ts'
import { MINUTE, spanText } from '../detect/durations.ts'
import { type EvidenceRecord, fieldEvidence } from '../detect/evidence.ts'
import { endedAt } from '../detect/restarts.ts'
import { clock, type Foreseen } from './foreseen.ts'
import type { PastObjects } from './past-objects.ts'

/** What counts as now. */
const NOW = 15 * MINUTE
/** A pod that is younger has no past to be compared with. */
const LEAST_AGE = 45 * MINUTE
/** So many restarts, so many times as many as before, and clear of chance. */
const LEAST_RESTARTS = 3
const LEAST_FACTOR = 5
const DEVIATIONS = 4

interface Restarting {
  readonly workload: LiveObject
  readonly pod: LiveObject
  readonly container: ContainerState
  readonly endedAt: number
  /** In the last minutes, as far as is known for certain; and in the pod's life before. */
  readonly recent: number
  readonly before: number
  readonly age: number
}

/** Workloads whose containers restart clearly more often than over their life before. */
export function* unusualRestarts(state: ClusterState, past: PastObjects): Generator<Foreseen> {
  const groups = Map.groupBy(restarting(state, past), ({ workload, container }) => `${objectKey(workload)} ${container.name}`)
  for (const group of groups.values()) {
    const last = group.toSorted((left, right) => right.endedAt - left.endedAt)[0]
    const [recent, before] = [total(group, 'recent'), total(group, 'before')]
    if (last === undefined || recent < LEAST_RESTARTS) continue
    // For all of its containers: those that never restarted have a past, too.
    const lived = group.reduce((sum, { age }) => sum + (age - NOW), 0)
    const expected = (before * NOW * group.length) / lived
    if (recent < LEAST_FACTOR * expected || recent < expected + DEVIATIONS * Math.sqrt(expected) + 2) continue
    yield foreseen(last, group, recent, before, state)
  }
}

function restarting(state: ClusterState, past: PastObjects): Restarting[] {
  return state.list('Pod').flatMap((pod) => {
    const age = state.now - (pod.createdAt ?? state.now)
    const workload = state.topController(pod)
    // Runs of Jobs are tried again; that is how they work.
    if (age < LEAST_AGE || pod.deletedAt !== undefined || workload.kind === 'Job' || workload.kind === 'CronJob') return []
    return containerStates(pod).flatMap((container) => {
      const ended = endedAt(container)
      if (container.restarts === 0 || ended === undefined || ended < state.now - NOW) return []
      const recent = Math.max(1, container.restarts - (restartsThen(pod, container, state, past) ?? container.restarts - 1))
      return [{ workload, pod, container, endedAt: ended, recent, before: container.restarts - recent, age }]
    })
  })
}

/** How often it had restarted when now began; undefined where that is not known. */
function restartsThen(pod: LiveObject, container: ContainerState, state: ClusterState, past: PastObjects): number | undefined {
  if (container.restarts < LEAST_RESTARTS) return undefined
  const then = past('Pod', state.now - NOW, pod.namespace).find(({ uid }) => uid === pod.uid)
  return then === undefined ? undefined : containerStates(then).find(({ name }) => name === container.name)?.restarts
}

function foreseen(
  { workload, container }: Restarting,
  group: readonly Restarting[],
  recent: number,
  before: number,
  state: ClusterState,
): Foreseen {
  const lived = Math.min(...group.map(({ age }) => age)) - NOW
  const since = Math.min(...group.map((one) => one.endedAt))
  const earlier = `${before === 0 ? 'none' : before} in the ${spanText(lived)} before`
  const where = `container \`${container.name}\` of ${workload.kind} \`${workload.name}\``
  return {
    kind: 'unusual',
    what: 'restarts',
    object: workload.reference,
    about: container.name,
    message: `${recent} restarts of ${where} in the last ${spanText(NOW)}, the newest at ${clock(Math.max(...group.map((one) => one.endedAt)), state.now)}; ${earlier}.`,
    since,
    evidence: group.slice(0, 3).flatMap(evidenceOf),
  }
}

function evidenceOf({ pod, container, endedAt: at }: Restarting): EvidenceRecord[] {
  const end = container.lastTerminated.exists ? container.lastTerminated : container.terminated
  return [
    fieldEvidence(pod, container.status.at('restartCount')),
    ...(end.at('reason').exists ? [fieldEvidence(pod, end.at('reason'), at)] : []),
  ]
}

function total(group: readonly Restarting[], key: 'recent' | 'before'): number {
  return group.reduce((sum, one) => sum + one[key], 0)
}
