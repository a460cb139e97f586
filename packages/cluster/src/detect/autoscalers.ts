import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'

/** Autoscalers that are meant to work: all that are not being deleted. */
export function standingAutoscalers(state: ClusterState): readonly LiveObject[] {
  return state.list('HorizontalPodAutoscaler').filter(({ deletedAt }) => deletedAt === undefined)
}

export interface ScaleTarget {
  readonly kind: string
  readonly name: string
  readonly group: string
}

/** What an autoscaler scales. */
export function targetOf(autoscaler: LiveObject): ScaleTarget {
  const target = autoscaler.spec.at('scaleTargetRef')
  const version = target.at('apiVersion').text ?? ''
  return {
    kind: target.at('kind').text ?? '',
    name: target.at('name').text ?? '',
    group: version.includes('/') ? version.slice(0, version.indexOf('/')) : '',
  }
}

/** The target, where it is among the workloads that are watched. */
export function findTarget(autoscaler: LiveObject, state: ClusterState): LiveObject | undefined {
  const { kind, name, group } = targetOf(autoscaler)
  const target = state.find(kind, autoscaler.namespace, name)
  return target?.group === group ? target : undefined
}

/** Since when a condition is False; undefined while it is not. */
export function falseSince(autoscaler: LiveObject, type: string): Time | undefined {
  const condition = autoscaler.condition(type)
  return condition.at('status').is('False') ? (timeOf(condition.at('lastTransitionTime')) ?? autoscaler.createdAt) : undefined
}
