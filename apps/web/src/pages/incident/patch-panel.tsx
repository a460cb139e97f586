import type { NextStep, PatchApproval, PatchOperation } from '@aks-copilot/contracts'
import { useMutation } from '@tanstack/react-query'
import { problemOf } from '../../api/api-error.ts'
import { request } from '../../api/request.ts'
import { Button } from '../../components/button.tsx'
import { Command } from '../../components/command.tsx'
import { fieldName, valueText } from '../../components/diff.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { StateMark } from '../../components/state-mark.tsx'

export interface PatchPanelProps {
  readonly step: NextStep
  readonly id: string
  readonly approved: boolean
}

/** A patch with its proof; approving it shows the commands, and never runs them. */
export function PatchPanel({ step, id, approved }: PatchPanelProps) {
  const approval = useMutation({
    mutationFn: () =>
      request<PatchApproval>(`/api/patches/${encodeURIComponent(id)}/approve`, { method: 'POST', contract: 'patchApprovalSchema' }),
  })
  const proof = approval.data?.proof ?? step.proof ?? []
  const holds = proof.every(({ pass }) => pass)
  return (
    <div className="rounded-panel border border-hairline-strong">
      <header className="flex flex-wrap items-baseline gap-x-3 px-3 py-2 hairline-b">
        <h3 className="font-medium">{holds ? 'Proven patch' : 'Patch, not proven'}</h3>
        {step.object === undefined ? null : <ObjectName object={step.object} />}
      </header>
      <Operations operations={step.patch ?? []} />
      <ul className="px-3 py-2 hairline-b" aria-label="Proof">
        {proof.map(({ check, pass, detail }) => (
          <li key={check} className="flex gap-2 py-0.5">
            <StateMark state={pass ? 'recovered' : 'error'} word={false} className="h-5 shrink-0" />
            <span className="min-w-0">
              <span className="sr-only">{pass ? 'holds: ' : 'does not hold: '}</span>
              {check.replaceAll('-', ' ')} <span className="text-ink-3">{detail}</span>
            </span>
          </li>
        ))}
      </ul>
      <div className="flex flex-col gap-2 px-3 py-2.5">
        {approval.data === undefined ? (
          <div className="flex flex-wrap items-center gap-3">
            <Button look="strong" disabled={approval.isPending || !holds} onClick={() => approval.mutate()}>
              {approved ? 'Show the commands' : approval.isPending ? 'Proving again …' : 'Approve'}
            </Button>
            <span className="text-meta text-ink-3">Nothing is written to the cluster: you get the commands to run.</span>
          </div>
        ) : (
          <Commands approval={approval.data} />
        )}
        {approval.isError ? <ErrorState problem={problemOf(approval.error)} /> : null}
      </div>
    </div>
  )
}

function Commands({ approval }: { readonly approval: PatchApproval }) {
  return (
    <div role="status" className="flex flex-col gap-2">
      <p>
        <StateMark state="recovered" word="approved" className="mr-2" />
        Run this; the first is a rehearsal by the API server.
      </p>
      {approval.commands.map((command) => (
        <Command key={command} text={command} />
      ))}
    </div>
  )
}

const SIGNS: Readonly<Record<PatchOperation['op'], readonly [string, string]>> = {
  test: ['=', 'text-ink-3'],
  add: ['+', 'text-green'],
  replace: ['~', 'text-violet'],
  remove: ['−', 'text-red'],
  move: ['→', 'text-violet'],
  copy: ['→', 'text-violet'],
}

function Operations({ operations }: { readonly operations: readonly PatchOperation[] }) {
  return (
    <ul className="px-3 py-2 font-mono text-meta leading-5 hairline-b" aria-label="Operations">
      {operations.map((operation) => {
        const [sign, color] = SIGNS[operation.op]
        return (
          <li key={`${operation.op} ${operation.path}`} className="flex gap-2">
            <span className={`select-none ${color}`} aria-hidden="true">
              {sign}
            </span>
            <span className="min-w-0 wrap-anywhere">
              <span className="sr-only">{operation.op} </span>
              <span className="text-ink-2">{fieldName(operation.path)}</span>
              {'value' in operation ? `: ${valueText(operation.value)}` : ''}
              {'from' in operation ? ` from ${fieldName(operation.from)}` : ''}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
