import { type Field, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { automaticSeverity, guardedPodSpec } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

/** Taints of the nodes that AKS keeps to itself. */
const RESERVED: ReadonlySet<string> = new Set(['CriticalAddonsOnly', 'kubernetes.azure.com/hostedvm'])

export default rule({
  id: 'auto-wildcard-toleration',
  group: 'auto',
  title: 'Toleration opens the system nodes of AKS',
  why: 'AKS Automatic keeps its system nodes for itself, and denies pods that tolerate their taints or every taint.',
  help: 'Decide on which node pools the pods belong, and tolerate the taints of those by their keys.',
  severity: 'error',
  severityOn: automaticSeverity,
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    for (const at of guardedPodSpec(object)?.at('tolerations').items() ?? []) {
      const what = whatIsOpen(at)
      const usual = object.kind === 'DaemonSet' ? ' Node agents usually do, and AKS Automatic denies it all the same.' : ''
      if (what !== undefined) yield violation(at, `The pod tolerates ${what}.${usual}`)
    }
  },
})

function whatIsOpen(toleration: Field): string | undefined {
  const key = toleration.at('key').text ?? ''
  if (RESERVED.has(key)) return `the taint \`${key}\``
  const effect = toleration.at('effect').text ?? ''
  return key === '' && toleration.at('operator').is('Exists') ? `every taint${effect === '' ? '' : ` of effect \`${effect}\``}` : undefined
}
