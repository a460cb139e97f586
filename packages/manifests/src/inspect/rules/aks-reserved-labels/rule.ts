import { type Field, type KubernetesObject, podTemplate, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { isGuarded, safeguardSeverity } from '../../admission.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, type BundleView, judgement, rule, violation } from '../../rule.ts'

/** Kinds of which AKS checks the object itself; of the others, only the pods that they make. */
const CHECKED: readonly string[] = ['Pod', 'Service', 'Deployment', 'StatefulSet', 'ReplicaSet']

/** What may choose pods by their labels. */
const SELECTING: readonly string[] = ['Service', 'NetworkPolicy', 'PodDisruptionBudget', ...WORKLOAD_KINDS]

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
  reads: SELECTING,
  changes: ['**/labels'],

  *inspect(object) {
    if (!isGuarded(object)) return
    for (const label of reservedLabels(object)) yield violation(label, `Label \`${label.key}\` is reserved for AKS.`)
  },

  propose({ at }, { object, bundle }) {
    const selector = selectorWith(String(at.key), bundle)
    return selector === undefined
      ? automatic(`Remove the label \`${at.key}\`; nothing here selects by it.`, removeWithParents(object, [at]))
      : judgement(`${selector.kind} \`${selector.name}\` selects by this label: choose another key, and write it in both places.`)
  },
})

function reservedLabels(object: KubernetesObject): Field[] {
  const own = object.group === '' || object.group === 'apps' ? [object.labels] : []
  const template = object.kind === 'Pod' ? undefined : podTemplate(object)
  const maps = [...(CHECKED.includes(object.kind) ? own : []), ...(template === undefined ? [] : [template.at('metadata', 'labels')])]
  return maps.flatMap((labels) => labels.entries()).filter((label) => String(label.key).startsWith('kubernetes.azure.com'))
}

/** An object whose selector has the key: removing the label would change what it selects. */
function selectorWith(key: string, bundle: BundleView): KubernetesObject | undefined {
  return bundle.of(...SELECTING).find(({ root }) => ['selector', 'podSelector'].some((name) => JSON.stringify(root.at('spec', name).value ?? '').includes(`"${key}"`)))
}
