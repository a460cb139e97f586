import type { ClusterState } from '@aks-copilot/cluster'
import type { Incident, Outlook, Summary } from '@aks-copilot/contracts'
import { isReady, servingPods } from './pod-history.ts'

const HOUR = 3_600_000
const MOST = 5

export interface Present {
  readonly incidents: readonly Incident[]
  readonly outlook: readonly Outlook[]
  readonly changes: Summary['changes']
  readonly state: ClusterState
  readonly isIn: (namespace: string | undefined) => boolean
}

/** What one would ask of this cluster at this moment: each question has an answer other than `nothing`. */
export function questionsOf({ incidents, outlook, changes, state, isIn }: Present): string[] {
  const open = incidents.filter((incident) => incident.state === 'open')
  const [worst] = open
  const pods = servingPods(state, isIn)
  const recent = changes.filter(({ at }) => Date.parse(at) > state.now - HOUR)
  const [newest] = changes
  return [
    ...open.slice(0, 2).map(({ cause: { object } }) => `Why is ${object.kind} ${object.name} failing?`),
    ...(worst === undefined ? [] : [`How do I fix ${worst.cause.object.name}?`]),
    ...(recent.length > 0 ? ['What changed in the last hour?'] : newest === undefined ? [] : ['What changed in the last two hours?']),
    ...(outlook.length === 0 ? [] : ['What will run out?']),
    ...(pods.some((pod) => !isReady(pod)) ? ['Which pods are not ready?'] : []),
    ...(open.length > 0 ? [] : quietQuestions(state, isIn)),
  ].slice(0, MOST)
}

/** Where nothing is broken: of what runs there, by its name. */
function quietQuestions(state: ClusterState, isIn: Present['isIn']): string[] {
  const deployment = state.list('Deployment').find(({ namespace }) => isIn(namespace))
  const isMeasured = state.snapshot.metrics.some(
    ({ object, metric }) => object.kind === 'Pod' && metric === 'memory' && isIn(object.namespace),
  )
  return [
    ...(deployment === undefined
      ? []
      : [`Is Deployment ${deployment.name} healthy?`, `Which images does Deployment ${deployment.name} use?`]),
    ...(isMeasured ? ['Which pods use the most memory?'] : []),
  ]
}
