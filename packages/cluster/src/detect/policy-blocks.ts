import { type Field, nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { Repair } from './detector.ts'
import { type Connection, type Direction, judge, judgePolicy, peerOf, peersOf, policiesOn, rulesOf, targetPorts } from './network-policy.ts'
import { writtenAt } from './onset.ts'
import { podsBehind } from './service-endpoints.ts'
import { isReady } from './workload-pods.ts'

/** The policy that keeps a client from a Service. */
export interface Block {
  readonly policy: LiveObject
  readonly direction: Direction
  /** The label of a rule that the client nearly has. */
  readonly near: { readonly field: Field; readonly found: string } | undefined
}

/** Pods of one Service are mostly alike. */
const MOST_PODS = 3

/** The policy that lets no call of a client reach any pod of a Service; undefined where one may pass, or where it depends on the network plugin. */
export function blockOf(client: LiveObject, service: LiveObject, state: ClusterState): Block | undefined {
  const connections = connectionsTo(service, client, state)
  const [first] = connections
  if (first === undefined || client.namespace === undefined) return undefined
  for (const direction of ['Ingress', 'Egress'] as const) {
    if (!connections.every((connection) => judge(connection, direction, state) === 'blocked')) continue
    const policies = policiesOn(direction === 'Ingress' ? first.to : first.from, direction, state)
    const near = policies.flatMap((policy) => nearRules(policy, direction, first, state))
    const [only] = near
    if (only !== undefined && near.length === 1) return only
    const policy = policies.toSorted((left, right) => rank(right, direction, state) - rank(left, direction, state))[0]
    if (policy !== undefined) return { policy, direction, near: undefined }
  }
  return undefined
}

function connectionsTo(service: LiveObject, client: LiveObject, state: ClusterState): readonly Connection[] {
  const addresses = service.spec
    .at('clusterIPs')
    .items()
    .flatMap(({ text }) => text ?? [])
  const pods = podsBehind(service, state).filter((pod) => isReady(pod) && pod !== client)
  return pods
    .slice(0, MOST_PODS)
    .flatMap((pod) => targetPorts(service, pod).map((target) => ({ from: peerOf(client), to: peerOf(pod, addresses), ...target })))
}

/** The one that was written last; of equals the one that lets something through, for the other one denies on purpose. */
function rank(policy: LiveObject, direction: Direction, state: ClusterState): number {
  return (writtenAt(policy, '/spec', state) ?? 0) + (rulesOf(policy, direction).length > 0 ? 1 : 0)
}

/** Rules that would let the client pass but for one label value that looks like a slip of the pen. */
function nearRules(policy: LiveObject, direction: Direction, connection: Connection, state: ClusterState): Block[] {
  const labels = (direction === 'Ingress' ? connection.from : connection.to).labels
  return rulesOf(policy, direction).flatMap((rule) =>
    peersOf(rule, direction).flatMap((peer) => {
      const missed = peer
        .at('podSelector', 'matchLabels')
        .entries()
        .filter((pair) => labels[String(pair.key)] !== pair.text)
      const [field] = missed
      const found = field === undefined ? undefined : labels[String(field.key)]
      if (field === undefined || missed.length !== 1 || found === undefined || nearestWord(field.text ?? '', [found]) === undefined)
        return []
      const corrected = withLabel(connection, direction, String(field.key), field.text ?? '')
      return judgePolicy(policy, corrected, direction, state) === 'allowed' ? [{ policy, direction, near: { field, found } }] : []
    }),
  )
}

/** The same connection, had the other end the label that the rule asks for. */
function withLabel(connection: Connection, direction: Direction, key: string, value: string): Connection {
  const end = direction === 'Ingress' ? 'from' : 'to'
  return { ...connection, [end]: { ...connection[end], labels: { ...connection[end].labels, [key]: value } } }
}

/** Certain only where nobody at all has what the rule asks for. */
export function correctedRule({ policy, near }: Block, state: ClusterState): Repair | undefined {
  if (near === undefined) return undefined
  const { field, found } = near
  if (state.list('Pod').some((pod) => pod.labels.at(field.key).is(field.text ?? ''))) return undefined
  return {
    object: policy,
    description: `Let \`${field.key}: ${found}\` through.`,
    operations: [
      { op: 'test', path: field.pointer, value: field.text },
      { op: 'replace', path: field.pointer, value: found },
    ],
  }
}
