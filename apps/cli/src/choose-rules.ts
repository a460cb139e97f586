import { CopilotError } from '@aks-copilot/contracts'
import { meantWord } from '@aks-copilot/kubernetes'
import { type Rule, RULES } from '@aks-copilot/manifests'

/** The rules that `--only` and `--skip` leave: names of rules or of groups. An unknown name is an error that names the nearest one. */
export function chooseRules(only: readonly string[], skip: readonly string[]): readonly Rule[] {
  for (const name of [...only, ...skip]) requireKnown(name)
  const chosen = RULES.filter((rule) => (only.length === 0 || isNamed(rule, only)) && !isNamed(rule, skip))
  if (chosen.length > 0) return chosen
  // Nothing would be looked at, and everything would seem to be fine.
  throw new CopilotError({
    code: 'USAGE',
    category: 'validation',
    message: '--only and --skip together leave no rule.',
    remedy: 'Leave one of them out.',
  })
}

/** The ids that `--allow` names: rules, groups, or `all`. */
export function allowedRules(allow: readonly string[]): readonly string[] {
  for (const name of allow) if (name !== 'all') requireKnown(name)
  return allow.includes('all') ? ['all'] : RULES.filter((rule) => isNamed(rule, allow)).map(({ id }) => id)
}

function isNamed(rule: Rule, list: readonly string[]): boolean {
  return list.includes(rule.id) || list.includes(rule.group)
}

function requireKnown(name: string): void {
  if (RULES.some((rule) => rule.id === name || rule.group === name)) return
  const near = meantWord(name, [...RULES.map(({ id }) => id), ...new Set(RULES.map(({ group }) => group))])
  throw new CopilotError({
    code: 'RULE_UNKNOWN',
    category: 'validation',
    message: `There is no rule or group \`${name}\`.`,
    remedy: near === undefined ? 'Run `aks-copilot rules` to see them all.' : `Did you mean \`${near}\`?`,
  })
}
