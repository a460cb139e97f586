import type { Violation } from '@aks-copilot/contracts'
import type { FormatContext } from '../format-context.ts'
import { type Paint, remedyWord } from './paint.ts'

const LEAST_VIOLATIONS = 20
const MOST_RULES = 20

/** For long reports: each rule with how often it fired and who mends it. */
export function rulesTable(violations: readonly Violation[], context: FormatContext, paint: Paint): string[] {
  if (violations.length < LEAST_VIOLATIONS || context.command === 'fix' || context.quiet) return []
  const rank = { error: 0, warning: 1, info: 2 } as const
  const groups = [...Map.groupBy(violations, ({ ruleId }) => ruleId)]
  const rules = groups.map(([ruleId, own]) => ({
    ruleId,
    own,
    severity: own.map(({ severity }) => severity).toSorted((left, right) => rank[left] - rank[right])[0] ?? 'info',
  }))
  const sorted = rules.toSorted((left, right) => rank[left.severity] - rank[right.severity] || right.own.length - left.own.length)
  const shown = context.verbose ? sorted : sorted.slice(0, MOST_RULES)
  const [name, number] = [
    Math.max(...shown.map(({ ruleId }) => ruleId.length)),
    Math.max(...shown.map(({ own }) => String(own.length).length)),
  ]
  const rows = shown.map(
    ({ ruleId, own, severity }) =>
      `  ${paint.sign(severity)} ${ruleId.padEnd(name)}  ${String(own.length).padStart(number)}  ${remedies(own, paint)}`,
  )
  const more = sorted.length > shown.length ? [paint.dim(`  … and ${sorted.length - shown.length} rules more (--verbose shows all)`)] : []
  return [paint.bold('By rule'), ...rows, ...more, '']
}

function remedies(own: readonly Violation[], paint: Paint): string {
  const kinds = [...Map.groupBy(own, ({ fix }) => remedyWord(fix)).values()]
  return kinds
    .flatMap((group) =>
      group[0] === undefined
        ? []
        : [kinds.length === 1 ? paint.remedy(group[0]) : `${paint.remedy(group[0])} ${paint.dim(String(group.length))}`],
    )
    .join(paint.dim(' · '))
}
