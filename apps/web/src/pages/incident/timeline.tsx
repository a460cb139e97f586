import type { TimelineEntry } from '@aks-copilot/contracts'
import { useState, type ReactNode } from 'react'
import { ClockTime } from '../../components/clock-time.tsx'
import { Diff } from '../../components/diff.tsx'
import { InlineText } from '../../components/inline-text.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { StateMark, type MarkedState } from '../../components/state-mark.tsx'
import { TimelineAxis } from './timeline-axis.tsx'

type Kind = TimelineEntry['kind']

const SHOWN = 14
const LIT: Readonly<Record<TimelineEntry['severity'], MarkedState>> = { error: 'error', warning: 'warning', info: 'info' }

function markOf({ kind, severity }: TimelineEntry): MarkedState {
  return kind === 'change' ? 'change' : kind === 'incident' ? 'cause' : LIT[severity]
}

/** What happened, newest first, over one axis on which the kinds lie above each other. Routine is folded away until one asks. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const [only, setOnly] = useState<Kind>()
  const [routine, setRoutine] = useState(false)
  const [all, setAll] = useState(false)
  const [lit, setLit] = useState<number>()
  if (entries.length === 0) return <p className="px-4 py-3 text-ink-2 lg:px-6">Nothing is recorded of these objects in the window.</p>
  const fitting = entries.filter((entry) => (only === undefined ? routine || !isRoutine(entry) : entry.kind === only))
  const shown = all ? fitting : fitting.slice(0, SHOWN)
  const hidden = entries.filter(isRoutine).length
  return (
    <>
      <TimelineAxis entries={entries} lit={lit} only={only} onChoose={(kind) => setOnly(kind === only ? undefined : kind)} />
      <ol>
        {shown.map((entry) => (
          <Entry key={`${entries.indexOf(entry)}`} entry={entry} onPoint={(on) => setLit(on ? Date.parse(entry.at) : undefined)} />
        ))}
      </ol>
      <div className="flex gap-5 px-4 lg:px-6">
        {all || fitting.length <= SHOWN ? null : <More onClick={() => setAll(true)}>{fitting.length - SHOWN} earlier</More>}
        {routine || only !== undefined || hidden === 0 ? null : <More onClick={() => setRoutine(true)}>{hidden} routine events</More>}
      </div>
    </>
  )
}

function More({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" onClick={onClick} className="h-row text-cyan underline-offset-4 hover:underline">
      {children}
    </button>
  )
}

/** What happens to each pod on every day. */
function isRoutine({ kind, severity }: TimelineEntry): boolean {
  return kind === 'event' && severity === 'info'
}

function Entry({ entry, onPoint }: { readonly entry: TimelineEntry; readonly onPoint: (on: boolean) => void }) {
  const diff = entry.change?.diff ?? []
  return (
    <li
      onPointerEnter={() => onPoint(true)}
      onPointerLeave={() => onPoint(false)}
      className="flex gap-3 px-4 py-1.5 hairline-b transition-colors hover:bg-surface-1 lg:px-6"
    >
      <ClockTime at={entry.at} className="w-15 shrink-0 leading-5" />
      <StateMark state={markOf(entry)} word={<span className="sr-only">{entry.kind}</span>} className="h-5 shrink-0 gap-0" />
      <div className="min-w-0 flex-1">
        <p className={`wrap-anywhere ${entry.kind === 'log' ? 'font-mono text-meta leading-5' : ''}`}>
          <InlineText text={entry.text} />
        </p>
        <p className="text-meta text-ink-3">
          <ObjectName object={entry.object} namespace={false} className="[&_span]:text-ink-3" />
        </p>
        {diff.length === 0 ? null : (
          <div className="mt-1.5">
            <Diff fields={diff} />
          </div>
        )}
      </div>
    </li>
  )
}
