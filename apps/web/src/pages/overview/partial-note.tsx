import type { ClusterStatus } from '@aks-copilot/contracts'
import { ChevronRight } from 'lucide-react'
import { Command } from '../../components/command.tsx'
import { InlineText } from '../../components/inline-text.tsx'
import { StateMark } from '../../components/state-mark.tsx'

/** What could not be looked at, so that nobody takes silence for health; opened: why, and what grants it. */
export function PartialNote({ skipped }: { readonly skipped: ClusterStatus['skipped'] }) {
  const [first] = skipped
  if (first === undefined) return null
  return (
    <details className="group border-t border-hairline">
      <summary className="flex min-h-row cursor-pointer list-none items-center gap-2 px-4 py-1 transition-colors hover:bg-surface-1 lg:px-6">
        <StateMark state="warning" word="partial" className="shrink-0" />
        <InlineText text={`${first.what}: ${first.why}`} className="min-w-0 truncate" />
        {skipped.length > 1 ? <span className="shrink-0 text-ink-3">and {skipped.length - 1} more</span> : null}
        <ChevronRight size={12} aria-hidden="true" className="ml-auto shrink-0 text-ink-3 transition-transform group-open:rotate-90" />
      </summary>
      <div className="flex max-w-3xl flex-col gap-3 px-4 pt-1 pb-4 lg:px-6">
        <ul className="flex flex-col gap-0.5 text-ink-2">
          {skipped.map(({ what, why }) => (
            <li key={`${what} ${why}`} className="wrap-anywhere">
              <InlineText text={`${what}: ${why}`} />
            </li>
          ))}
        </ul>
        <p>What is missing in rights, with the role that grants it:</p>
        <Command text="aks-copilot doctor" />
      </div>
    </details>
  )
}
