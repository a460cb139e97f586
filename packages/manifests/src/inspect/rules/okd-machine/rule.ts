import { ledgerOf } from '../../ledger.ts'
import { openShiftGroup } from '../../openshift.ts'
import { conversion, drop, rule, violation } from '../../rule.ts'

const GROUPS = new Set([
  'machine.openshift.io',
  'machineconfiguration.openshift.io',
  'autoscaling.openshift.io',
  'tuned.openshift.io',
  'performance.openshift.io',
])
const IN_PLACE: Readonly<Record<string, string>> = {
  ClusterAutoscaler: 'the autoscaler profile of the AKS cluster',
  MachineAutoscaler: 'the autoscaler of the node pool: `az aks nodepool update --enable-cluster-autoscaler`',
  MachineHealthCheck: 'the node auto-repair that AKS does by itself',
  MachineSet: 'a node pool: `az aks nodepool add`',
  Machine: 'a node pool: `az aks nodepool add`',
}

export default rule({
  id: 'okd-machine',
  group: 'okd',
  title: 'Machines and nodes that OpenShift manages',
  why: 'AKS does not know the kind: its nodes come from node pools, which are set up in Azure.',
  help: 'Remove it; set up node pools in Azure.',
  severity: 'error',
  fix: 'doc',
  kinds: 'all',

  *inspect(object) {
    if (GROUPS.has(openShiftGroup(object) ?? ''))
      yield violation(object.at('kind'), `\`${object.kind}\` manages the machines of an OpenShift cluster; AKS does not know it.`)
  },

  propose(_found, { object }) {
    const place = IN_PLACE[object.kind] ?? 'the settings of a node pool (`az aks nodepool add --kubelet-config --linux-os-config`)'
    return conversion(
      `Remove it; in its place comes ${place}.`,
      [drop(object, `in its place comes ${place}.`)],
      ledgerOf(object, {}, ['dropped', `nodes of AKS are set up in Azure: ${place}`]),
    )
  },
})
