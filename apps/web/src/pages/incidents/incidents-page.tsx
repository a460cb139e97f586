import type { Incident } from '@aks-copilot/contracts'
import { problemOf } from '../../api/api-error.ts'
import { useSummary } from '../../api/queries.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { IncidentRow } from '../../components/incident-row.tsx'
import { recoveredFirst } from '../../components/recovered-first.ts'
import { PageTitle } from '../../components/page-title.tsx'
import { Section } from '../../components/section.tsx'
import { RowsSkeleton } from '../../components/skeleton.tsx'

/** All incidents of the two hours: the open ones, then what recovered. */
export function IncidentsPage() {
  const { data, error, isError, refetch } = useSummary()
  return (
    <>
      <PageTitle title="Incidents" />
      {data === undefined ? (
        isError ? (
          <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} />
        ) : (
          <RowsSkeleton rows={4} />
        )
      ) : (
        <Lists incidents={data.incidents} />
      )}
    </>
  )
}

function Lists({ incidents }: { readonly incidents: readonly Incident[] }) {
  const open = incidents.filter(({ state }) => state === 'open')
  const closed = recoveredFirst(incidents)
  if (incidents.length === 0) {
    return (
      <EmptyState
        title="Nothing is broken, and nothing was in the last two hours."
        detail="An incident appears here by itself, with its cause."
      />
    )
  }
  return (
    <>
      <List title="Open" incidents={open} empty="Nothing is broken now." />
      <List title="Recovered" incidents={closed} empty="Nothing recovered in the last two hours." />
    </>
  )
}

function List({ title, incidents, empty }: { readonly title: string; readonly incidents: readonly Incident[]; readonly empty: string }) {
  return (
    <Section title={title} aside={incidents.length}>
      {incidents.length === 0 ? <p className="px-4 py-3 text-ink-2 lg:px-6">{empty}</p> : null}
      <ul>
        {incidents.map((incident) => (
          <IncidentRow key={incident.fingerprint} incident={incident} />
        ))}
      </ul>
    </Section>
  )
}
