import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { ledgerOf } from '../../ledger.ts'
import { openShiftGroup } from '../../openshift.ts'
import { conversion, drop, judgement, rule, violation } from '../../rule.ts'

const GROUPS =
  /^((config|operator|console|helm|samples|apiserver|cloudcredential|insights|controlplane|sharedresource|imageregistry|network)(\.operator)?|ingress\.operator)\.openshift\.io$/
/** Where pods may go, and from which address: losing that would be silent. */
const EGRESS = new Set(['EgressNetworkPolicy', 'EgressFirewall', 'EgressIP', 'EgressQoS', 'EgressRouter'])

export default rule({
  id: 'okd-cluster',
  group: 'okd',
  title: 'Setting of the OpenShift cluster itself',
  why: 'AKS does not know the kind: what it sets belongs to OpenShift, or is set on the AKS cluster in Azure.',
  help: 'Remove it; set the AKS cluster up in Azure.',
  severity: 'error',
  fix: 'doc',
  kinds: 'all',

  *inspect(object) {
    const group = openShiftGroup(object) ?? object.group
    const isSetting = GROUPS.test(group) && !(group === 'config.openshift.io' && object.kind === 'OAuth')
    if (isSetting || (group === 'k8s.ovn.org' && EGRESS.has(object.kind)))
      yield violation(object.at('kind'), `\`${object.kind}\` is a setting of an OpenShift cluster; AKS does not know it.`)
  },

  propose(_found, { object }) {
    if (limitsTraffic(object))
      return judgement(
        'Decide who keeps the limit on outgoing traffic on AKS: a NetworkPolicy for addresses, Azure Firewall or Cilium for names, a NAT gateway for the source address.',
      )
    return conversion(
      'Remove it; what it sets belongs to OpenShift, or is set on the AKS cluster in Azure.',
      [drop(object, 'it sets up an OpenShift cluster.')],
      ledgerOf(object, {}, ['dropped', 'a setting of the OpenShift cluster; the AKS cluster is set up in Azure']),
    )
  },
})

function limitsTraffic(object: KubernetesObject): boolean {
  return EGRESS.has(object.kind) || object.at('egressIPs').items().length > 0
}
