import { type Field, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { guardedLinuxContainers, linuxSetting, restrictedSeverity } from '../../admission.ts'
import { added } from '../../capabilities.ts'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'pss-privilege-escalation',
  group: 'pss',
  title: 'Container may gain privileges',
  why: 'Unless allowPrivilegeEscalation is false, sudo and other set-user-ID programs work; Pod Security "restricted" denies it.',
  help: 'Set allowPrivilegeEscalation to false.',
  severity: 'error',
  severityOn: restrictedSeverity,
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/securityContext/allowPrivilegeEscalation'],

  *inspect(object) {
    for (const container of guardedLinuxContainers(object)) {
      const context = container.at('securityContext')
      if (!context.at('allowPrivilegeEscalation').is(false))
        yield violation(context.at('allowPrivilegeEscalation'), `Container \`${container.at('name').text}\` may gain privileges.`, {
          context,
        })
    }
  },

  propose({ at, context }, { object }) {
    return hasAllPrivileges(context)
      ? judgement('The container has every privilege already: take that away first.')
      : linuxSetting(object, automatic('Deny gaining privileges.', [set(at, false)]))
  },
})

/** Kubernetes refuses to deny the escalation of a container that is privileged or administers the system. */
function hasAllPrivileges(context: Field): boolean {
  return (
    context.at('privileged').is(true) ||
    added(context.at('capabilities')).some((capability) => /^(CAP_)?SYS_ADMIN$/.test(capability.text ?? ''))
  )
}
