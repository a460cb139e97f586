import { isOpenShift } from '../../openshift.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, judgement, rule, violation } from '../../rule.ts'

const IMAGE_LIMITS = new Set(['openshift.io/Image', 'openshift.io/ImageStream'])

export default rule({
  id: 'okd-quota',
  group: 'okd',
  title: 'Quota or limit that only OpenShift knows',
  why: 'AKS has no quota over several namespaces, and no images in the cluster that could be limited.',
  help: 'Write a ResourceQuota for each namespace; remove limits on images.',
  severity: 'error',
  fix: 'judge',
  kinds: ['ClusterResourceQuota', 'AppliedClusterResourceQuota', 'LimitRange'],
  changes: ['spec'],

  *inspect(object) {
    if (isOpenShift(object, 'quota.openshift.io'))
      yield violation(object.at('kind'), `\`${object.kind}\` is a kind of OpenShift that AKS does not know.`, { items: [] })
    if (object.kind !== 'LimitRange' || object.group !== '') return
    const items = object
      .at('spec', 'limits')
      .items()
      .filter((item) => IMAGE_LIMITS.has(item.at('type').text ?? ''))
    const [first] = items
    if (first !== undefined)
      yield violation(first.at('type'), "The limit on images is about OpenShift's own registry.", { items, severity: 'info' as const })
  },

  propose({ items }, { object }) {
    if (items.length === 0)
      return judgement('Decide how the quota is shared out, and write a ResourceQuota for each namespace that it selects.')
    return automatic('Remove the limit on images.', removeWithParents(object, items))
  },
})
