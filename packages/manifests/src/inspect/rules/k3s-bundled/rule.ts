import type { LedgerEntry } from '@aks-copilot/contracts'
import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { dropObject } from '../../drop-object.ts'
import { rule, violation } from '../../rule.ts'

const NAMESPACED = ['Deployment', 'DaemonSet', 'Service', 'ServiceAccount', 'ConfigMap', 'Role', 'RoleBinding']

/** Names in kube-system that k3s gives to what it brings along, with who does that on AKS. */
const IN_KUBE_SYSTEM: Readonly<Record<string, string>> = {
  coredns: 'AKS runs its own CoreDNS.',
  'metrics-server': 'AKS runs its own metrics-server.',
  traefik: 'it is the Traefik of k3s.',
  'local-path-provisioner': 'it is the volume provisioner of k3s.',
  'local-path-provisioner-service-account': 'it is the volume provisioner of k3s.',
  'local-path-config': 'it is the volume provisioner of k3s.',
}

const LOST: LedgerEntry = {
  path: '/data',
  outcome: 'lost',
  reason: 'what you changed in the Corefile does not reach the CoreDNS of AKS: write it into the ConfigMap coredns-custom',
}

export default rule({
  id: 'k3s-bundled',
  group: 'k3s',
  title: 'Component that k3s brings along',
  why: 'AKS brings its own, and puts it back; two of a kind fight over the same names, or do nothing.',
  help: 'Remove it from the manifests. Settings for CoreDNS go into the ConfigMap coredns-custom.',
  severity: 'error',
  fix: 'doc',
  kinds: [...NAMESPACED, 'APIService'],
  changes: ['**'],

  *inspect(object) {
    if (reason(object) !== undefined) yield violation(object.at('metadata', 'name'), `${object.kind} \`${object.name}\` is part of k3s.`)
  },

  propose(_, { object }) {
    const note = reason(object) ?? ''
    return dropObject(object, `Remove it: ${note}`, note, object.kind === 'ConfigMap' && object.name === 'coredns' ? [LOST] : [])
  },
})

function reason(object: KubernetesObject): string | undefined {
  if (object.kind === 'APIService')
    return object.name === 'v1beta1.metrics.k8s.io' ? 'AKS serves it with its own metrics-server.' : undefined
  return object.namespace === 'kube-system' && Object.hasOwn(IN_KUBE_SYSTEM, object.name) ? IN_KUBE_SYSTEM[object.name] : undefined
}
