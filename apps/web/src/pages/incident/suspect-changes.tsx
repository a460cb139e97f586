import type { ReportedChange } from '@aks-copilot/contracts'
import { Diff } from '../../components/diff.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Section } from '../../components/section.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { clockTime } from '../../time/format-time.ts'

/** What changed before it broke, field by field. */
export function SuspectChanges({ changes }: { readonly changes: readonly ReportedChange[] }) {
  return (
    <Section title={changes.length > 1 ? 'Suspect changes' : 'Suspect change'}>
      {changes.length === 0 ? (
        <p className="px-4 py-3 text-ink-2 hairline-b lg:px-6">No change is known that this could come from.</p>
      ) : (
        <ul>
          {changes.map((change) => (
            <li key={`${change.at} ${change.object.kind}/${change.object.name} ${change.text}`} className="px-4 py-3 hairline-b lg:px-6">
              <p className="flex items-start gap-2.5">
                <StateMark state="change" word={false} className="h-5 shrink-0" />
                <span className="min-w-0 flex-1 wrap-anywhere">{change.text}</span>
                <span className="shrink-0 text-meta leading-5 text-ink-3">
                  {clockTime(Date.parse(change.at), true)}, <RelativeTime at={change.at} />
                </span>
              </p>
              <p className="pl-5.5 text-meta text-ink-3">
                <ObjectName object={change.object} />
                {change.by === undefined ? '' : ` by ${change.by}`}
              </p>
              {change.diff.length === 0 ? null : (
                <div className="mt-2 pl-5.5">
                  <Diff fields={change.diff} />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
