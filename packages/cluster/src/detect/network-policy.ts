import { type Field, matchesSelector } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { isInBlock } from './cidr.ts'
import { declaredPorts } from './declared-ports.ts'

export type Direction = 'Ingress' | 'Egress'

/**
 * What the policies say of a connection. unknown: it depends on the network plugin (pods on the host's network, address blocks that
 * hold pods), or on labels of a namespace that nobody saw.
 */
export type Verdict = 'allowed' | 'blocked' | 'unknown'

/** One end of a connection inside the cluster. */
export interface Peer {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  /** Its addresses, and those by which it is called. */
  readonly addresses: readonly string[]
  readonly hostNetwork: boolean
  /** The pod itself, where it is known: for ports by name. */
  readonly pod?: LiveObject | undefined
}

export interface Connection {
  readonly from: Peer
  readonly to: Peer
  /** The port of the pod that is called, not that of the Service. */
  readonly port: number
  readonly protocol: string
}

export function peerOf(pod: LiveObject, callAddresses: readonly string[] = []): Peer {
  const own = pod.status
    .at('podIPs')
    .items()
    .map((entry) => entry.at('ip').text)
  return {
    namespace: pod.namespace ?? 'default',
    labels: pod.labels.strings(),
    addresses: [...own, pod.status.at('podIP').text, ...callAddresses].filter((address) => address !== undefined),
    hostNetwork: pod.spec.at('hostNetwork').is(true),
    pod,
  }
}

/** The policies that isolate a pod in one direction; with none everything is allowed. */
export function policiesOn(peer: Peer, direction: Direction, state: ClusterState): readonly LiveObject[] {
  return state
    .in('NetworkPolicy', peer.namespace)
    .filter(
      (policy) =>
        policy.deletedAt === undefined &&
        directionsOf(policy).includes(direction) &&
        matchesSelector(policy.spec.at('podSelector'), peer.labels),
    )
}

/** `policyTypes`, or what the API takes for it where it is absent: Ingress always, Egress where there is an egress rule. */
export function directionsOf(policy: LiveObject): readonly Direction[] {
  const types = policy.spec.at('policyTypes').items()
  if (types.length > 0) return (['Ingress', 'Egress'] as const).filter((direction) => types.some((type) => type.is(direction)))
  return policy.spec.at('egress').items().length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
}

/** Whether the policies on one end let a connection pass: one rule of one policy that allows it is enough. */
export function judge(connection: Connection, direction: Direction, state: ClusterState): Verdict {
  const { from, to } = connection
  const policies = policiesOn(direction === 'Ingress' ? to : from, direction, state)
  if (policies.length === 0) return 'allowed'
  if (from.hostNetwork || to.hostNetwork) return 'unknown'
  return any(policies.map((policy) => judgePolicy(policy, connection, direction, state)))
}

/** Whether the rules of one policy allow a connection; 'blocked' says only that this one does not. */
export function judgePolicy(policy: LiveObject, connection: Connection, direction: Direction, state: ClusterState): Verdict {
  return any(
    rulesOf(policy, direction).map((rule) =>
      all([judgePeers(peersOf(rule, direction), policy, connection, direction, state), judgePorts(rule, connection)]),
    ),
  )
}

export function rulesOf(policy: LiveObject, direction: Direction): readonly Field[] {
  return policy.spec.at(direction === 'Ingress' ? 'ingress' : 'egress').items()
}

export function peersOf(rule: Field, direction: Direction): readonly Field[] {
  return rule.at(direction === 'Ingress' ? 'from' : 'to').items()
}

function judgePeers(
  peers: readonly Field[],
  policy: LiveObject,
  connection: Connection,
  direction: Direction,
  state: ClusterState,
): Verdict {
  const other = direction === 'Ingress' ? connection.from : connection.to
  // A rule that names nobody means everybody.
  return peers.length === 0 ? 'allowed' : any(peers.map((peer) => judgePeer(peer, policy, other, state)))
}

function judgePeer(peer: Field, policy: LiveObject, other: Peer, state: ClusterState): Verdict {
  const [pods, namespaces, block] = [peer.at('podSelector'), peer.at('namespaceSelector'), peer.at('ipBlock')]
  if (block.exists) return judgeBlock(block, other)
  const place = namespaces.exists ? judgeNamespace(namespaces, other.namespace, state) : verdict(other.namespace === policy.namespace)
  return all([place, pods.exists ? verdict(matchesSelector(pods, other.labels)) : 'allowed'])
}

/** Blocks are meant for addresses outside the cluster. Whether one that holds a pod's address counts, network plugins disagree. */
function judgeBlock(block: Field, other: Peer): Verdict {
  if (other.addresses.length === 0) return 'unknown'
  const except = block
    .at('except')
    .items()
    .map((field) => field.text ?? '')
  const isMeant = (address: string): boolean =>
    isInBlock(address, block.at('cidr').text ?? '') && !except.some((one) => isInBlock(address, one))
  return other.addresses.some(isMeant) ? 'unknown' : 'blocked'
}

const NAME_LABEL = 'kubernetes.io/metadata.name'

function judgeNamespace(selector: Field, name: string, state: ClusterState): Verdict {
  const namespace = state.find('Namespace', undefined, name)
  if (namespace !== undefined) return verdict(matchesSelector(selector, namespace.labels.strings()))
  // Every namespace has this label; of the others nothing is known.
  const keys = [
    ...selector
      .at('matchLabels')
      .entries()
      .map(({ key }) => key),
    ...selector
      .at('matchExpressions')
      .items()
      .map((expression) => expression.at('key').value),
  ]
  return keys.every((key) => key === NAME_LABEL) ? verdict(matchesSelector(selector, { [NAME_LABEL]: name })) : 'unknown'
}

function judgePorts(rule: Field, { to, port, protocol }: Connection): Verdict {
  const ports = rule.at('ports').items()
  // A rule that names no port means all.
  return ports.length === 0 ? 'allowed' : any(ports.map((wanted) => judgePort(wanted, to, port, protocol)))
}

function judgePort(wanted: Field, to: Peer, port: number, protocol: string): Verdict {
  if ((wanted.at('protocol').text ?? 'TCP') !== protocol) return 'blocked'
  const field = wanted.at('port')
  if (!field.exists) return 'allowed'
  if (field.number !== undefined) return verdict(port >= field.number && port <= (wanted.at('endPort').number ?? field.number))
  if (to.pod === undefined) return 'unknown'
  return verdict(
    declaredPorts(to.pod, protocol).some((declared) => declared.at('name').is(field.text ?? '') && declared.at('containerPort').is(port)),
  )
}

function verdict(isAllowed: boolean): Verdict {
  return isAllowed ? 'allowed' : 'blocked'
}

function any(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('allowed') ? 'allowed' : verdicts.includes('unknown') ? 'unknown' : 'blocked'
}

function all(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('blocked') ? 'blocked' : verdicts.includes('unknown') ? 'unknown' : 'allowed'
}

/** The ports of a pod to which a Service sends, with their protocols; a name that the pod does not have is left out. */
export function targetPorts(service: LiveObject, pod: LiveObject): readonly { readonly port: number; readonly protocol: string }[] {
  return service.spec
    .at('ports')
    .items()
    .flatMap((entry) => {
      const protocol = entry.at('protocol').text ?? 'TCP'
      const target = entry.at('targetPort')
      const byName = declaredPorts(pod, protocol).find((declared) => declared.at('name').is(target.text ?? ''))
      const port = target.text === undefined ? (target.number ?? entry.at('port').number) : byName?.at('containerPort').number
      return port === undefined ? [] : [{ port, protocol }]
    })
}
