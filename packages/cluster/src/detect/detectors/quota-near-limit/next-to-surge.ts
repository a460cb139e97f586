import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'

/** A Deployment that can't be rolled out without one pod more than it has: it may not go below its size. */
export function nextToSurge(namespace: string | undefined, state: ClusterState): LiveObject | undefined {
  return state.in('Deployment', namespace).find((deployment) => {
    const replicas = deployment.spec.at('replicas').number ?? 1
    const strategy = deployment.spec.at('strategy')
    if (replicas === 0 || deployment.deletedAt !== undefined || strategy.at('type').is('Recreate')) return false
    const rolling = strategy.at('rollingUpdate')
    return podsOf(rolling.at('maxUnavailable'), replicas, Math.floor) === 0 && podsOf(rolling.at('maxSurge'), replicas, Math.ceil) > 0
  })
}

const DEFAULT_SHARE = 0.25

/** A count, or a percentage of the replicas; a quarter where nothing is said. */
function podsOf(field: Field, replicas: number, round: (value: number) => number): number {
  if (field.number !== undefined) return field.number
  const percent = /^(\d+)%$/.exec(field.text ?? '')?.[1]
  return round(replicas * (percent === undefined ? DEFAULT_SHARE : Number(percent) / 100))
}
