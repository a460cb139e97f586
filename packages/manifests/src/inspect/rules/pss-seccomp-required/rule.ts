import { isWindowsPod, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { guardedSecurityContexts, linuxSetting, restrictedSeverity } from '../../admission.ts'
import { automatic, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'pss-seccomp-required',
  group: 'pss',
  title: 'No seccomp profile is set',
  why: 'Pod Security "restricted" wants a profile for every container, at the pod or at the container.',
  help: 'Set seccompProfile.type of the pod to RuntimeDefault.',
  severity: 'error',
  severityOn: restrictedSeverity,
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/securityContext/seccompProfile/type'],

  /** An explicit profile that is not allowed has a rule of its own. */
  *inspect(object) {
    const [pod, ...others] = isWindowsPod(object)
      ? []
      : guardedSecurityContexts(object).map(({ at, owner }) => ({ at: at.at('seccompProfile', 'type'), owner }))
    const open = others.filter(({ at }) => !at.exists)
    if (pod === undefined || pod.at.exists || open.length === 0) return
    yield violation(pod.at, `${open[0]?.owner}${open.length > 1 ? ` and ${open.length - 1} more` : ''} has no seccomp profile.`)
  },

  propose({ at }, { object }) {
    const description = 'Give the pod the profile of the container runtime; a container that has its own keeps it.'
    return linuxSetting(object, automatic(description, [set(at, 'RuntimeDefault')]))
  },
})
