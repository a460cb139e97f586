import type { CheckReport, Severity, Violation } from '@aks-copilot/contracts'
import type { FormatContext } from './format-context.ts'
import { isMended, refusalOf } from './wording.ts'

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

/** What no rule can decide or may apply: one remedy, and the places that it is about. */
export interface Decision {
  readonly severity: Severity
  readonly ruleId: string
  /** What is wrong: the message where all say the same, else the title of the rule. */
  readonly subject: string
  readonly remedy: string
  /** Whether `--allow` lets `fix` do it. */
  readonly mayAllow: boolean
  /** Why the fix was refused. */
  readonly refusal: string | undefined
  readonly places: readonly Violation[]
}

/** The decisions that are left, the gravest first. */
export function decisionsLeft({ violations }: CheckReport, { rules }: FormatContext): Decision[] {
  const left = violations.filter((one) => !isMended(one) && (one.fix.kind === 'judge' || isToAllow(one) || one.fix.status === 'refused'))
  const groups = [...Map.groupBy(left, ({ ruleId, fix }) => `${ruleId}\n${fix.status}\n${fix.description}`).values()]
  const decisions = groups.flatMap((places): Decision[] => {
    const [first] = places
    if (first === undefined) return []
    const { ruleId, message, fix } = first
    const title = rules.find(({ id }) => id === ruleId)?.title
    return [
      {
        severity: SEVERITIES[rankOf(places)] ?? first.severity,
        ruleId,
        subject: places.every((one) => one.message === message) || title === undefined ? message : `${title}.`,
        remedy: fix.description,
        mayAllow: isToAllow(first),
        refusal: refusalOf(first),
        places,
      },
    ]
  })
  return decisions.toSorted((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity))
}

/** The gravest severity of a group: 0 is an error. */
export function rankOf(group: readonly Violation[]): number {
  return Math.min(...group.map(({ severity }) => SEVERITIES.indexOf(severity)))
}

function isToAllow({ fix }: Violation): boolean {
  return fix.kind === 'opt' && fix.allowed !== true
}
