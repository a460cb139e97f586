import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedSecurityContexts, hardening } from '../../admission.ts'
import { rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'pss-seccomp-unconfined',
  group: 'pss',
  title: 'System calls are not filtered',
  why: 'An unconfined container may try every system call of the node; Pod Security "baseline" denies it.',
  help: 'Set seccompProfile.type to RuntimeDefault.',
  severity: 'error',
  severityOn: baselineSeverity,
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/securityContext/seccompProfile/type'],

  *inspect(object) {
    for (const context of guardedSecurityContexts(object)) {
      const at = context.at.at('seccompProfile', 'type')
      if (at.is('Unconfined')) yield violation(at, `${context.owner} has the seccomp profile \`Unconfined\`.`)
    }
  },

  propose({ at }, { target }) {
    return hardening(target, 'Use the profile of the container runtime.', [set(at, 'RuntimeDefault')])
  },
})
