import { type KubernetesObject, matchesLabels, matchesSelector, podLabels, replicas, REPLICATED_KINDS } from '@aks-copilot/kubernetes'
import { guardedPodSpec, safeguardSeverity } from '../../admission.ts'
import { append, automatic, judgement, rule, violation } from '../../rule.ts'
import { mountsOneNodeClaim } from '../../storage-class.ts'

export default rule({
  id: 'aks-anti-affinity',
  group: 'aks',
  title: 'Replicas may all run on one node',
  why: 'When that node is upgraded or fails, every replica stops at once; where AKS enforces its safeguards, it adds spreading itself, which a GitOps tool then reports as drift.',
  help: 'Add topologySpreadConstraints on kubernetes.io/hostname, or podAntiAffinity.',
  severity: 'error',
  severityOn: safeguardSeverity,
  fix: 'auto',
  kinds: REPLICATED_KINDS,
  reads: ['PersistentVolumeClaim'],
  changes: ['**/topologySpreadConstraints'],

  *inspect(object) {
    const [spec, count] = [guardedPodSpec(object), replicas(object) ?? 1]
    if (spec === undefined || count < 2) return
    const spread = spec.at('affinity', 'podAntiAffinity').entries().length > 0 || spec.at('topologySpreadConstraints').items().length > 0
    if (!spread) yield violation(spec.at('topologySpreadConstraints'), `Nothing keeps the ${count} replicas on different nodes.`)
  },

  propose({ at }, { object, bundle }) {
    if (mountsOneNodeClaim(object, bundle))
      return judgement(
        "The replicas share a claim that one node mounts at a time, so they can't be spread: give them one with ReadWriteMany first, or run one replica.",
      )
    const labelSelector = ownSelector(object)
    if (labelSelector === undefined)
      return judgement('Decide which labels tell the pods of this workload apart, then spread them by topologySpreadConstraints.')
    return automatic('Spread the replicas over nodes where there is room; none is held back where there is not.', [
      append(at, { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector }),
    ])
  },
})

/**
 * The workload's own selector: it counts these replicas and no others. AKS itself takes the label `app`, then
 * `app.kubernetes.io/name`, which the web tier and the workers of one application often share.
 */
function ownSelector(object: KubernetesObject): unknown {
  const [selector, labels] = [object.at('spec', 'selector'), podLabels(object)]
  if (selector.at('matchLabels').exists || selector.at('matchExpressions').exists)
    return matchesSelector(selector, labels) ? selector.value : undefined
  const pairs = selector.exists ? selector.strings() : labels
  return matchesLabels(pairs, labels) ? { matchLabels: pairs } : undefined
}
