import type { CheckReport, Violation } from '@aks-copilot/contracts'
import { StateMark, stateOfSeverity } from '../../components/state-mark.tsx'
import { chooseFixes, type FixChoice } from './check-session.ts'
import { fixState } from './fix-state.ts'
import { FixSwitch } from './fix-switch.tsx'
import { ViolationRow } from './violation-row.tsx'

export interface ViolationListProps {
  readonly report: CheckReport
  readonly choices: readonly FixChoice[]
  /** The report does not show the last choices yet. */
  readonly pending: boolean
  readonly selected: Violation | undefined
  readonly onSelect: (violation: Violation | undefined) => void
}

/** What is wrong, rule by rule, the gravest first; each fix has its switch. */
export function ViolationList({ report, choices, pending, selected, onSelect }: ViolationListProps) {
  const groups = Map.groupBy(report.violations, ({ ruleId }) => ruleId)
  return (
    <ul aria-label="Violations">
      {[...groups]
        .toSorted(([, left], [, right]) => rank(left) - rank(right))
        .map(([ruleId, members]) => (
          <li key={ruleId} className="pb-1 hairline-b">
            <RuleHeader ruleId={ruleId} members={members} choices={choices} pending={pending} />
            <ul>
              {members.map((violation, index) => (
                <ViolationRow
                  key={index}
                  violation={violation}
                  state={fixState(violation, choices, pending)}
                  selected={violation === selected}
                  onSelect={() => onSelect(violation === selected ? undefined : violation)}
                />
              ))}
            </ul>
          </li>
        ))}
    </ul>
  )
}

const RANK = { error: 0, warning: 1, info: 2 } as const

function rank(members: readonly Violation[]): number {
  return Math.min(...members.map(({ severity }) => RANK[severity]))
}

interface RuleHeaderProps extends Pick<ViolationListProps, 'choices' | 'pending'> {
  readonly ruleId: string
  readonly members: readonly Violation[]
}

/** The rule; where several of its fixes can be chosen, one switch for all of them. */
function RuleHeader({ ruleId, members, choices, pending }: RuleHeaderProps) {
  const states = members.map((violation) => ({ violation, ...fixState(violation, choices, pending) }))
  const switchable = states.filter((one) => one.switchable)
  const severity = members[0]?.severity ?? 'info'
  return (
    <div className="flex min-h-row items-center gap-2 px-4 pt-1">
      <StateMark state={stateOfSeverity(severity)} word={<span className="sr-only">{severity}</span>} />
      <h3 className="min-w-0 flex-1 truncate font-mono text-meta font-medium" title={ruleId}>
        {ruleId}
      </h3>
      {switchable.length < 2 ? null : (
        <FixSwitch
          label={`Fix all ${switchable.length} of ${ruleId}`}
          word={`all ${switchable.length}`}
          on={switchable.every(({ on }) => on)}
          onSwitch={(on) =>
            chooseFixes(
              switchable.map(({ violation }) => violation),
              on,
            )
          }
        />
      )}
    </div>
  )
}
