import type { Incident } from '@aks-copilot/contracts'
import { MessageSquareText } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { IncidentMark } from '../../components/incident-mark.tsx'
import { IncidentTitle } from '../../components/incident-title.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { useAsk } from '../../frame/ask-context.ts'
import { useDocumentTitle } from '../../frame/use-document-title.ts'
import { ScopedLink } from '../../router/scoped-link.tsx'
import { absoluteTime, clockTime } from '../../time/format-time.ts'

export function IncidentHeader({ incident }: { readonly incident: Incident }) {
  const ask = useAsk()
  const { title, state, since, closedAt, affected, cause } = incident
  useDocumentTitle(title)
  const open = state === 'open'
  return (
    <header className="px-4 pt-3 pb-4 lg:px-6">
      <nav aria-label="Above this page" className="text-meta">
        <ScopedLink to="/incidents" className="text-ink-3 underline-offset-4 hover:text-ink hover:underline">
          Incidents
        </ScopedLink>
      </nav>
      <div className="mt-1.5 flex flex-wrap items-start gap-x-4 gap-y-2">
        <h1 className="flex min-w-0 items-baseline gap-3 text-title font-semibold tracking-tight text-pretty">
          <IncidentMark incident={incident} word={false} className="shrink-0 [&_svg]:size-4" />
          <span className="min-w-0">
            <IncidentTitle incident={incident} />
          </span>
        </h1>
        <div className="ml-auto flex gap-1">
          <CopyButton what="summary" label="Copy" text={() => summaryText(incident)} />
          <Button onClick={() => ask(`Why ${open ? 'is' : 'was'} ${cause.object.kind} ${cause.object.name} failing?`)}>
            <MessageSquareText size={14} aria-hidden="true" />
            Ask about it
          </Button>
        </div>
      </div>
      <p className="mt-1 flex flex-wrap gap-x-2.5 pl-7 text-ink-2">
        <span className="text-ink">{open ? 'open' : 'recovered'}</span>
        {since === undefined ? null : (
          <span>
            since {clockTime(Date.parse(since))}, <RelativeTime at={since} />
          </span>
        )}
        {closedAt === undefined ? null : (
          <span>
            until {clockTime(Date.parse(closedAt))}, <RelativeTime at={closedAt} />
          </span>
        )}
        <span>{affected.length === 1 ? '1 object affected' : `${affected.length} objects affected`}</span>
      </p>
    </header>
  )
}

/** For a ticket or a chat: absolute times, the cause, the change, the commands. */
function summaryText({ title, cause, since, suspectChanges, nextSteps }: Incident): string {
  const changes = suspectChanges.map(
    ({ at, text, by }) => `Change: ${text}${by === undefined ? '' : ` by ${by}`}, ${absoluteTime(Date.parse(at))}`,
  )
  const steps = nextSteps.map(({ text, command }) => `- ${text}${command === undefined ? '' : `\n  ${command}`}`)
  return [
    title,
    ...(since === undefined ? [] : [`Since ${absoluteTime(Date.parse(since))}`]),
    `Cause: ${cause.message}`,
    ...changes,
    'Next steps:',
    ...steps,
    location.href,
  ].join('\n')
}
