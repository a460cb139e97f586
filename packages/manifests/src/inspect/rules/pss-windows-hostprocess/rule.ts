import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedSecurityContexts } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'pss-windows-hostprocess',
  group: 'pss',
  title: 'Windows pod runs as a process of its node',
  why: 'A HostProcess container has the rights of the Windows node; Pod Security "baseline" denies it.',
  help: 'Decide whether the work belongs into an image or a script of the node pool; if not, run an ordinary Windows container.',
  severity: 'error',
  severityOn: baselineSeverity,
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    for (const context of guardedSecurityContexts(object)) {
      const at = context.at.at('windowsOptions', 'hostProcess')
      if (at.is(true)) yield violation(at, `${context.owner} runs as a process of the Windows node.`)
    }
  },
})
