import type { Severity } from '@aks-copilot/contracts'
import type { Rule } from '../../inspect/rule.ts'

const GROUPS: Readonly<Record<Rule['group'], readonly string[]>> = {
  aks: ['aks', 'deployment-safeguards'],
  pss: ['security', 'pod-security'],
  auto: ['aks', 'aks-automatic'],
  k3s: ['migration', 'k3s'],
  okd: ['migration', 'okd'],
  api: ['api-lifecycle'],
  ref: ['references'],
  schema: ['schema'],
}

export function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  return severity === 'info' ? 'note' : severity
}

/** A rule as SARIF describes it (reportingDescriptor). */
export function ruleDescriptor(rule: Rule) {
  const title = sentence(rule.title)
  return {
    id: rule.id,
    name: rule.id
      .split('-')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(''),
    shortDescription: { text: title },
    fullDescription: { text: sentence(rule.why) },
    help: {
      text: `${sentence(rule.why)} ${sentence(rule.help)}`,
      markdown: `${sentence(rule.why)}\n\n**Fix:** ${sentence(rule.help)}\n\nMore: \`aks-copilot explain ${rule.id}\``,
    },
    defaultConfiguration: { level: levelOf(rule.severity) },
    properties: { tags: [...GROUPS[rule.group], 'kubernetes'], precision: 'high' },
  }
}

/** A rule that is named in a report but not among the rules that looked. */
export function unknownDescriptor(id: string) {
  return { id, shortDescription: { text: sentence(id) } }
}

/** SARIF wants sentences. */
export function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
