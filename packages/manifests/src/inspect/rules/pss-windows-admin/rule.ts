import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { guardedSecurityContexts, restrictedSeverity } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'pss-windows-admin',
  group: 'pss',
  title: 'Windows container runs as ContainerAdministrator',
  why: 'The administrator of the container can do far more on the node than ContainerUser; the safeguards of AKS deny it.',
  help: 'Decide whether the application works as ContainerUser, and name that user.',
  severity: 'error',
  severityOn: restrictedSeverity,
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    for (const { at, owner } of guardedSecurityContexts(object)) {
      const user = at.at('windowsOptions', 'runAsUserName')
      if (user.text?.toLowerCase() === 'containeradministrator') yield violation(user, `${owner} runs as \`${user.text}\`.`)
    }
  },
})
