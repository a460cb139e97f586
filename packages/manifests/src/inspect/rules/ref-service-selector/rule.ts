import { describeObject, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { oneOf } from '../../answers.ts'
import { BundleIndex, isOpenName } from '../../bundle-index.ts'
import { labelValues, nearLabels, staticPairs } from '../../near-labels.ts'
import { judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'ref-service-selector',
  group: 'ref',
  title: 'The Service selects no pods of these manifests',
  why: 'A Service without pods answers nothing: connections are refused, and an Ingress in front of it returns 503.',
  help: 'Select labels that the pod template has, unless the pods come from elsewhere.',
  severity: 'info',
  fix: 'judge',
  kinds: ['Service'],
  reads: 'all',

  *inspect(object, { bundle }) {
    const at = object.at('spec', 'selector')
    const pairs = staticPairs(at.strings())
    if (
      object.group !== '' ||
      object.at('spec', 'type').is('ExternalName') ||
      Object.keys(pairs).length === 0 ||
      Object.values(pairs).some(isOpenName)
    )
      return
    const index = BundleIndex.of(bundle)
    if (index.selects(pairs, object.namespace)) return
    const makers = index.makersIn(object.namespace)
    if (!makers.some((maker) => WORKLOAD_KINDS.includes(maker.object.kind))) return
    const near = nearLabels(pairs, makers)
    if (near === undefined && !bundle.complete) return
    if (near === undefined) yield violation(at, `Service \`${object.name}\` selects no pod template of these manifests.`, { near })
    else
      yield violation(
        at.at(near.key),
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
