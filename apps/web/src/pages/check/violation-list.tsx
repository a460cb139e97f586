import type { CheckReport } from '@aks-copilot/contracts'
import { ChevronRight } from 'lucide-react'
import { InlineText } from '../../components/inline-text.tsx'
import { StateMark, stateOfSeverity } from '../../components/state-mark.tsx'
import { CertificateGates } from './certificate-gates.tsx'
import type { Indexed } from './line-marks.ts'

export interface ViolationListProps {
  readonly report: CheckReport
  readonly off: readonly string[]
  readonly selected: number | undefined
  readonly onSelect: (index: number | undefined) => void
  readonly onSwitch: (ruleId: string, on: boolean, optional: boolean) => void
}

/** What is wrong, rule by rule, the gravest first; each rule's fix has its switch. */
export function ViolationList({ report, off, selected, onSelect, onSwitch }: ViolationListProps) {
  const groups = Map.groupBy(
    report.violations.map((violation, index): Indexed => ({ violation, index })),
    ({ violation }) => violation.ruleId,
  )
  return (
    <ul aria-label="Violations">
      {[...groups]
        .toSorted(([, left], [, right]) => rank(left) - rank(right))
        .map(([ruleId, members]) => (
          <li key={ruleId} className="hairline-b">
            <RuleHeader ruleId={ruleId} members={members} off={off} onSwitch={onSwitch} />
            <ul>
              {members.map((one) => (
                <ViolationRow key={one.index} one={one} selected={one.index === selected} onSelect={onSelect} />
              ))}
            </ul>
          </li>
        ))}
    </ul>
  )
}

const RANK = { error: 0, warning: 1, info: 2 } as const

function rank(members: readonly Indexed[]): number {
  return Math.min(...members.map(({ violation }) => RANK[violation.severity]))
}

interface RuleHeaderProps {
  readonly ruleId: string
  readonly members: readonly Indexed[]
  readonly off: readonly string[]
  readonly onSwitch: ViolationListProps['onSwitch']
}

function RuleHeader({ ruleId, members, off, onSwitch }: RuleHeaderProps) {
  const fixes = members.map(({ violation }) => violation.fix)
  const mended = fixes.some(isMended)
  const optional = fixes.some(({ kind }) => kind === 'opt')
  const switchable = mended || off.includes(ruleId) || (optional && fixes.some(({ operations }) => operations.length > 0))
  const on = mended && !off.includes(ruleId)
  return (
    <div className="flex min-h-row items-center gap-2 px-4 pt-1">
      <StateMark
        state={stateOfSeverity(members[0]?.violation.severity ?? 'info')}
        word={<span className="sr-only">{members[0]?.violation.severity}</span>}
      />
      <h3 className="min-w-0 flex-1 truncate font-mono text-meta font-medium" title={ruleId}>
        {ruleId}
      </h3>
      {switchable ? (
        <button
          type="button"
          role="switch"
          aria-checked={on}
          aria-label={`Fix ${ruleId}`}
          className="group inline-flex h-6 items-center gap-1.5 text-meta text-ink-2"
          onClick={() => onSwitch(ruleId, !on, optional)}
        >
          {optional && !on ? 'optional' : 'fix'}
          <span
            aria-hidden="true"
            className="relative h-4 w-7 rounded-full border border-ink-3 transition-colors group-aria-checked:border-ink group-aria-checked:bg-ink"
          >
            <span className="absolute top-0.5 left-0.5 size-2.5 rounded-full bg-ink-3 transition-transform group-aria-checked:translate-x-3 group-aria-checked:bg-ground" />
          </span>
        </button>
      ) : (
        <span className="text-meta text-ink-3">{fixes[0]?.kind === 'judge' ? 'yours to decide' : 'no fix'}</span>
      )}
    </div>
  )
}

/** An optional fix that nobody allowed is proposed, too, and changes nothing. */
function isMended({ status, kind, allowed }: Indexed['violation']['fix']): boolean {
  return (status === 'proposed' || status === 'applied') && !(kind === 'opt' && allowed === false)
}

interface ViolationRowProps {
  readonly one: Indexed
  readonly selected: boolean
  readonly onSelect: ViolationListProps['onSelect']
}

function ViolationRow({ one: { violation, index }, selected, onSelect }: ViolationRowProps) {
  const { message, line, object, fix, why } = violation
  return (
    <li className={selected ? 'bg-surface-2' : ''}>
      <button
        type="button"
        aria-expanded={selected}
        className="flex w-full items-start gap-2 px-4 py-1 text-left hover:bg-surface-1"
        onClick={() => onSelect(selected ? undefined : index)}
      >
        <ChevronRight
          className={`mt-1 size-3 shrink-0 text-ink-3 transition-transform ${selected ? 'rotate-90' : ''}`}
          aria-hidden="true"
        />
        <span className="min-w-0 flex-1">
          <InlineText text={message} className="wrap-anywhere" />
          <span className="block text-meta text-ink-3">
            {object.kind} {object.name}, line {line}
          </span>
        </span>
      </button>
      {selected ? (
        <div className="space-y-2 px-4 pb-3 pl-9">
          <p className="text-ink-2">
            <InlineText text={why} />
          </p>
          <p>
            <InlineText text={fix.status === 'refused' ? `Fix refused: ${fix.reason ?? 'a gate did not pass'}.` : fix.description} />
          </p>
          {fix.certificate === undefined ? null : <CertificateGates gates={fix.certificate.gates} />}
        </div>
      ) : null}
    </li>
  )
}
