import { CopilotError } from '@aks-copilot/contracts'
import { nearestWord } from '@aks-copilot/kubernetes'
import { type Rule, RULES } from '@aks-copilot/manifests'

/** The rules that `--only` and `--skip` leave: names of rules or of groups. An unknown name is an error that names the nearest one. */
export function chooseRules(only: readonly string[], skip: readonly string[]): readonly Rule[] {
  const [wanted, unwanted] = [names(only), names(skip)]
  for (const name of [...wanted, ...unwanted]) requireKnown(name)
  return RULES.filter((rule) => (wanted.length === 0 || isNamed(rule, wanted)) && !isNamed(rule, unwanted))
}

/** Says so when a rule of `--allow` does not exist. */
export function requireRules(allow: readonly string[]): readonly string[] {
  for (const name of names(allow)) if (name !== 'all') requireKnown(name)
  return names(allow).flatMap((name) => (name === 'all' ? ['all'] : RULES.filter((rule) => isNamed(rule, [name])).map(({ id }) => id)))
}

function names(list: readonly string[]): string[] {
  return list.flatMap((entry) => entry.split(',')).map((name) => name.trim()).filter((name) => name !== '')
}

function isNamed(rule: Rule, list: readonly string[]): boolean {
  return list.includes(rule.id) || list.includes(rule.group)
}

function requireKnown(name: string): void {
  if (RULES.some((rule) => rule.id === name || rule.group === name)) return
  const near = nearestWord(name, [...RULES.map(({ id }) => id), ...new Set(RULES.map(({ group }) => group))])
  throw new CopilotError({ code: 'RULE_UNKNOWN', category: 'validation', message: `There is no rule or group \`${name}\`.`, remedy: near === undefined ? 'Run `aks-copilot rules` to see them all.' : `Did you mean \`${near}\`?` })
}
