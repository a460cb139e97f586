import { automatic, rename, rule, violation } from '../../rule.ts'
import { annotationsLike, labelsLike, namesOf } from '../../metadata-keys.ts'
import { isOpenShift, openShiftGroup } from '../../openshift.ts'
import { removeWithParents } from '../../remove-with-parents.ts'

const PREFIXES = [
  'app.openshift.io/',
  'template.openshift.io/',
  'template.alpha.openshift.io/',
  'console.openshift.io/',
  'console.alpha.openshift.io/',
]
const KEYS = new Set([
  'openshift.io/description',
  'openshift.io/display-name',
  'openshift.io/documentation-url',
  'openshift.io/generated-by',
  'openshift.io/long-description',
  'openshift.io/provider-display-name',
  'openshift.io/support-url',
  'service.alpha.openshift.io/dependencies',
])
/** OpenShift objects that become something else in place, with their metadata; the others are dropped or expanded. */
const KEPT = new Set(['apps.openshift.io', 'route.openshift.io', 'authorization.openshift.io', 'project.openshift.io'])

export default rule({
  id: 'okd-console',
  group: 'okd',
  title: 'Labels and annotations for the console of OpenShift',
  why: 'They do no harm, but nothing on AKS reads them.',
  help: 'Remove them.',
  severity: 'info',
  fix: 'auto',
  kinds: 'all',
  changes: ['id', 'metadata/annotations', 'metadata/labels', '**/metadata/annotations'],

  *inspect(object) {
    const group = openShiftGroup(object)
    if (group !== undefined && !KEPT.has(group)) return
    const isForConsole = (key: string): boolean => KEYS.has(key) || PREFIXES.some((prefix) => key.startsWith(prefix))
    for (const keys of [...annotationsLike(object, isForConsole), ...labelsLike(object, isForConsole)]) {
      const [first] = keys
      if (first !== undefined)
        yield violation(first, `${namesOf(keys)}: only the console and the catalogue of OpenShift read this.`, { keys })
    }
    const id = object.at('id')
    if (id.text !== undefined && object.at('metadata').exists)
      yield violation(id, '`id` is no field of a Kubernetes object; very old templates carried it.', { keys: [id] })
  },

  propose({ keys }, { object }) {
    const isNamespace = object.kind === 'Namespace' || isOpenShift(object, 'project.openshift.io')
    const description = keys.find(
      (key) => isNamespace && key.key === 'openshift.io/description' && !object.annotations.at('kubernetes.io/description').exists,
    )
    const rest = keys.filter((key) => key !== description)
    if (description === undefined) return automatic(`Remove ${namesOf(keys)}.`, removeWithParents(object, keys))
    const kept = 'Keep the description as `kubernetes.io/description`'
    return automatic(rest.length === 0 ? `${kept}.` : `${kept}, and remove ${namesOf(rest)}.`, [
      rename(description, 'kubernetes.io/description'),
      ...removeWithParents(object, rest),
    ])
  },
})
