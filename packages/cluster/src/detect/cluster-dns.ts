import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { type Connection, type Direction, judge, type Peer, peerOf, targetPorts, type Verdict } from './network-policy.ts'
import { podsBehind } from './service-endpoints.ts'

export const DNS_PORT = 53
const NAMESPACE = 'kube-system'
/** The labels that the DNS of every Kubernetes has, AKS too. */
export const DNS_LABELS = { 'k8s-app': 'kube-dns' }
/** Where a cache on the node answers, if there is one: NodeLocal DNSCache, and LocalDNS of AKS. */
const NODE_CACHES = ['169.254.20.10', '169.254.10.10', '169.254.10.11']

/** Whether the policies on a pod let it ask the DNS of the cluster. */
export function judgeDns(pod: LiveObject, state: ClusterState): Verdict {
  const policy = pod.spec.at('dnsPolicy').text ?? 'ClusterFirst'
  if (policy !== 'ClusterFirst' || pod.spec.at('hostNetwork').is(true)) return 'unknown'
  const verdicts = questions(pod, state).map((connection) => judge(connection, 'Egress' satisfies Direction, state))
  return verdicts.find((verdict) => verdict !== 'blocked') ?? 'blocked'
}

/** The ways to ask: at the port of the Service and at that of its pods. */
function questions(pod: LiveObject, state: ClusterState): readonly Connection[] {
  const service = state.find('Service', NAMESPACE, 'kube-dns')
  const [answering] = service === undefined ? [] : podsBehind(service, state)
  const addresses = [
    ...NODE_CACHES,
    ...(service?.spec
      .at('clusterIPs')
      .items()
      .flatMap(({ text }) => text ?? []) ?? []),
  ]
  const to: Peer =
    answering === undefined ? { namespace: NAMESPACE, labels: DNS_LABELS, addresses, hostNetwork: false } : peerOf(answering, addresses)
  const ports =
    service === undefined || answering === undefined
      ? []
      : targetPorts(service, answering)
          .filter(({ protocol }) => protocol === 'UDP')
          .map(({ port }) => port)
  return [...new Set([DNS_PORT, ...ports])].map((port) => ({ from: peerOf(pod), to, port, protocol: 'UDP' }))
}
