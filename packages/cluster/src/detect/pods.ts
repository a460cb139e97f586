import type { LiveObject } from '../context/live-object.ts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { Time } from '../context/records.ts'
import { containerStates } from './container-states.ts'
import { isGoing } from './onset.ts'
import { shellWord } from './shell-words.ts'

/** Pods that are meant to run: neither over nor being deleted, alone or with their namespace. */
export function livingPods(state: ClusterState): readonly LiveObject[] {
  return state.remember(livingPods, () => state.list('Pod').filter((pod) => !isGoing(pod, state) && !isOver(pod)))
}

/** Living pods but those that plainly are well: running, ready, never restarted. */
export function troubledPods(state: ClusterState): readonly LiveObject[] {
  return state.remember(troubledPods, () => livingPods(state).filter((pod) => !isWell(pod)))
}

/** Whether all containers of a pod have ended for good. */
export function isOver(pod: LiveObject): boolean {
  const phase = pod.at('status', 'phase')
  return phase.is('Succeeded') || phase.is('Failed')
}

function isWell(pod: LiveObject): boolean {
  return pod.condition('Ready').at('status').is('True') && containerStates(pod).every(({ restarts }) => restarts === 0)
}

/** How long ago something was, in ms; endless where it is not known, so that patience does not hide what has no time. */
export function ageOf(time: Time | undefined, state: ClusterState): number {
  return time === undefined ? Number.POSITIVE_INFINITY : state.now - time
}

/** Where a pod runs: for findings that the node's own finding would explain. */
export function nodeOf(pod: LiveObject, state: ClusterState): LiveObject | undefined {
  const name = pod.spec.at('nodeName').text
  return name === undefined ? undefined : state.find('Node', undefined, name)
}

/** `-n shop`, for commands. */
export function inNamespace(object: LiveObject): string {
  return object.namespace === undefined ? '' : ` -n ${shellWord(object.namespace)}`
}
