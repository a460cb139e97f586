import { type Field, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedSecurityContexts } from '../../admission.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, rule, violation } from '../../rule.ts'

const TYPES: ReadonlySet<string> = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'])

export default rule({
  id: 'pss-selinux',
  group: 'pss',
  title: 'SELinux type, user or role is not allowed',
  why: 'Labels of another system mean nothing to the nodes of AKS, and Pod Security "baseline" denies them.',
  help: 'Remove type, user and role from seLinuxOptions.',
  severity: 'error',
  severityOn: baselineSeverity,
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/securityContext/seLinuxOptions'],

  *inspect(object) {
    for (const context of guardedSecurityContexts(object)) {
      const options = context.at.at('seLinuxOptions')
      const denied = deniedOptions(options)
      const names = denied.map(({ key, value }) => `${key} \`${String(value)}\``).join(', ')
      if (denied.length > 0) yield violation(options, `${context.owner} sets the SELinux ${names}.`, { denied })
    }
  },

  propose({ denied }, { object }) {
    return automatic('Remove the SELinux labels of the system that the manifest comes from.', removeWithParents(object, denied))
  },
})

function deniedOptions(options: Field): Field[] {
  const type = options.at('type')
  const named = [options.at('user'), options.at('role')].filter((field) => field.exists && !field.is(''))
  return type.exists && !TYPES.has(type.text ?? '') ? [type, ...named] : named
}
