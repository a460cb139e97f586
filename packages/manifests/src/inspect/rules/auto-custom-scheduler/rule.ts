import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { automaticSeverity, guardedPodSpec } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'auto-custom-scheduler',
  group: 'auto',
  title: 'Pod asks for a scheduler of its own',
  why: 'Another scheduler could place pods on the system nodes of AKS; AKS Automatic denies it.',
  help: 'Decide what the scheduler does for the pod, and say it by affinity, spreading or priority; or use AKS Standard.',
  severity: 'error',
  severityOn: automaticSeverity,
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    const at = guardedPodSpec(object)?.at('schedulerName')
    if (at?.text !== undefined && at.text !== '' && at.text !== 'default-scheduler')
      yield violation(at, `The pod asks for the scheduler \`${at.text}\`.`)
  },
})
