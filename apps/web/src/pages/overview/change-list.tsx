import type { ReportedChange } from '@aks-copilot/contracts'
import { useState } from 'react'
import { Diff } from '../../components/diff.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Section } from '../../components/section.tsx'
import { StateMark } from '../../components/state-mark.tsx'

export interface ChangeListProps {
  readonly changes: readonly ReportedChange[]
  /** Changes that open incidents are put down to. */
  readonly suspects: readonly ReportedChange[]
}

const SHOWN = 8

/** What changed, newest first; pressed, field by field. */
export function ChangeList({ changes, suspects }: ChangeListProps) {
  const [all, setAll] = useState(false)
  const keys = new Set(suspects.map(keyOf))
  const shown = all ? changes : changes.slice(0, SHOWN)
  return (
    <Section title="What changed" aside={changes.length === 0 ? undefined : changes.length}>
      {changes.length === 0 ? <p className="px-4 py-4 text-ink-2 lg:px-6">Nothing in the last two hours.</p> : null}
      <ul>
        {shown.map((change) => (
          <ChangeRow key={`${keyOf(change)}${change.text}`} change={change} suspect={keys.has(keyOf(change))} />
        ))}
      </ul>
      {all || changes.length <= SHOWN ? null : (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="flex h-row w-full items-center px-4 text-cyan underline-offset-4 hover:underline lg:px-6"
        >
          {changes.length - SHOWN} more
        </button>
      )}
    </Section>
  )
}

function keyOf({ at, object }: ReportedChange): string {
  return `${at} ${object.kind}/${object.namespace ?? ''}/${object.name}`
}

interface ChangeRowProps {
  readonly change: ReportedChange
  readonly suspect: boolean
}

/** With fields to show it opens; without, its object is the link. */
function ChangeRow({ change, suspect }: ChangeRowProps) {
  const { object, diff } = change
  const row = 'flex gap-3 px-4 py-1.5 lg:px-6'
  if (diff.length === 0) {
    return (
      <li className={`${row} hairline-b`}>
        <ChangeText change={change} suspect={suspect} link />
      </li>
    )
  }
  return (
    <li className="hairline-b">
      <details>
        <summary className={`${row} cursor-pointer list-none transition-colors hover:bg-surface-1`}>
          <ChangeText change={change} suspect={suspect} link={false} />
        </summary>
        <div className="flex animate-arrive flex-col gap-2 px-4 pt-1 pb-3 pl-10 lg:px-6 lg:pl-12">
          <Diff fields={diff} />
          <p className="text-meta">
            <ObjectName object={object} />
          </p>
        </div>
      </details>
    </li>
  )
}

function ChangeText({ change, suspect, link }: ChangeRowProps & { readonly link: boolean }) {
  const { object, text, by, at } = change
  return (
    <>
      {suspect ? (
        <StateMark state="change" word={false} className="h-5 shrink-0" />
      ) : (
        <span aria-hidden="true" className="w-3 shrink-0 text-center text-ink-3">
          ·
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className="block">
          <ObjectName object={object} link={link} />
        </span>
        <span className="block text-meta wrap-anywhere text-ink-2">
          {text}
          {by === undefined ? (
            ''
          ) : (
            <>
              {' '}
              <span className="text-ink-3 sm:whitespace-nowrap">by {by}</span>
            </>
          )}
          {suspect ? <span className="whitespace-nowrap text-violet"> · suspect</span> : null}
        </span>
      </span>
      <RelativeTime at={at} className="shrink-0 text-meta leading-5 text-ink-3" />
    </>
  )
}
