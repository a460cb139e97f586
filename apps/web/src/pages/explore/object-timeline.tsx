import type { TimelineEntry } from '@aks-copilot/contracts'
import { Diff } from '../../components/diff.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { InlineText } from '../../components/inline-text.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateMark, type MarkedState } from '../../components/state-mark.tsx'

/** What happened to an object and its pods, newest first; a change shows its fields. */
export function ObjectTimeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  if (entries.length === 0) return <EmptyState title="Nothing happened within the last two hours." />
  return (
    <ol className="min-h-0 flex-1 overflow-y-auto py-1 scroll-thin" tabIndex={0}>
      {entries.map((entry, index) => (
        <li key={index} className="flex gap-3 px-4 py-1.5 hairline-b lg:px-6">
          <span className="w-20 shrink-0 text-meta leading-5 text-ink-3">
            <RelativeTime at={entry.at} />
          </span>
          <StateMark state={markOf(entry)} word={<span className="sr-only">{entry.kind}</span>} className="h-5 shrink-0" />
          <div className="min-w-0 flex-1">
            <p className={`wrap-anywhere ${entry.kind === 'log' ? 'font-mono text-meta leading-5' : ''}`}>
              <InlineText text={entry.text} />
            </p>
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

function markOf({ kind, severity }: TimelineEntry): MarkedState {
  if (kind === 'change') return 'change'
  return severity === 'info' ? 'info' : severity
}
