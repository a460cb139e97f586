import type { Violation } from '@aks-copilot/contracts'
import { ChevronRight } from 'lucide-react'
import { InlineText } from '../../components/inline-text.tsx'
import { CertificateGates } from './certificate-gates.tsx'
import { chooseFixes } from './check-session.ts'
import type { FixState } from './fix-state.ts'
import { FixSwitch } from './fix-switch.tsx'

export interface ViolationRowProps {
  readonly violation: Violation
  readonly state: FixState
  readonly selected: boolean
  readonly onSelect: () => void
}

/** One violation with the switch of its fix; opened, why it matters, what the fix does, and its certificate. */
export function ViolationRow({ violation, state, selected, onSelect }: ViolationRowProps) {
  const { ruleId, message, line, object } = violation
  return (
    <li className={selected ? 'bg-surface-2' : 'hover:bg-surface-1'}>
      <div className="flex items-start gap-2 pr-4">
        <button
          type="button"
          aria-expanded={selected}
          className="flex min-w-0 flex-1 items-start gap-2 py-1 pl-4 text-left"
          onClick={onSelect}
        >
          <ChevronRight
            className={`mt-1 size-3 shrink-0 text-ink-3 transition-transform ${selected ? 'rotate-90' : ''}`}
            aria-hidden="true"
          />
          <span className="min-w-0 flex-1">
            <InlineText text={message} className="wrap-anywhere" />
            <span className="block text-meta text-ink-3">
              {object.kind} <span className="font-mono wrap-anywhere">{object.name}</span>, line {line}
            </span>
          </span>
        </button>
        {state.switchable ? (
          <FixSwitch
            label={`Fix ${ruleId} in ${object.kind} ${object.name}, line ${line}`}
            word={state.word}
            on={state.on}
            onSwitch={(on) => chooseFixes([violation], on)}
          />
        ) : (
          <span className="shrink-0 py-1 text-meta text-ink-3">{state.word}</span>
        )}
      </div>
      {selected ? <Details violation={violation} /> : null}
    </li>
  )
}

function Details({ violation: { why, fix } }: { readonly violation: Violation }) {
  const said = fix.status === 'refused' ? `Fix refused: ${fix.reason ?? 'a gate did not pass'}.` : fix.description
  return (
    <div className="space-y-2 pr-4 pb-3 pl-9">
      <p className="text-ink-2">
        <InlineText text={why} />
      </p>
      <p>
        <InlineText text={said} />
      </p>
      {fix.status === 'refused' || fix.reason === undefined ? null : <p className="text-meta text-ink-3">{fix.reason}</p>}
      {fix.certificate === undefined ? null : <CertificateGates gates={fix.certificate.gates} />}
    </div>
  )
}
