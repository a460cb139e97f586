import type { Incident } from '@aks-copilot/contracts'
import { clockTime, duration } from '../time/format-time.ts'
import { incidentPath } from '../router/paths.ts'
import { ScopedLink } from '../router/scoped-link.tsx'
import { IncidentMark } from './incident-mark.tsx'
import { IncidentTitle } from './incident-title.tsx'
import { InlineText } from './inline-text.tsx'
import { RelativeTime } from './relative-time.tsx'
import { StateMark } from './state-mark.tsx'

export interface IncidentRowProps {
  readonly incident: Incident
  /** Without its cause and its change: for what is over, beside what is not. */
  readonly brief?: boolean
}

/** An incident as two sentences: what is broken and why; since when, how far it reaches, what changed. */
export function IncidentRow({ incident, brief = false }: IncidentRowProps) {
  const { fingerprint, state, cause, affected, suspectChanges, since, closedAt } = incident
  const [change] = suspectChanges
  const open = state === 'open'
  return (
    <li className="hairline-b">
      <ScopedLink
        to={incidentPath(fingerprint)}
        className={`group flex gap-3 px-4 ${brief ? 'py-1.5' : 'py-2.5'} transition-colors hover:bg-surface-1 lg:px-6 ${open ? '' : 'text-ink-2'}`}
      >
        <IncidentMark incident={incident} word={false} className={`${brief ? 'h-5' : 'h-5.5'} shrink-0 items-center`} />
        <span className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span
            className={`text-pretty group-hover:underline group-hover:decoration-hairline-strong group-hover:underline-offset-4 ${brief ? '' : 'text-lead font-medium'}`}
          >
            <span className="sr-only">{open ? 'Open: ' : 'Recovered: '}</span>
            <IncidentTitle incident={incident} />
          </span>
          {brief ? null : <InlineText text={cause.message} className="line-clamp-2 text-ink-2" />}
          <span className="mt-0.5 flex flex-wrap items-center gap-x-2.5 gap-y-0.5 text-meta text-ink-3">
            {open && since !== undefined ? (
              <span>
                since {clockTime(Date.parse(since))}, <RelativeTime at={since} />
              </span>
            ) : null}
            {!open && closedAt !== undefined ? (
              <span>
                recovered <RelativeTime at={closedAt} />
                {since === undefined ? '' : `, was broken for ${duration(Date.parse(closedAt) - Date.parse(since))}`}
              </span>
            ) : null}
            {brief || affected.length === 0 ? null : (
              <span>{affected.length === 1 ? '1 object affected' : `${affected.length} objects affected`}</span>
            )}
            {brief || change === undefined ? null : (
              <StateMark
                state="change"
                className="items-start! [&_svg]:mt-0.5"
                word={
                  <span className="text-ink-2 wrap-anywhere whitespace-normal">
                    {change.text}
                    {change.by === undefined ? '' : ` by ${change.by}`}
                  </span>
                }
              />
            )}
          </span>
        </span>
      </ScopedLink>
    </li>
  )
}
