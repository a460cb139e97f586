import { safeguardSeverity } from '../../admission.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, remove, rule, violation } from '../../rule.ts'

export default rule({
  id: 'aks-system-taint',
  group: 'aks',
  title: 'Taint CriticalAddonsOnly outside a system node pool',
  why: 'The taint keeps your pods off the nodes of AKS itself; on a user node it evicts them, and AKS removes it where its safeguards are enforced.',
  help: 'Use a taint key of your own on the user node pool.',
  severity: 'error',
  severityOn: safeguardSeverity,
  fix: 'auto',
  kinds: ['Node'],
  changes: ['spec/taints'],

  *inspect(object) {
    if (object.group !== '' || object.labels.at('kubernetes.azure.com/mode').is('system')) return
    for (const taint of object.at('spec', 'taints').items()) {
      if (taint.at('key').is('CriticalAddonsOnly'))
        yield violation(taint, `Node \`${object.name}\` has the taint \`CriticalAddonsOnly\`, and is in no system node pool.`)
    }
  },

  propose({ at }, { object }) {
    const taints = object.at('spec', 'taints')
    return automatic('Remove the taint, as AKS does.', taints.items().length === 1 ? removeWithParents(object, [taints]) : [remove(at)])
  },
})
