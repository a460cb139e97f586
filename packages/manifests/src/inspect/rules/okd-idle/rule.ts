import { automatic, rule, violation } from '../../rule.ts'
import { annotationsLike, namesOf } from '../../metadata-keys.ts'
import { removeWithParents } from '../../remove-with-parents.ts'

export default rule({
  id: 'okd-idle',
  group: 'okd',
  title: 'Left behind by oc idle',
  why: 'OpenShift wakes an idle workload when traffic arrives; AKS does not, so a workload at 0 replicas stays there.',
  help: 'Remove the annotation, and set the replicas that the workload shall have.',
  severity: 'info',
  fix: 'auto',
  kinds: 'all',
  changes: ['metadata/annotations', '**/metadata/annotations'],

  *inspect(object) {
    for (const keys of annotationsLike(object, (key) => key.startsWith('idling.alpha.openshift.io/'))) {
      const [first] = keys
      if (first !== undefined) yield violation(first, `${namesOf(keys)} means something on OpenShift only.`, { keys })
    }
  },

  propose({ keys }, { object }) {
    return automatic(
      `Remove ${namesOf(keys)}, and see that the workload has the replicas that it shall have.`,
      removeWithParents(object, keys),
    )
  },
})
