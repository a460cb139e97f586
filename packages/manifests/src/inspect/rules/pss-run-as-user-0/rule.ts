import { podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { guardedSecurityContexts, restrictedSeverity } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'pss-run-as-user-0',
  group: 'pss',
  title: 'Container runs as user 0',
  why: 'User 0 is root; Pod Security "restricted" denies it.',
  help: 'Choose a user for whom the image works, and make sure that its volumes are writable for that user.',
  severity: 'error',
  severityOn: restrictedSeverity,
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    if (podSpec(object)?.at('hostUsers').is(false) === true) return
    for (const { at, owner } of guardedSecurityContexts(object)) {
      if (at.at('runAsUser').is(0)) yield violation(at.at('runAsUser'), `${owner} runs as user 0.`)
    }
  },
})
