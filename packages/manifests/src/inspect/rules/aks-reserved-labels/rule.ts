import { type Field, type KubernetesObject, podTemplate, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { isGuarded, safeguardSeverity } from '../../admission.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, type BundleView, judgement, rule, violation } from '../../rule.ts'

/** Kinds of which AKS checks the object itself; of the others, only the pods that they make. */
const CHECKED: ReadonlySet<string> = new Set(['Pod', 'Service', 'Deployment', 'StatefulSet', 'ReplicaSet'])

export default rule({
  id: 'aks-reserved-labels',
  group: 'aks',
  title: 'Label is reserved for AKS',
  why: 'AKS marks its own components by labels under kubernetes.azure.com, and denies them on anything else where its safeguards are enforced.',
  help: 'Remove the label, or give it a prefix of your own.',
  severity: 'error',
  severityOn: safeguardSeverity,
  fix: 'auto',
  kinds: ['Service', ...WORKLOAD_KINDS],
  changes: ['**/labels'],

  *inspect(object) {
    if (!isGuarded(object)) return
    for (const label of reservedLabels(object)) yield violation(label, `Label \`${label.key}\` is reserved for AKS.`)
  },

  propose({ at }, { object, bundle }) {
    const selector = selectorWith(String(at.key), bundle)
    return selector === undefined
      ? automatic(`Remove the label \`${at.key}\`; nothing here selects by it.`, removeWithParents(object, [at]))
      : judgement(`${selector.kind} \`${selector.name}\` uses this label: choose another key, and write it in both places.`)
  },
})

function reservedLabels(object: KubernetesObject): Field[] {
  const own = object.group === '' || object.group === 'apps' ? [object.labels] : []
  const template = object.kind === 'Pod' ? undefined : podTemplate(object)
  const maps = [...(CHECKED.has(object.kind) ? own : []), ...(template === undefined ? [] : [template.at('metadata', 'labels')])]
  return maps.flatMap((labels) => labels.entries()).filter((label) => String(label.key).startsWith('kubernetes.azure.com'))
}

/** An object that names the key anywhere but as a label of its own or of nodes: it may select by it. */
function selectorWith(key: string, bundle: BundleView): KubernetesObject | undefined {
  const withoutLabels = (name: string, value: unknown): unknown => (name === 'labels' || name === 'nodeSelector' ? undefined : value)
  return bundle.objects.find(({ value }) => JSON.stringify(value, withoutLabels).includes(`"${key}"`))
}
