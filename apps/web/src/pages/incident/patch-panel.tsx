import type { IncidentDetail, NextStep, PatchApproval, PatchOperation } from '@aks-copilot/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
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
  readonly patch: IncidentDetail['patches'][number]
  /** The Application whose repository gets it. */
  readonly application: string | undefined
}

/** A patch with its proof. Approving it shows the commands, and never runs them; where the server repairs, it begins a run, too. */
export function PatchPanel({ step, patch: { id, approved, opens }, application }: PatchPanelProps) {
  const queries = useQueryClient()
  const approval = useMutation({
    mutationFn: (repair: boolean) =>
      request<PatchApproval>(`/api/patches/${encodeURIComponent(id)}/approve`, {
        method: 'POST',
        body: { repair },
        contract: 'patchApprovalSchema',
      }),
    onSuccess: ({ repair }) => (repair === undefined ? undefined : queries.invalidateQueries({ queryKey: ['incident'] })),
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
          <Choice
            opens={opens}
            application={application}
            approved={approved}
            pending={approval.isPending}
            holds={holds}
            onApprove={approval.mutate}
          />
        ) : (
          <Approved approval={approval.data} />
        )}
        {approval.isError ? <ErrorState problem={problemOf(approval.error)} /> : null}
      </div>
    </div>
  )
}

interface ChoiceProps {
  readonly opens: IncidentDetail['patches'][number]['opens']
  readonly application: string | undefined
  readonly approved: boolean
  readonly pending: boolean
  readonly holds: boolean
  readonly onApprove: (repair: boolean) => void
}

function Choice({ opens, application, approved, pending, holds, onApprove }: ChoiceProps) {
  const disabled = pending || !holds
  const wait = pending ? 'Proving again …' : undefined
  if (opens === undefined)
    return (
      <div className="flex flex-wrap items-center gap-3">
        <Button look="strong" disabled={disabled} onClick={() => onApprove(false)}>
          {wait ?? (approved ? 'Show the commands' : 'Approve')}
        </Button>
        <span className="text-meta text-ink-3">Nothing is written to the cluster: you get the commands to run.</span>
      </div>
    )
  const { act, text } = OPENS[opens]
  return (
    <>
      <p className="text-meta text-ink-2">
        Finds the lines in Git that set this for <code>{application}</code>, proves the change again, {text}
      </p>
      <div className="flex flex-wrap items-center gap-3">
        <Button look="strong" disabled={disabled} onClick={() => onApprove(true)}>
          {wait ?? act}
        </Button>
        <Button disabled={disabled} onClick={() => onApprove(false)}>
          Only show the commands
        </Button>
      </div>
    </>
  )
}

const OPENS = {
  propose: {
    act: 'Open a pull request',
    text: 'and opens a pull request with it. Nothing is merged, and nothing is written to the cluster, until somebody merges it.',
  },
  commit: {
    act: 'Commit to the deployed branch',
    text: 'and commits it to the branch that is deployed: Argo CD then brings it to the cluster. If the application does not become healthy, the commit is taken back.',
  },
} as const

function Approved({ approval }: { readonly approval: PatchApproval }) {
  const { repair } = approval
  if (repair === undefined || !repair.tries)
    return (
      <Commands approval={approval}>
        {repair === undefined ? null : 'Another repair of this application is under way, and does not try this patch. '}
      </Commands>
    )
  return (
    <p role="status">
      <StateMark state="recovered" word="approved" className="mr-2" />
      Run {repair.run.runId.slice(0, 8)} tries this patch. What it does is shown under “Repair in Git”.
    </p>
  )
}

function Commands({ approval, children }: { readonly approval: PatchApproval; readonly children: ReactNode }) {
  return (
    <div role="status" className="flex flex-col gap-2">
      <p>
        <StateMark state="recovered" word="approved" className="mr-2" />
        {children}
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
