import { nearestWord } from '@aks-copilot/kubernetes'

/** A rule that the author of a manifest chose to live with, and why. */
export interface Ignore {
  readonly ruleId: string
  readonly reason: string
}

/** Reads `rule-id: reason`, several on lines of their own or after `;`. What is not accepted comes back as words that follow the place. */
export function readIgnores(text: string, ruleIds: readonly string[]): { ignores: Ignore[]; problems: string[] } {
  const ignores: Ignore[] = []
  const problems: string[] = []
  for (const entry of text.split(/\n|;(?=\s*[\w-]+\s*(?::|$))/).map((part) => part.trim())) {
    if (entry === '') continue
    const [, ruleId = '', reason = ''] = /^([^:\s]*)\s*:?\s*(.*)$/.exec(entry) ?? []
    const problem = refusal(ruleId, reason, ruleIds)
    if (problem === undefined) ignores.push({ ruleId, reason })
    else problems.push(problem)
  }
  return { ignores, problems }
}

function refusal(ruleId: string, reason: string, ruleIds: readonly string[]): string | undefined {
  if (ruleId === '') return 'names no rule: write `rule-id: reason`'
  if (!ruleIds.includes(ruleId)) {
    const nearest = nearestWord(ruleId, ruleIds)
    return `suppresses \`${ruleId}\`, which is no rule${nearest === undefined ? '' : `; did you mean \`${nearest}\`?`}`
  }
  return reason === '' ? `gives no reason to suppress \`${ruleId}\`: write \`${ruleId}: reason\`` : undefined
}
