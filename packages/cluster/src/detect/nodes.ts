import type { NextStep } from '@aks-copilot/contracts'
import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'
import { type EvidenceRecord, fieldEvidence } from './evidence.ts'
import { livingPods } from './pods.ts'

/** Nodes that are meant to stay: not those that are being removed, by a person or by the autoscaler. */
export function standingNodes(state: ClusterState): readonly LiveObject[] {
  return state.remember(standingNodes, () => state.list('Node').filter((node) => node.deletedAt === undefined && !isLeaving(node)))
}

/** The autoscaler and the cloud mark a node before they take it away. */
const LEAVING: ReadonlySet<string> = new Set([
  'ToBeDeletedByClusterAutoscaler',
  'node.cloudprovider.kubernetes.io/shutdown',
  'karpenter.sh/disrupted',
  'karpenter.sh/disruption',
])

function isLeaving(node: LiveObject): boolean {
  return taints(node).some((taint) => LEAVING.has(taint.at('key').text ?? ''))
}

export function taints(node: LiveObject): readonly Field[] {
  return node.spec.at('taints').items()
}

/** The pods on a node that are neither over nor being deleted. */
export function podsOn(node: LiveObject, state: ClusterState): readonly LiveObject[] {
  const index = state.remember(podsOn, () => Map.groupBy(livingPods(state), (pod) => pod.spec.at('nodeName').text ?? ''))
  return index.get(node.name) ?? []
}

/** Pods that the scheduler has looked at and found no node for. */
export function unplacedPods(state: ClusterState): readonly LiveObject[] {
  return state.remember(unplacedPods, () =>
    livingPods(state).filter((pod) => {
      const scheduled = pod.condition('PodScheduled')
      return scheduled.at('status').is('False') && scheduled.at('reason').is('Unschedulable')
    }),
  )
}

/** A condition with its own words, as evidence. */
export function conditionEvidence(node: LiveObject, condition: Field): EvidenceRecord[] {
  const since = timeOf(condition.at('lastTransitionTime'))
  return ['status', 'message'].flatMap((key) => (condition.at(key).exists ? [fieldEvidence(node, condition.at(key), since)] : []))
}

/** How often a node was reported as not ready within the window. The kubelet and the control plane each report it: the larger count holds. */
export function timesNotReady(node: LiveObject, state: ClusterState): { readonly times: number; readonly since: Time | undefined } {
  const events = state.eventsAbout(node, 'NodeNotReady').filter(({ lastAt }) => lastAt >= state.window.from)
  const bySource = Map.groupBy(events, ({ source }) => source)
  const counts = [...bySource.values()].map((own) =>
    own.reduce((sum, { count, firstAt }) => sum + (firstAt >= state.window.from ? count : 1), 0),
  )
  const first = events.map(({ firstAt }) => firstAt).filter((at) => at >= state.window.from)
  return { times: Math.max(0, ...counts), since: first.length === 0 ? undefined : Math.min(...first) }
}

/** What the node says of itself. */
export function describeNode(node: LiveObject, text = 'Read its conditions and events.'): NextStep {
  return { text, command: `kubectl describe node ${node.name}` }
}
