import type { IncidentDetail } from '@aks-copilot/contracts'
import { useParams } from 'wouter'
import { problemOf } from '../../api/api-error.ts'
import { useIncident } from '../../api/queries.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { Section } from '../../components/section.tsx'
import { useSetScope } from '../../router/scope.ts'
import { ScopedLink } from '../../router/scoped-link.tsx'
import { useMoment } from '../../time/now-context.tsx'
import { CausalGraphView } from './causal-graph-view.tsx'
import { CausePanel } from './cause-panel.tsx'
import { EvidenceList } from './evidence-list.tsx'
import { FoundWell } from './found-well.tsx'
import { IncidentHeader } from './incident-header.tsx'
import { IncidentSkeleton } from './incident-skeleton.tsx'
import { NextSteps } from './next-steps.tsx'
import { RepairPanel } from './repair-panel.tsx'
import { SuspectChanges } from './suspect-changes.tsx'
import { Timeline } from './timeline.tsx'

/** One incident: the cause with its proof, how it spreads, what changed, what to do. */
export function IncidentPage() {
  // Names of objects hold slashes: who writes an address by hand does not encode them.
  const { '*': fingerprint = '' } = useParams()
  const { data, error, isError, refetch } = useIncident(decoded(fingerprint))
  if (data === undefined) return isError ? <NotShown error={error} onRetry={() => void refetch()} /> : <IncidentSkeleton />
  return <Whole detail={data} />
}

/** At an earlier moment it may not have begun, and it is forgotten two hours after its end: neither is a fault. */
function NotShown({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { past } = useMoment()
  const setScope = useSetScope()
  const problem = problemOf(error)
  return (
    <>
      <PageTitle title="Incident" />
      {problem.status !== 404 ? (
        <ErrorState problem={problem} onRetry={onRetry} />
      ) : past ? (
        <EmptyState title="It was not open at that moment." detail="Move the time bar on, or look at it as it is now.">
          <Button onClick={() => setScope({ at: undefined })}>Back to now</Button>
        </EmptyState>
      ) : (
        <EmptyState title="No such incident is known." detail="It was over for more than two hours, or the address is not whole.">
          <ScopedLink className="text-cyan underline-offset-4 hover:underline" to="/incidents">
            To the incidents
          </ScopedLink>
        </EmptyState>
      )}
    </>
  )
}

/** The address may have been changed by hand. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function Whole({ detail }: { readonly detail: IncidentDetail }) {
  const { alive } = useMoment()
  const { incident, graph, timeline, foundWell, patches, repair } = detail
  return (
    <article className="flex flex-col pb-8">
      <IncidentHeader incident={incident} />
      <CausePanel incident={incident} />
      {graph.nodes.length > 1 ? <CausalGraphView graph={graph} alive={incident.state === 'open' && alive} /> : null}
      <div className="grid lg:grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)]">
        <div className="min-w-0 lg:border-r lg:border-hairline">
          <RepairPanel repair={repair} />
          <NextSteps steps={incident.nextSteps} patches={patches} application={repair?.application} over={incident.state === 'closed'} />
          <Section title="Timeline" aside={timeline.length}>
            <Timeline entries={timeline} />
          </Section>
        </div>
        <div className="min-w-0">
          <SuspectChanges changes={incident.suspectChanges} />
          <EvidenceList incident={incident} />
          <FoundWell sentences={foundWell} />
        </div>
      </div>
    </article>
  )
}
