import type { Field } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../context/live-object.ts'

/** A container of a pod beside its status; the status fields are absent until the kubelet has written them. */
export interface ContainerState {
  readonly name: string
  readonly list: 'containers' | 'initContainers' | 'ephemeralContainers'
  readonly spec: Field
  readonly status: Field
  /** status.state.waiting.reason */
  readonly waitingReason: string | undefined
  readonly waiting: Field
  readonly running: Field
  readonly terminated: Field
  readonly lastTerminated: Field
  readonly restarts: number
  readonly ready: boolean
}

const LISTS = [
  ['initContainers', 'initContainerStatuses'],
  ['containers', 'containerStatuses'],
  ['ephemeralContainers', 'ephemeralContainerStatuses'],
] as const

/** Every container of a pod with its status, init containers first. */
export function containerStates(pod: LiveObject): readonly ContainerState[] {
  return pod.remember(computeStates)
}

function computeStates(pod: { at(...steps: readonly string[]): Field }): readonly ContainerState[] {
  return LISTS.flatMap(([list, statuses]) => {
    const known = pod.at('status', statuses).items()
    return pod
      .at('spec', list)
      .items()
      .map((spec): ContainerState => {
        const name = spec.at('name').text ?? ''
        const status = known.find((candidate) => candidate.at('name').is(name)) ?? pod.at('status', statuses, '-')
        return {
          name,
          list,
          spec,
          status,
          waitingReason: status.at('state', 'waiting', 'reason').text,
          waiting: status.at('state', 'waiting'),
          running: status.at('state', 'running'),
          terminated: status.at('state', 'terminated'),
          lastTerminated: status.at('lastState', 'terminated'),
          restarts: status.at('restartCount').number ?? 0,
          ready: status.at('ready').is(true),
        }
      })
  })
}
