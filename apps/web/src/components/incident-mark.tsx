import type { Incident } from '@aks-copilot/contracts'
import type { ReactNode } from 'react'
import { useMoment } from '../time/now-context.tsx'
import { StateMark, stateOfSeverity } from './state-mark.tsx'

/** What is over is news for so long, and green only then. */
const NEWS = 60_000

export interface IncidentMarkProps {
  readonly incident: Pick<Incident, 'state' | 'severity' | 'closedAt'>
  /** Where the word stands beside it already: `false`. */
  readonly word: ReactNode
  readonly className?: string
}

/** How an incident stands: open by its severity; recovered in green, which fades to grey after a minute. */
export function IncidentMark({ incident: { state, severity, closedAt }, word, className = '' }: IncidentMarkProps) {
  const { shown } = useMoment()
  if (state === 'open') return <StateMark state={stateOfSeverity(severity)} word={word} className={className} />
  const isNews = closedAt !== undefined && shown - Date.parse(closedAt) < NEWS
  return (
    <StateMark state="recovered" word={word} className={`transition-colors duration-200 ${isNews ? '' : 'text-ink-3!'} ${className}`} />
  )
}
