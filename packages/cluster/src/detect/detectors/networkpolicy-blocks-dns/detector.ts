import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { DNS_LABELS, DNS_PORT, judgeDns } from '../../cluster-dns.ts'
import { detector, finding, type Repair } from '../../detector.ts'
import { dnsFailures } from '../../dns-failures.ts'
import { effectsFrom } from '../../effects-from.ts'
import { fieldEvidence } from '../../evidence.ts'
import { directionsOf, peerOf, policiesOn, rulesOf } from '../../network-policy.ts'
import { writtenAt } from '../../onset.ts'
import { latest } from '../../patience.ts'

export default detector({
  id: 'networkpolicy-blocks-dns',
  group: 'network',
  title: 'A NetworkPolicy keeps pods from the DNS of the cluster',
  why: 'A policy for what goes out forbids all that it does not name, DNS too: then no name resolves, and every call by name fails.',
  help: 'Let port 53 (UDP and TCP) out to the pods of kube-dns.',
  severity: 'error',
  reads: ['NetworkPolicy', 'Pod', 'Namespace', 'Service', 'logs', 'Event'],
  explains: effectsFrom('not-started'),
  suspects: ['/spec/egress/**', '/spec/policyTypes/**', '/spec/podSelector/**'],

  *detect(state) {
    const namespaces = new Set(
      state
        .list('NetworkPolicy')
        .filter((policy) => directionsOf(policy).includes('Egress'))
        .map(({ namespace }) => namespace),
    )
    for (const pod of [...namespaces].flatMap((namespace) => state.in('Pod', namespace))) {
      // Most pods have nothing to complain of: that is cheaper to see than what policies say.
      const complaints = pod.deletedAt === undefined ? dnsFailures(pod, state) : []
      if (complaints.length === 0) continue
      const policy = policiesOn(peerOf(pod), 'Egress', state).toSorted((left, right) => written(right, state) - written(left, state))[0]
      if (policy === undefined) continue
      // Only what failed since the policy is as it is counts.
      const failures = complaints.filter(({ at }) => at >= written(policy, state))
      const [first, last] = [failures[0], failures.at(-1)]
      if (first === undefined || last === undefined || judgeDns(pod, state) !== 'blocked') continue
      const workload = state.topController(pod)
      const since = latest([first.at, written(policy, state)])
      const rules = policy.spec.at('egress')
      const rule = fieldEvidence(policy, rules.exists ? rules : policy.spec)
      yield finding(policy, {
        message: `NetworkPolicy \`${policy.name}\` lets nothing out to the DNS of the cluster: ${workload.kind} \`${workload.name}\` can't resolve names.`,
        since,
        evidence: [rule, first.evidence, last.evidence],
        repair: lettingOut(policy),
        nextSteps: [{ text: 'Read what it lets out.', command: `kubectl describe networkpolicy ${policy.name} -n ${policy.namespace}` }],
      })
    }
  },
})

function written(policy: LiveObject, state: ClusterState): number {
  return writtenAt(policy, '/spec', state) ?? 0
}

function lettingOut(policy: LiveObject): Repair {
  const rules = policy.spec.at('egress')
  const rule = {
    to: [
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: DNS_LABELS } },
    ],
    ports: [
      { protocol: 'UDP', port: DNS_PORT },
      { protocol: 'TCP', port: DNS_PORT },
    ],
  }
  const hasRules = rulesOf(policy, 'Egress').length > 0
  const before = hasRules ? rules : policy.spec.at('podSelector')
  return {
    object: policy,
    description: 'Let port 53 out to the DNS of the cluster.',
    operations: [
      { op: 'test', path: before.pointer, value: before.value },
      { op: 'add', path: hasRules ? `${rules.pointer}/-` : rules.pointer, value: hasRules ? rule : [rule] },
    ],
  }
}
