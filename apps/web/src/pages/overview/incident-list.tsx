import type { Incident } from '@aks-copilot/contracts'
import { IncidentRow } from '../../components/incident-row.tsx'
import { Section } from '../../components/section.tsx'
import { useMoment } from '../../time/now-context.tsx'
import { ScopedLink } from '../../router/scoped-link.tsx'

export interface IncidentListProps {
  readonly open: readonly Incident[]
  /** The newest first. */
  readonly closed: readonly Incident[]
}

const SHOWN = 6
const RECOVERED = 3

export function IncidentList({ open, closed }: IncidentListProps) {
  const { past } = useMoment()
  const hidden = Math.max(0, open.length - SHOWN)
  return (
    <Section
      title={
        open.length === 0
          ? past
            ? 'Nothing was broken'
            : 'Nothing is broken'
          : open.length === 1
            ? '1 open incident'
            : `${open.length} open incidents`
      }
    >
      {open.length === 0 ? (
        <p className="px-4 py-4 text-ink-2 lg:px-6">
          {past ? 'No incident was open at that moment.' : 'All that is watched does what it was asked to do.'}
        </p>
      ) : null}
      <ul>
        {open.slice(0, SHOWN).map((incident) => (
          <IncidentRow key={incident.fingerprint} incident={incident} />
        ))}
        {closed.slice(0, RECOVERED).map((incident) => (
          <IncidentRow key={incident.fingerprint} incident={incident} brief />
        ))}
      </ul>
      {hidden === 0 ? null : (
        <ScopedLink to="/incidents" className="flex h-row items-center px-4 text-cyan underline-offset-4 hover:underline lg:px-6">
          {hidden} more
        </ScopedLink>
      )}
    </Section>
  )
}
