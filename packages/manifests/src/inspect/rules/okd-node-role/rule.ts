import { podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { affinityDemands, type NodeDemand, removeDemand, selectorDemands } from '../../node-demands.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, judgement, rule, violation } from '../../rule.ts'

/** Every ordinary node of OpenShift has one of these; `compute` is that of OpenShift 3. */
const ORDINARY = ['node-role.kubernetes.io/worker', 'node-role.kubernetes.io/compute']
const SPECIAL = ['node-role.kubernetes.io/infra', 'node-role.kubernetes.io/app']

export default rule({
  id: 'okd-node-role',
  group: 'okd',
  title: 'Pods ask for a node role of OpenShift',
  why: 'Nodes of AKS do not have this label: the pods stay Pending.',
  help: 'Remove the selector, or choose a node pool: kubernetes.azure.com/agentpool.',
  severity: 'error',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/nodeSelector', '**/affinity'],

  *inspect(object) {
    const spec = podSpec(object)
    if (spec === undefined) return
    for (const demand of [...selectorDemands(spec), ...affinityDemands(spec)]) {
      if ([...ORDINARY, ...SPECIAL].includes(demand.key))
        yield violation(demand.at, `No node of AKS has the label \`${demand.key}\`.`, { demand, spec })
    }
  },

  propose({ demand, spec }, { object }) {
    if (SPECIAL.includes(demand.key))
      return judgement('Decide whether these pods need a node pool of their own; make it, and select it by kubernetes.azure.com/agentpool.')
    const intents = isInSelector(demand) ? removeWithParents(object, [demand.at]) : removeDemand(demand, spec)
    return intents === undefined
      ? judgement('Decide which of the alternatives of the node affinity shall stay.')
      : automatic('Remove it: any node of AKS is a worker.', intents)
  },
})

function isInSelector({ at }: NodeDemand): boolean {
  return at.path.includes('nodeSelector')
}
