import type { LiveReference, TimelineEntry } from '@aks-copilot/contracts'
import { Diff } from '../../components/diff.tsx'
import { ClockTime } from '../../components/clock-time.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { InlineText } from '../../components/inline-text.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { StateMark, type MarkedState } from '../../components/state-mark.tsx'

/** What happened to an object and its pods, newest first; a change shows its fields. */
export function ObjectTimeline({ object, entries }: { readonly object: LiveReference; readonly entries: readonly TimelineEntry[] }) {
  if (entries.length === 0) return <EmptyState title="Nothing happened within the last two hours." />
  return (
    <ol className="min-h-0 flex-1 overflow-y-auto py-1 scroll-thin" tabIndex={0}>
      {entries.map((entry, index) => (
        <li key={index} className="flex gap-3 px-4 py-1.5 hairline-b lg:px-6">
          <ClockTime at={entry.at} className="w-15 shrink-0 leading-5" />
          <StateMark state={markOf(entry)} word={<span className="sr-only">{entry.kind}</span>} className="h-5 shrink-0" />
          <div className="min-w-0 flex-1">
            <p className={`wrap-anywhere ${entry.kind === 'log' ? 'font-mono text-meta leading-5' : ''}`}>
              <InlineText text={entry.text} />
            </p>
            {isSame(entry.object, object) ? null : (
              <p className="text-meta text-ink-3">
                <ObjectName object={entry.object} namespace={entry.object.namespace !== object.namespace} className="[&_span]:text-ink-3" />
              </p>
            )}
            {entry.change === undefined || entry.change.diff.length === 0 ? null : (
              <div className="mt-1.5">
                <Diff fields={entry.change.diff} />
              </div>
            )}
          </div>
        </li>
      ))}
    </ol>
  )
}

/** What happened to the object itself needs no name beside it. */
function isSame(left: LiveReference, right: LiveReference): boolean {
  return left.kind === right.kind && left.name === right.name && left.namespace === right.namespace
}

function markOf({ kind, severity }: TimelineEntry): MarkedState {
  if (kind === 'change') return 'change'
  return severity === 'info' ? 'info' : severity
}
