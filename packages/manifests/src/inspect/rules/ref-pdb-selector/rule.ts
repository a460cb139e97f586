import { describeObject, isMap, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { oneOf } from '../../answers.ts'
import { BundleIndex, isOpenName } from '../../bundle-index.ts'
import { labelValues, nearLabels, staticPairs } from '../../near-labels.ts'
import { judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'ref-pdb-selector',
  group: 'ref',
  title: 'The disruption budget protects no pods of these manifests',
  why: 'Node upgrades of AKS then drain all pods of the workload at once.',
  help: 'Select labels that the pod template has, unless the pods come from elsewhere.',
  severity: 'info',
  fix: 'judge',
  kinds: ['PodDisruptionBudget'],
  reads: 'all',

  *inspect(object, { bundle }) {
    const selector = object.at('spec', 'selector')
    const labels = selector.at('matchLabels').strings()
    if (!isMap(selector.value) || Object.keys(selector.value).length === 0 || Object.values(labels).some(isOpenName)) return
    const index = BundleIndex.of(bundle)
    if (index.chooses(selector, object.namespace)) return
    const makers = index.makersIn(object.namespace)
    if (!makers.some((maker) => WORKLOAD_KINDS.includes(maker.object.kind))) return
    const near = nearLabels(staticPairs(labels), makers)
    if (near === undefined) yield violation(selector, `The budget \`${object.name}\` selects no pod template of these manifests.`, { near })
    else
      yield violation(
        selector.at('matchLabels', near.key),
        `No pod has label \`${near.key}: ${near.wanted}\`; ${describeObject(near.maker.object)} has \`${near.found}\`.`,
        { near, severity: 'warning' as const },
      )
  },

  propose({ at, near }, { object, bundle }) {
    return near === undefined
      ? undefined
      : judgement(`Decide whether \`${near.key}: ${near.found}\` was meant.`, () =>
          oneOf(at, labelValues(near.key, BundleIndex.of(bundle).makersIn(object.namespace))),
        )
  },
})
