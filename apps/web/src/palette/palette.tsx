import type { ObjectRow, Page } from '@aks-copilot/contracts'
import { useDeferredValue, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useLocation } from 'wouter'
import { useClusterStatus, useScopedQuery, useSummary } from '../api/queries.ts'
import { Dialog } from '../components/dialog.tsx'
import type { Ask } from '../frame/ask-context.ts'
import { chooseTheme } from '../frame/theme.ts'
import { scopedHref, useScope, useSetScope } from '../router/scope.ts'
import { askEntry, entriesOf, fitting, type PaletteEntry } from './palette-entries.ts'

export interface PaletteProps {
  readonly onClose: () => void
  readonly onAsk: Ask
}

/** Below that, all that there is would be listed. */
const FIRST_LETTERS = 2

/** One field that finds pages, incidents, objects and actions, and puts what is left as a question. */
export function Palette({ onClose, onAsk }: PaletteProps) {
  const [typed, setTyped] = useState('')
  const entries = useEntries(typed, onAsk)
  const [chosen, setChosen] = useState(0)
  const list = useId()
  const active = Math.min(chosen, entries.length - 1)
  const run = (entry: PaletteEntry | undefined) => {
    if (entry === undefined) return
    onClose()
    entry.run()
  }
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) setChosen((active + step + entries.length) % Math.max(1, entries.length))
    if (event.key === 'Enter') run(entries[active])
    if (step !== 0 || event.key === 'Enter') event.preventDefault()
  }
  return (
    <Dialog open onClose={onClose} label="Search" className="mt-[12dvh]">
      <input
        // The dialog was opened to write in it.
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setChosen(0)
        }}
        onKeyDown={press}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={entries[active] === undefined ? undefined : `${list}-${active}`}
        aria-label="Search pages, objects, incidents, actions"
        placeholder="Search, or ask a question"
        className="h-12 w-full bg-transparent px-4 text-lead outline-none hairline-b placeholder:text-ink-3"
      />
      <EntryList id={list} entries={entries} active={active} onRun={run} onPoint={setChosen} />
    </Dialog>
  )
}

function useEntries(typed: string, ask: Ask): PaletteEntry[] {
  const scope = useScope()
  const setScope = useSetScope()
  const [, navigate] = useLocation()
  const { data: summary } = useSummary()
  const { status } = useClusterStatus()
  const text = useDeferredValue(typed.trim())
  const objects = useScopedQuery<Page<ObjectRow>>({
    key: ['palette-objects'],
    path: '/api/objects',
    params: { text: text.split(/[\s/]+/).at(-1), limit: 20 },
    enabled: text.length >= FIRST_LETTERS,
  })
  const entries = entriesOf({
    incidents: summary?.incidents ?? [],
    objects: text.length >= FIRST_LETTERS ? (objects.data?.items ?? []) : [],
    status,
    scope,
    go: (path) => navigate(scopedHref(path, scope)),
    setScope,
    ask,
    chooseTheme,
    copy: (address) => void navigator.clipboard?.writeText(address),
  })
  const found = fitting(entries, text)
  return text.length > FIRST_LETTERS ? [...found, askEntry(text, ask)] : found
}

interface EntryListProps {
  readonly id: string
  readonly entries: readonly PaletteEntry[]
  readonly active: number
  readonly onRun: (entry: PaletteEntry) => void
  readonly onPoint: (index: number) => void
}

function EntryList({ id, entries, active, onRun, onPoint }: EntryListProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const rows = entries.map((entry, index) => ({ entry, index }))
  const groups = [...Map.groupBy(rows, ({ entry }) => entry.group)]
  return (
    <div ref={list} id={id} role="listbox" aria-label="Found" className="max-h-[55dvh] overflow-y-auto p-1.5 scroll-thin">
      {groups.map(([group, members]) => (
        <div key={group} role="group" aria-label={group}>
          <div aria-hidden="true" className="px-2.5 pt-2 pb-1 text-meta text-ink-3">
            {group}
          </div>
          {members.map(({ entry, index }) => (
            <div
              key={entry.id}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onClick={() => onRun(entry)}
              onPointerMove={() => onPoint(index)}
              className={`flex min-h-row cursor-pointer items-center gap-4 rounded-control px-2.5 py-1 ${index === active ? 'bg-surface-3' : ''}`}
            >
              <span className={`min-w-0 flex-1 wrap-anywhere ${entry.mono === true ? 'font-mono text-[0.92em]' : ''}`}>{entry.text}</span>
              {entry.detail === undefined ? null : <span className="shrink-0 text-meta text-ink-3">{entry.detail}</span>}
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}
