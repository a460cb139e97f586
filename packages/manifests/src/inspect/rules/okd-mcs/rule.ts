import { containers, podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { automatic, rule, violation } from '../../rule.ts'
import { removeWithParents } from '../../remove-with-parents.ts'

export default rule({
  id: 'okd-mcs',
  group: 'okd',
  title: 'SELinux level of an OpenShift project',
  why: 'OpenShift gives each project its own SELinux level; the nodes of AKS do not enforce SELinux, so the level separates nothing there.',
  help: 'Remove seLinuxOptions.level.',
  severity: 'warning',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  assumes: true,
  changes: ['**/securityContext'],

  *inspect(object) {
    for (const place of [podSpec(object), ...containers(object)]) {
      const level = place?.at('securityContext', 'seLinuxOptions', 'level')
      if (level?.text !== undefined) yield violation(level, `The SELinux level \`${level.text}\` belongs to a project of OpenShift.`)
    }
  },

  propose({ at }, { object }) {
    return automatic('Remove the SELinux level.', removeWithParents(object, [at]))
  },
})
