import { type KubernetesObject, table } from '@aks-copilot/kubernetes'
import { dropObject } from '../../drop-object.ts'
import { annotationsLike, labelsLike } from '../../metadata-keys.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, rule, violation } from '../../rule.ts'

/** API groups that only k3s, or what stands in for a cloud there, knows; with what does the work on AKS. */
const GROUPS = table<string>({
  'k3s.cattle.io': 'k3s keeps its own records in it.',
  'upgrade.cattle.io': 'AKS upgrades its nodes itself.',
  'metallb.io': 'Azure gives addresses to Services itself.',
})

export default rule({
  id: 'k3s-addon',
  group: 'k3s',
  title: 'Left over from the machinery of k3s',
  why: 'AKS does not know kinds of k3s, of its upgrade controller or of MetalLB, and nothing reads the marks of its addon controller.',
  help: 'Remove it; on AKS the platform does this work.',
  severity: 'error',
  fix: 'doc',
  kinds: 'all',
  changes: ['/metadata/labels/*', '**/metadata/annotations/*'],

  *inspect(object) {
    if (Object.hasOwn(GROUPS, object.group) && object.kind !== 'HelmChart')
      return yield violation(object.at('kind'), `AKS does not know the kind \`${object.kind}\` of ${object.group}.`)
    const [mark] = marks(object)
    if (mark !== undefined)
      yield violation(mark, `\`${mark.key}\` is a mark of the addon controller of k3s.`, { severity: 'info' as const })
  },

  propose(_, { object }) {
    const note = GROUPS[object.group]
    if (note !== undefined) return dropObject(object, `Remove it: ${note}`, note)
    return automatic('Remove the marks of the addon controller.', removeWithParents(object, marks(object)))
  },
})

function marks(object: KubernetesObject) {
  const isMark = (key: string): boolean => key.startsWith('objectset.rio.cattle.io/')
  return [...labelsLike(object, isMark), ...annotationsLike(object, isMark)].flat()
}
