import { type KubernetesObject, matchesSelector, podLabels, replicas, REPLICATED_KINDS } from '@aks-copilot/kubernetes'
import { type BundleView, option, rename, rule, set, violation } from '../../rule.ts'

const AUTOSCALERS: readonly string[] = ['HorizontalPodAutoscaler', 'ScaledObject']

export default rule({
  id: 'aks-pdb-blocks',
  group: 'aks',
  title: 'Disruption budget allows no disruption',
  why: 'No node with such a pod can be drained: upgrades of the AKS cluster and of its node images fail.',
  help: 'Set maxUnavailable to 1, or run more replicas than minAvailable asks for.',
  severity: 'warning',
  fix: 'opt',
  kinds: ['PodDisruptionBudget'],
  reads: [...REPLICATED_KINDS, ...AUTOSCALERS],
  changes: ['spec/minAvailable', 'spec/maxUnavailable'],

  *inspect(object, { bundle }) {
    if (object.group !== 'policy') return
    const [most, least] = [object.at('spec', 'maxUnavailable'), object.at('spec', 'minAvailable')]
    if (most.is(0) || most.is('0%')) yield violation(most, `maxUnavailable \`${String(most.value)}\` lets no pod be moved.`)
    if (!least.exists || most.exists) return
    const count = leastReplicas(object, bundle)
    if (least.is('100%')) yield violation(least, 'minAvailable `100%` lets no pod be moved.')
    else if (count > 0 && needed(least.value, count) >= count)
      yield violation(
        least,
        `minAvailable \`${String(least.value)}\` of ${count === 1 ? 'one replica' : `${count} replicas`} lets no pod be moved.`,
      )
  },

  propose({ at }, { object }) {
    const most = object.at('spec', 'maxUnavailable')
    const description = 'Allow one pod to be away; a workload of one replica is then away for a moment while its node is drained.'
    return option(description, at.key === 'minAvailable' ? [rename(at, 'maxUnavailable'), set(most, 1)] : [set(most, 1)])
  },
})

/** How many pods must stay: a percentage is rounded up, as the disruption controller does. */
function needed(least: unknown, count: number): number {
  if (typeof least === 'number') return least
  const percent = /^(\d+)%$/.exec(String(least))?.[1]
  return percent === undefined ? 0 : Math.ceil((Number(percent) * count) / 100)
}

/** The fewest pods that the budget is about: an autoscaler's minimum counts before `replicas`. 0 when the bundle does not say. */
function leastReplicas(budget: KubernetesObject, bundle: BundleView): number {
  const workloads = bundle
    .of(...REPLICATED_KINDS)
    .filter((workload) => workload.namespace === budget.namespace && matchesSelector(budget.at('spec', 'selector'), podLabels(workload)))
  return workloads.reduce((sum, workload) => sum + (scaledMinimum(workload, bundle) ?? replicas(workload) ?? 0), 0)
}

/** KEDA writes another name for the minimum, starts at 0, and takes a Deployment for granted. */
function scaledMinimum({ kind, name, namespace }: KubernetesObject, bundle: BundleView): number | undefined {
  const autoscaler = bundle.of(...AUTOSCALERS).find((candidate) => {
    const reference = candidate.at('spec', 'scaleTargetRef')
    return candidate.namespace === namespace && (reference.at('kind').text ?? 'Deployment') === kind && reference.at('name').is(name)
  })
  if (autoscaler === undefined) return undefined
  return autoscaler.kind === 'ScaledObject'
    ? (autoscaler.at('spec', 'minReplicaCount').number ?? 0)
    : (autoscaler.at('spec', 'minReplicas').number ?? 1)
}
