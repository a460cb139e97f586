import { podSpec, sameJson } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { type ContainerState, containerStates } from './container-states.ts'
import { livingPods } from './pods.ts'

/** The image that a container had in the newest earlier revision of its workload, if a container with that image runs well now. */
export function earlierImage(pod: LiveObject, container: ContainerState, state: ClusterState): string | undefined {
  const image = container.spec.at('image').text
  const maker = state.topController(pod)
  const earlier = [
    ...siblingImages(maker, container, state),
    ...revisionImages(maker, container, state),
    ...changedImages(maker, image, state),
  ]
  return earlier.find((candidate) => candidate !== image && runningImages(state).has(candidate))
}

/** Images, as pod specs name them, of containers that are ready now. */
function runningImages(state: ClusterState): ReadonlySet<string> {
  return state.remember(runningImages, () => {
    const ready = livingPods(state).flatMap((pod) => containerStates(pod).filter(({ ready }) => ready))
    return new Set(ready.flatMap(({ spec }) => spec.at('image').text ?? []))
  })
}

function siblingImages(maker: LiveObject, container: ContainerState, state: ClusterState): string[] {
  const siblings = state.podsOf(maker).flatMap((sibling) => containerStates(sibling))
  return siblings.filter((one) => one.name === container.name && one.ready).flatMap(({ spec }) => spec.at('image').text ?? [])
}

function revisionImages(maker: LiveObject, container: ContainerState, state: ClusterState): string[] {
  const revision = (object: LiveObject): number => Number(object.annotations.strings()['deployment.kubernetes.io/revision'] ?? 0)
  const sets = state.controlledBy(maker, 'ReplicaSet').toSorted((left, right) => revision(right) - revision(left))
  return sets.flatMap((set) =>
    (podSpec(set)?.at(container.list).items() ?? [])
      .filter((one) => one.at('name').is(container.name))
      .flatMap((one) => one.at('image').text ?? []),
  )
}

function changedImages(maker: LiveObject, image: string | undefined, state: ClusterState): string[] {
  const diffs = state.changesOf(maker).flatMap(({ diff }) => diff)
  return diffs
    .filter(({ path, to }) => path.endsWith('/image') && sameJson(to, image))
    .flatMap(({ from }) => (typeof from === 'string' ? [from] : []))
}
