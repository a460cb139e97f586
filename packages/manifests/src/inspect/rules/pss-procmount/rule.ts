import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedContainers, hardening } from '../../admission.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'pss-procmount',
  group: 'pss',
  title: 'Container sees all of /proc',
  why: 'The parts of /proc that are hidden by default tell about the node; Pod Security "baseline" denies showing them.',
  help: 'Remove procMount.',
  severity: 'error',
  severityOn: baselineSeverity,
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/securityContext/procMount'],

  *inspect(object) {
    for (const container of guardedContainers(object)) {
      const at = container.at('securityContext', 'procMount')
      if (at.exists && !at.is('Default'))
        yield violation(at, `Container \`${container.at('name').text}\` has procMount \`${String(at.value)}\`.`)
    }
  },

  propose({ at }, { target, object }) {
    return hardening(target, 'Mount /proc as it is by default.', removeWithParents(object, [at]))
  },
})
