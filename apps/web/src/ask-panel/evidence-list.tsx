import type { Citation } from '@aks-copilot/contracts'
import { ChevronRight } from 'lucide-react'
import { useContext, useEffect, useRef, useState } from 'react'
import { ObjectName } from '../components/object-name.tsx'
import { RelativeTime } from '../components/relative-time.tsx'
import { CitationContext } from './answer-text.tsx'

/** How many are shown before one asks for all. */
const FIRST = 4

/** What an answer rests on, one record a row; the lit one stands open. */
export function EvidenceList({ citations }: { readonly citations: readonly Citation[] }) {
  const { lit, light, elementId } = useContext(CitationContext)
  const [all, setAll] = useState(false)
  if (citations.length === 0) return null
  const shown = all ? citations : citations.filter(({ id }, index) => index < FIRST || id === lit)
  return (
    <section aria-label="Evidence" className="mt-3">
      <ul className="hairline-t">
        {shown.map((citation) => (
          <EvidenceRow
            key={citation.id}
            citation={citation}
            elementId={elementId(citation.id)}
            lit={lit === citation.id}
            onOpen={() => light(citation.id)}
          />
        ))}
      </ul>
      {shown.length < citations.length ? (
        <button type="button" className="h-7 text-meta text-ink-2 hover:text-ink" onClick={() => setAll(true)}>
          {citations.length - shown.length === 1 ? '1 more record' : `${citations.length - shown.length} more records`}
        </button>
      ) : null}
    </section>
  )
}

interface EvidenceRowProps {
  readonly citation: Citation
  readonly elementId: string
  readonly lit: boolean
  readonly onOpen: () => void
}

function EvidenceRow({ citation, elementId, lit, onOpen }: EvidenceRowProps) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (lit) row.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
  }, [lit])
  return (
    <li
      ref={row}
      id={elementId}
      className={`hairline-b ${lit ? 'bg-surface-2 shadow-[inset_2px_0_0_var(--cyan)]' : ''} transition-colors duration-150`}
    >
      <button
        type="button"
        aria-expanded={lit}
        className="flex min-h-row w-full items-center gap-2 px-2 py-1 text-left hover:bg-surface-2"
        onClick={onOpen}
      >
        <ChevronRight className={`size-3 shrink-0 text-ink-3 transition-transform ${lit ? 'rotate-90' : ''}`} aria-hidden="true" />
        <span className="w-7 shrink-0 font-mono text-meta">{citation.id}</span>
        <span className="w-14 shrink-0 text-meta text-ink-3">{citation.kind}</span>
        <span className={`min-w-0 flex-1 font-mono text-meta ${lit ? 'wrap-anywhere whitespace-pre-wrap' : 'truncate'}`}>
          {citation.kind === 'article' ? (
            citation.title
          ) : (
            <>
              {lit ? null : <span className="text-ink-3 max-md:hidden">{`${citation.object.kind} ${citation.object.name} `}</span>}
              {citation.text}
            </>
          )}
        </span>
        {citation.kind === 'article' || citation.at === undefined ? null : (
          <RelativeTime at={citation.at} className="shrink-0 text-meta whitespace-nowrap text-ink-3" />
        )}
      </button>
      {lit ? <EvidenceDetail citation={citation} /> : null}
    </li>
  )
}

function EvidenceDetail({ citation }: { readonly citation: Citation }) {
  if (citation.kind === 'article') return <p className="max-w-prose px-2 pb-3 pl-13 whitespace-pre-line text-ink-2">{citation.text}</p>
  return (
    <p className="flex flex-wrap gap-x-3 px-2 pb-2 pl-13 text-meta text-ink-2">
      <ObjectName object={citation.object} />
      {citation.path === undefined ? null : <code>{citation.path}</code>}
    </p>
  )
}
