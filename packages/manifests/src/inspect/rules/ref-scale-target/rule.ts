import { REPLICATED_KINDS } from '@aks-copilot/kubernetes'
import { dangling, decideName } from '../../dangling.ts'
import { rule } from '../../rule.ts'

export default rule({
  id: 'ref-scale-target',
  group: 'ref',
  title: 'What the autoscaler scales is not among these manifests',
  why: 'An autoscaler without target does nothing but log an event.',
  help: 'Correct kind and name of scaleTargetRef, unless the workload is made elsewhere.',
  severity: 'info',
  fix: 'judge',
  kinds: ['HorizontalPodAutoscaler'],
  reads: [...REPLICATED_KINDS],

  *inspect(object, { bundle }) {
    const target = object.at('spec', 'scaleTargetRef')
    const kind = target.at('kind').text ?? ''
    if (!REPLICATED_KINDS.includes(kind)) return
    const missing = dangling(target.at('name'), kind, object.namespace, bundle)
    if (missing !== undefined) yield missing
  },

  propose: decideName,
})
