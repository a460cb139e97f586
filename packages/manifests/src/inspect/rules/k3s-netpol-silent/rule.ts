import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-netpol-silent',
  group: 'k3s',
  title: 'NetworkPolicy without an engine that enforces it',
  why: 'k3s enforces policies out of the box; AKS accepts them and enforces none unless the cluster has a policy engine.',
  help: 'Make sure that the cluster runs with a network policy engine (Cilium, Azure or Calico), and say which one in `networkPolicy` of the target profile.',
  severity: 'warning',
  severityOn: ({ networkPolicy }) => (networkPolicy === 'none' ? 'warning' : networkPolicy === 'unknown' ? 'info' : 'off'),
  fix: 'none',
  kinds: ['NetworkPolicy'],
  reads: ['NetworkPolicy'],

  *inspect(object, { bundle, target }) {
    const policies = bundle.of('NetworkPolicy').filter((policy) => ['networking.k8s.io', 'extensions'].includes(policy.group))
    if (policies[0] !== object) return
    const subject =
      policies.length === 1 ? `NetworkPolicy \`${object.name}\`` : `NetworkPolicy \`${object.name}\` (and ${policies.length - 1} more)`
    yield violation(
      object.at('spec'),
      target.networkPolicy === 'none'
        ? `${subject} is not enforced: the cluster has no policy engine.`
        : `${subject} is enforced only if the cluster has a policy engine.`,
    )
  },
})
