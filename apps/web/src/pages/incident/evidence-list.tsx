import type { Evidence, Incident } from '@aks-copilot/contracts'
import { ChevronRight } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Section } from '../../components/section.tsx'
import { EVIDENCE_EVENT } from './open-evidence.ts'
import { EvidenceRecord } from './evidence-record.tsx'

/** Everything that the incident rests on; pressed, the record itself opens in place. */
export function EvidenceList({ incident }: { readonly incident: Incident }) {
  const [open, setOpen] = useState<string>()
  useEffect(() => {
    const show = (event: Event) => {
      if (event instanceof CustomEvent && typeof event.detail === 'string') setOpen(event.detail)
    }
    globalThis.addEventListener(EVIDENCE_EVENT, show)
    return () => globalThis.removeEventListener(EVIDENCE_EVENT, show)
  }, [])
  return (
    <Section title="Evidence" aside={incident.evidence.length}>
      <ul>
        {incident.evidence.map((evidence) => (
          <Row
            key={evidence.id}
            evidence={evidence}
            incident={incident}
            open={open === evidence.id}
            onToggle={() => setOpen(open === evidence.id ? undefined : evidence.id)}
          />
        ))}
      </ul>
    </Section>
  )
}

interface RowProps {
  readonly evidence: Evidence
  readonly incident: Incident
  readonly open: boolean
  readonly onToggle: () => void
}

function Row({ evidence, incident, open, onToggle }: RowProps) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (open) row.current?.scrollIntoView({ block: 'nearest' })
  }, [open])
  const { id, kind, text, at, object } = evidence
  return (
    <li ref={row} className={`hairline-b ${open ? 'bg-surface-1' : ''}`}>
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="flex min-h-row w-full items-start gap-2.5 px-4 py-1.5 text-left transition-colors hover:bg-surface-1 lg:px-6"
      >
        <ChevronRight size={12} aria-hidden="true" className={`mt-1 shrink-0 text-ink-3 transition-transform ${open ? 'rotate-90' : ''}`} />
        <span className="w-6 shrink-0 font-mono text-meta leading-5 text-cyan">{id}</span>
        <span className={`min-w-0 flex-1 font-mono text-meta leading-5 ${open ? 'wrap-anywhere' : 'truncate'}`}>
          {text} <span className="text-ink-3">{object.name}</span>
        </span>
        <span className="shrink-0 text-meta leading-5 text-ink-3">{at === undefined ? kind : <RelativeTime at={at} />}</span>
      </button>
      {open ? (
        <div className="animate-arrive px-4 pb-3 pl-10 lg:px-6 lg:pl-12">
          <EvidenceRecord evidence={evidence} incident={incident} />
        </div>
      ) : null}
    </li>
  )
}
