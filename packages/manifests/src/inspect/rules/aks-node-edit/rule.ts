import { safeguardSeverity } from '../../admission.ts'
import { dropObject } from '../../drop-object.ts'
import { rule, violation } from '../../rule.ts'

const NOTE = 'AKS makes its nodes from node pools. Set labels and taints on the pool: az aks nodepool update --labels … --node-taints …'

export default rule({
  id: 'aks-node-edit',
  group: 'aks',
  title: 'Node is written in the manifests',
  why: 'Nodes come and go with their node pool, and what was set on one is lost with it; AKS denies such edits where its safeguards are enforced.',
  help: 'Edit the node pool: az aks nodepool update --labels … --node-taints …',
  severity: 'error',
  severityOn: safeguardSeverity,
  fix: 'doc',
  kinds: ['Node'],
  changes: ['**'],

  *inspect(object) {
    if (object.group === '') yield violation(object.at('kind'), `Node \`${object.name}\` is no object that you make on AKS.`)
  },

  propose(_, { object }) {
    return dropObject(object, 'Take the Node out, and edit the node pool instead.', NOTE)
  },
})
