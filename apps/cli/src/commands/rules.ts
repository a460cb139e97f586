import { CopilotError } from '@aks-copilot/contracts'
import { meantWord } from '@aks-copilot/kubernetes'
import { type Rule, RULES } from '@aks-copilot/manifests'
import { createColors } from 'picocolors'
import type { Flags } from '../inspection.ts'
import type { CommandContext } from '../command-context.ts'
import { wantsColor, writeOut } from '../terminal.ts'

/** What the groups are about, in the order of the catalogue. */
const GROUPS: Readonly<Record<Rule['group'], string>> = {
  aks: 'AKS deployment safeguards',
  pss: 'Pod Security Standards',
  auto: 'AKS Automatic admission',
  k3s: 'k3s → AKS',
  okd: 'OKD, OpenShift → AKS',
  api: 'Removed and deprecated APIs',
  ref: 'References across the bundle',
  schema: 'Kubernetes schema',
}

/** `aks-copilot rules [GROUP]`. */
export async function listRules(group: string | undefined, flags: Flags, { terminal }: CommandContext): Promise<void> {
  if (group !== undefined && !Object.hasOwn(GROUPS, group)) throw unknownGroup(group)
  const chosen = RULES.filter((rule) => group === undefined || rule.group === group)
  if (flags['format'] === 'json') {
    const rows = chosen.map(({ id, group: of, title, why, help, severity, fix }) => ({ id, group: of, title, why, help, severity, fix }))
    return writeOut(terminal, `${JSON.stringify(rows, undefined, 2)}\n`)
  }
  const colors = createColors(wantsColor(terminal, flags['color']))
  const width = Math.max(...chosen.map(({ id }) => id.length)) + 2
  const paint = { error: colors.red, warning: colors.yellow, info: colors.cyan }
  const row = ({ id, severity, fix, title }: Rule): string =>
    `  ${id.padEnd(width)}${paint[severity](severity.padEnd(9))}${colors.dim(fix.padEnd(7))}${title}`
  const sections = Object.entries(GROUPS).flatMap(([name, title]) => {
    const rules = chosen.filter((rule) => rule.group === name)
    return rules.length === 0 ? [] : [`${colors.bold(title)} ${colors.dim(`(${name}, ${rules.length})`)}\n${rules.map(row).join('\n')}`]
  })
  await writeOut(
    terminal,
    `${sections.join('\n\n')}\n\n${chosen.length} rules. Fix: auto and doc are applied by fix, opt where allowed, judge needs a person. aks-copilot explain RULE tells more.\n`,
  )
}

function unknownGroup(group: string): CopilotError {
  const near = meantWord(group, Object.keys(GROUPS))
  return new CopilotError({
    code: 'RULE_UNKNOWN',
    category: 'validation',
    message: `There is no group of rules \`${group}\`.`,
    remedy: near === undefined ? `Known: ${Object.keys(GROUPS).join(', ')}.` : `Did you mean \`${near}\`?`,
  })
}
