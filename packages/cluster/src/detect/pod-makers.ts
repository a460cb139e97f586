import { type Field, podSpec, sameJson } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { ContainerState } from './container-states.ts'

/** The place in a workload's pod template that a field of one of its pods came from. */
export interface Origin {
  readonly maker: LiveObject
  readonly field: Field
}

/**
 * Where a field below a pod's spec comes from: the same field in the template of the workload above it. Undefined for a pod that nobody
 * made, and where the template says something else by now, so that the pod shows an earlier revision.
 */
export function originOf(pod: LiveObject, field: Field, state: ClusterState): Origin | undefined {
  const maker = state.topController(pod)
  const spec = maker === pod ? undefined : podSpec(maker)
  if (spec === undefined) return undefined
  const origin = spec.at(...field.path.slice(1))
  return origin.exists && sameJson(origin.value, field.value) ? { maker, field: origin } : undefined
}

/** The template's container that a pod's container was made from, found by name; undefined as for `originOf`. */
export function templateContainer(pod: LiveObject, container: ContainerState, state: ClusterState): Origin | undefined {
  const maker = state.topController(pod)
  const field =
    maker === pod
      ? undefined
      : podSpec(maker)
          ?.at(container.list)
          .items()
          .find((item) => item.at('name').is(container.name))
  return field === undefined ? undefined : { maker, field }
}
