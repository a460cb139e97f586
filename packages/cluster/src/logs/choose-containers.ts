import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../context/live-object.ts'
import type { LogStream } from '../context/records.ts'
import { type ContainerState, containerStates } from '../detect/container-states.ts'

/** Why the log of a container is worth reading, most worth first. */
const REASONS = ['asked', 'failing', 'restarted', 'not-ready', 'changed', 'warned', 'sample'] as const
type Reason = (typeof REASONS)[number]

/** One log to read. `previous`: the instance before the last restart. */
export interface WantedLog extends Pick<LogStream, 'pod' | 'container' | 'previous'> {
  readonly reason: Reason
  /** Id of the container instance, as the runtime names it. */
  readonly instance: string
}

export interface ChooseOptions {
  /** Logs at most. */
  readonly most: number
  /** Pods that somebody asked about, as `namespace/name`. */
  readonly asked?: ReadonlySet<string> | undefined
  /** Also one pod of each workload that is well, after all others. */
  readonly samples?: boolean | undefined
}

/** Of a workload whose pods all fail alike, two tell as much as a hundred. */
const MOST_PODS_ALIKE = 2
const RECENTLY = 15 * 60_000

/** Which logs to read, most worth first: of what fails, restarted, is not ready, changed lately, was asked for. */
export function chooseContainers(state: ClusterState, { most, asked, samples = false }: ChooseOptions): WantedLog[] {
  const taken = new Map<string, number>()
  const ranked = state
    .list('Pod')
    .flatMap((pod) => candidates(pod, state, asked?.has(`${pod.namespace}/${pod.name}`) === true))
    .filter(({ wanted }) => samples || wanted.reason !== 'sample')
    .toSorted((left, right) => rank(left) - rank(right) || right.born - left.born)
  const chosen: WantedLog[] = []
  for (const { wanted, alike } of ranked) {
    if (chosen.length >= most) break
    const count = taken.get(alike) ?? 0
    if (wanted.reason !== 'asked' && count >= (wanted.reason === 'sample' ? 1 : MOST_PODS_ALIKE)) continue
    taken.set(alike, count + 1)
    chosen.push(wanted)
  }
  return chosen
}

interface Candidate {
  readonly wanted: WantedLog
  /** Logs of equal containers of one workload. */
  readonly alike: string
  readonly born: number
  readonly isSystem: boolean
}

function rank({ wanted, isSystem }: Candidate): number {
  return REASONS.indexOf(wanted.reason) * 2 + (isSystem && wanted.reason !== 'asked' ? 1 : 0)
}

function candidates(pod: LiveObject, state: ClusterState, isAsked: boolean): Candidate[] {
  const top = state.topController(pod)
  return containerStates(pod).flatMap((container) => {
    const reason = isAsked ? 'asked' : reasonFor(pod, top, container, state)
    if (reason === undefined) return []
    return instances(container, state).map(({ previous, instance }) => ({
      wanted: {
        pod: { namespace: pod.namespace ?? '', name: pod.name, uid: pod.uid },
        container: container.name,
        previous,
        reason,
        instance,
      },
      alike: `${top === pod ? (pod.controller?.uid ?? pod.uid) : top.uid} ${container.name} ${previous}`,
      born: pod.createdAt ?? 0,
      isSystem: pod.namespace === 'kube-system',
    }))
  })
}

function reasonFor(pod: LiveObject, top: LiveObject, container: ContainerState, state: ClusterState): Reason | undefined {
  const exit = container.terminated.at('exitCode').number ?? 0
  if (container.waitingReason === 'CrashLoopBackOff' || exit !== 0) return 'failing'
  const diedAt = timeOf(container.lastTerminated.at('finishedAt'))
  if (diedAt !== undefined && diedAt >= state.window.from) return 'restarted'
  // Done as it should be: a completed Job, an init container.
  if (container.terminated.exists || pod.deletedAt !== undefined) return undefined
  if (!container.running.exists) return undefined
  if (!container.ready && container.list === 'containers') return 'not-ready'
  if ([top, pod].some((object) => (state.changesOf(object).at(-1)?.at ?? 0) >= state.now - RECENTLY)) return 'changed'
  if (state.eventsAbout(pod).some(({ type, lastAt }) => type === 'Warning' && lastAt >= state.now - RECENTLY)) return 'warned'
  return container.list === 'ephemeralContainers' ? undefined : 'sample'
}

/**
 * Which instances have a log of their own. While a container waits to be restarted, the API gives the log of its last instance either way:
 * it is read once, as the previous one.
 */
function instances(container: ContainerState, state: ClusterState): { previous: boolean; instance: string }[] {
  const diedAt = timeOf(container.lastTerminated.at('finishedAt'))
  const dead = container.lastTerminated.at('containerID').text
  const before = dead !== undefined && (diedAt === undefined || diedAt >= state.window.from) ? [{ previous: true, instance: dead }] : []
  const isStarted = container.running.exists || container.terminated.exists
  return isStarted ? [{ previous: false, instance: container.status.at('containerID').text ?? '' }, ...before] : before
}
