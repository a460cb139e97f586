import type { ReactElement, ReactNode } from 'react'

export type MarkedState = 'ok' | 'warning' | 'error' | 'unknown' | 'info' | 'cause' | 'change' | 'recovered' | 'live'

interface Look {
  readonly word: string
  readonly color: string
  readonly shape: ReactElement
}

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 }

/** Each state has a shape of its own and a word: nobody needs to tell colours apart. */
const LOOKS: Readonly<Record<MarkedState, Look>> = {
  ok: { word: 'well', color: 'text-ink-3', shape: <circle cx="6" cy="6" r="4" {...line} /> },
  recovered: { word: 'recovered', color: 'text-green', shape: <path d="M2 6.5 5 9.5 10.5 3" {...line} strokeWidth={2} /> },
  warning: { word: 'warning', color: 'text-amber', shape: <path d="M6 1.2 11.4 11H.6Z" fill="currentColor" /> },
  error: { word: 'broken', color: 'text-red', shape: <path d="M6 .4 11.6 6 6 11.6.4 6Z" fill="currentColor" /> },
  unknown: { word: 'unknown', color: 'text-ink-3', shape: <circle cx="6" cy="6" r="4" {...line} strokeDasharray="2 2" /> },
  info: { word: 'note', color: 'text-ink-2', shape: <rect x="2.5" y="2.5" width="7" height="7" {...line} /> },
  cause: { word: 'cause', color: 'text-magenta', shape: <path d="M3 .8h6L12 6 9 11.2H3L0 6Z" fill="currentColor" /> },
  change: { word: 'change', color: 'text-violet', shape: <path d="M1 1h10L6 11Z" fill="currentColor" /> },
  live: { word: 'live', color: 'text-cyan', shape: <circle cx="6" cy="6" r="3.5" fill="currentColor" /> },
}

export interface StateMarkProps {
  readonly state: MarkedState
  /** Another word than the usual; `false` where the word stands beside it already. */
  readonly word?: ReactNode
  readonly className?: string
}

export function StateMark({ state, word, className = '' }: StateMarkProps) {
  const look = LOOKS[state]
  const text = word === undefined ? look.word : word
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${look.color} ${className}`}>
      <svg viewBox="0 0 12 12" className="size-3 shrink-0" aria-hidden="true">
        {look.shape}
      </svg>
      {text === false ? null : text}
    </span>
  )
}

/** The state that a severity stands for. */
export function stateOfSeverity(severity: string): 'error' | 'warning' | 'info' {
  return severity === 'error' || severity === 'warning' ? severity : 'info'
}
