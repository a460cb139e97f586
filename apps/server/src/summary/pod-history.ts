import { type ClusterState, type ClusterView, type LiveObject, podState, type Time } from '@aks-copilot/cluster'
import { type Points, type Span, stepOf, STEPS } from './series.ts'

/** Pods that are there to serve: those that ended well, or are going, are not counted. */
const DONE = new Set(['Succeeded', 'Completed', 'Terminating'])

export function servingPods(state: ClusterState, isIn: (namespace: string | undefined) => boolean): LiveObject[] {
  return state.list('Pod').filter((pod) => isIn(pod.namespace) && !DONE.has(podState(pod)))
}

export function isReady(pod: LiveObject): boolean {
  return podState(pod) === 'Running'
}

/**
 * How many pods were ready at each step: the number of now, with each change of state taken back. Goes no further back than states
 * were watched.
 */
export function readyPods(view: ClusterView, state: ClusterState, span: Span, isIn: (namespace: string | undefined) => boolean): Points {
  const since = Math.max(span.from, watchedSince(view) ?? span.to)
  const transitions = view.store.transitions.between(since, span.to).filter(({ object }) => isIn(object.namespace))
  let ready = servingPods(state, isIn).filter(isReady).length
  let next = transitions.length - 1
  const points: Points = []
  for (let index = STEPS; index >= 0; index--) {
    const at = span.from + index * stepOf(span)
    for (let transition = transitions[next]; transition !== undefined && transition.at > at; transition = transitions[--next])
      ready += Number(transition.from === 'Running') - Number(transition.to === 'Running')
    if (at < since && index < STEPS) break
    points.unshift([Math.round(at), Math.max(0, ready)])
  }
  return points
}

function watchedSince(view: ClusterView): Time | undefined {
  const { watchedSince: since } = view.status()
  return since === undefined ? undefined : Date.parse(since)
}
