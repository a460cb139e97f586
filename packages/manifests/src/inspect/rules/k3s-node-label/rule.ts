import { type Field, podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { affinityDemands, type NodeDemand, removeDemand, selectorDemands } from '../../node-demands.ts'
import { isK3sKey, isOnAks } from '../../node-labels.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, type Intent, judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-node-label',
  group: 'k3s',
  title: 'Pod wants a node label that AKS nodes do not have',
  why: 'No node fits: the pod stays Pending.',
  help: 'Remove what names nodes of k3s; give a node pool the label if the pod needs certain machines.',
  severity: 'error',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/nodeSelector/*', '**/affinity/nodeAffinity/**'],

  *inspect(object, { source }) {
    const spec = podSpec(object)
    if (spec === undefined) return
    const node = spec.at('nodeName')
    if (node.text !== undefined && node.text !== '' && !isNodeOfAks(node.text))
      yield violation(node, `The pod is tied to the node \`${node.text}\`, which is not on AKS.`, { remedy: undefined })
    const selected = selectorDemands(spec)
    const ofK3s = selected.filter(isOfK3s)
    const places = ofK3s.map(({ at }) => at)
    for (const first of ofK3s.slice(0, 1)) yield violation(first.at, describe(first), { remedy: removeWithParents(object, places) })
    const demands = affinityDemands(spec)
    for (const demand of demands.filter(isOfK3s)) yield violation(demand.at, describe(demand), { remedy: removeDemand(demand, spec) })
    for (const demand of [...selected, ...demands].filter((one) => !isOfK3s(one))) {
      const severity = severityOf(demand, source.assumes.includes('k3s'))
      if (severity !== undefined) yield violation(demand.at, describe(demand), { severity, remedy: undefined })
    }
  },

  propose({ at, remedy }: { at: Field; remedy: readonly Intent[] | undefined }) {
    if (remedy !== undefined) return automatic('Remove what only nodes of k3s have.', remedy)
    return judgement(adviceFor(at))
  },
})

/** Keys of k3s itself, and the instance type that it gives to every node. */
function isOfK3s({ key, values }: NodeDemand): boolean {
  if (/^(beta|node)\.kubernetes\.io\/instance-type$/.test(key)) return values?.every((value) => value === 'k3s') ?? false
  return isK3sKey(key)
}

function severityOf({ key, values }: NodeDemand, fromK3s: boolean): 'error' | 'warning' | undefined {
  if (key === 'kubernetes.io/hostname' && values?.some(isNodeOfAks) === true) return undefined
  if (key === 'kubernetes.io/hostname' || /^node-role\.kubernetes\.io\/(control-plane|master|etcd)$/.test(key)) return 'error'
  if (!fromK3s || /^node-role\.kubernetes\.io\/(infra|worker|agent)$/.test(key)) return undefined
  if (key.endsWith('/arch')) return values?.every((value) => value.startsWith('arm')) === true ? 'warning' : undefined
  return isOnAks(key) ? undefined : 'warning'
}

/** Node pools call their nodes so, and virtual nodes are called `virtual-node-…`. */
function isNodeOfAks(name: string): boolean {
  return /^(aks|virtual-node-)/.test(name)
}

function describe({ key, values }: NodeDemand): string {
  return `The pod wants a node with \`${key}${values === undefined ? '' : `: ${values.join(' or ')}`}\`, and AKS has none by default.`
}

function adviceFor(at: Field): string {
  const key = at.at('key').text ?? String(at.key)
  if (key === 'nodeName')
    return 'Leave the choice of the node to the scheduler: remove it, and choose a node pool by its label where the machine matters.'
  if (key === 'kubernetes.io/hostname')
    return 'Decide what ties the pod to this machine (a disk, a device, an address), and choose a node pool by a label of its own.'
  if (key.startsWith('node-role.kubernetes.io/'))
    return 'Decide where it may run: the control plane of AKS has no nodes for pods, system node pools have `kubernetes.azure.com/mode: system`.'
  if (key.endsWith('/arch')) return 'Decide whether the image also runs on amd64; if not, add a node pool of an Arm64 size.'
  return `Decide which node pool it is for, and give that pool the label \`${key}\`, or remove the demand.`
}
