import type { IncidentDetail, RepairLead, RepairRun, RepairTry } from '@aks-copilot/contracts'
import { InlineText } from '../../components/inline-text.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Section } from '../../components/section.tsx'
import { type MarkedState, StateMark } from '../../components/state-mark.tsx'

/** The run that repairs the application of this incident in Git: what it does, since when, what it tried. */
export function RepairPanel({ repair }: { readonly repair: IncidentDetail['repair'] }) {
  if (repair?.run === undefined) return null
  const { run } = repair
  const issue = run.outcome?.issue
  return (
    <Section title="Repair in Git" aside={<code>{repair.application}</code>} className="border-t border-hairline">
      <div className="flex flex-col gap-2 px-4 py-3 hairline-b lg:px-6">
        <p role="status" className="flex flex-wrap items-baseline gap-x-2">
          <StateMark {...markOf(run)} className="self-center" />
          <span className="min-w-0 wrap-anywhere">
            <InlineText text={run.summary} />
          </span>
        </p>
        <p className="text-meta text-ink-3">
          {BEGAN[run.trigger.kind]} <RelativeTime at={run.startedAt} />
          {run.state === 'ended' ? (
            <>
              , ended <RelativeTime at={run.updatedAt} />
            </>
          ) : null}
          {issue === undefined ? null : (
            <>
              {' · '}
              <Outside url={issue.url}>Issue {issue.number}</Outside>
            </>
          )}
        </p>
      </div>
      {run.attempts.length === 0 ? null : (
        <ol aria-label="Attempts">
          {run.attempts.map((attempt) => (
            <Attempt key={attempt.number} attempt={attempt} />
          ))}
        </ol>
      )}
      {run.leads === undefined ? null : <Leads leads={run.leads} />}
    </Section>
  )
}

function Attempt({ attempt }: { readonly attempt: RepairTry }) {
  const { number, title, outcome, pullRequest, commit, reason, changes } = attempt
  const places = [...new Set(changes.flatMap((change) => change.places))]
  return (
    <li className="flex gap-3 px-4 py-3 hairline-b lg:px-6">
      <span aria-hidden="true" className="w-4 shrink-0 text-ink-3">
        {number}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <span className="min-w-0 wrap-anywhere">{title}</span>
          <StateMark {...OUTCOMES[outcome]} className="self-center" />
          {pullRequest === undefined ? null : <Outside url={pullRequest.url}>Pull request {pullRequest.number}</Outside>}
        </p>
        {changes.map(({ object, why }) => (
          <p key={`${object.kind} ${object.name} ${why}`} className="text-ink-2 wrap-anywhere">
            {object.kind} {object.name}: <InlineText text={why} />
          </p>
        ))}
        <p className="font-mono text-meta text-ink-3 wrap-anywhere">
          {[...places, ...(commit === undefined ? [] : [commit.slice(0, 7)])].join(' · ')}
        </p>
        {reason === undefined ? null : <p className="text-ink-2 wrap-anywhere">{reason}</p>}
      </div>
    </li>
  )
}

/** What the evidence speaks of, where no patch was proven. */
function Leads({ leads }: { readonly leads: readonly RepairLead[] }) {
  return (
    <div className="flex flex-col gap-2 px-4 py-3 hairline-b lg:px-6">
      <p className="text-meta text-ink-3">To look at first: the evidence speaks of it; whether it is the cause, nobody knows.</p>
      <ul aria-label="To look at first" className="flex flex-col gap-2">
        {leads.map(({ text, from, places }) => (
          <li key={text} className="flex min-w-0 flex-col gap-1 wrap-anywhere">
            <span>
              {text}, {from}
            </span>
            <span className="font-mono text-meta text-ink-3">{places.join(' · ')}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** A repository on a disk has addresses that lead nowhere from here. */
function Outside({ url, children }: { readonly url: string; readonly children: readonly (string | number)[] }) {
  if (!/^https?:\/\//.test(url)) return <span>{children}</span>
  return (
    <a href={url} target="_blank" rel="noreferrer" className="text-cyan underline-offset-4 hover:underline">
      {children}
    </a>
  )
}

const BEGAN: Readonly<Record<RepairRun['trigger']['kind'], string>> = {
  webhook: 'Began after a notification of Argo CD',
  watch: 'Began when the application broke',
  command: 'Began by command',
  approval: 'Began when a patch was approved',
}

interface Mark {
  readonly state: MarkedState
  readonly word: string
}

const OUTCOMES: Readonly<Record<RepairTry['outcome'], Mark>> = {
  open: { state: 'live', word: 'open' },
  healthy: { state: 'recovered', word: 'healthy' },
  'not-healthy': { state: 'error', word: 'did not help' },
  closed: { state: 'unknown', word: 'closed by people' },
  superseded: { state: 'unknown', word: 'out of date' },
}

function markOf({ state, phase, outcome }: RepairRun): Mark {
  if (state === 'queued') return { state: 'unknown', word: 'waits' }
  if (state === 'failed') return { state: 'error', word: 'stopped' }
  if (state === 'running') return { state: 'live', word: phase === 'waiting' ? 'waits' : 'at work' }
  if (outcome?.kind === 'healthy' || outcome?.kind === 'healed-by-itself') return { state: 'recovered', word: 'healthy' }
  return outcome?.kind === 'reported' ? { state: 'info', word: 'reported' } : { state: 'warning', word: 'with people' }
}
