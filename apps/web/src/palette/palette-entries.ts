import type { ClusterStatus, Incident, ObjectRow } from '@aks-copilot/contracts'
import type { ThemeChoice } from '../frame/theme.ts'
import type { Ask } from '../frame/ask-context.ts'
import { PAGES } from '../pages/registry.tsx'
import { incidentPath, objectPath } from '../router/paths.ts'
import type { Scope } from '../router/scope.ts'
import { fit } from './fuzzy.ts'

export interface PaletteEntry {
  readonly id: string
  readonly group: 'Ask' | 'Pages' | 'Incidents' | 'Objects' | 'Actions'
  readonly text: string
  readonly mono?: boolean
  readonly detail?: string | undefined
  readonly run: () => void
}

export interface EntryOptions {
  readonly incidents: readonly Incident[]
  readonly objects: readonly ObjectRow[]
  readonly status: ClusterStatus | undefined
  readonly scope: Scope
  readonly go: (path: string) => void
  readonly setScope: (change: Scope) => void
  readonly ask: Ask
  readonly copy: (text: string) => void
  readonly chooseTheme: (choice: ThemeChoice) => void
}

const SHOWN = 6

/** What fits, the best first within each group; a question to the assistant is always possible. */
export function fitting(entries: readonly PaletteEntry[], typed: string): PaletteEntry[] {
  const scored = entries.flatMap((entry) => {
    const score = fit(entry.text, typed)
    if (score === undefined) return []
    // A whole name is meant rather than the beginning of a longer one.
    const isName = entry.text.toLowerCase().split(/[\s/]/).at(-1) === typed.toLowerCase()
    return [{ entry, score: isName ? score + 1 : score }]
  })
  const groups = [...Map.groupBy(scored, ({ entry }) => entry.group).values()]
  if (typed === '') return groups.flatMap((group) => group.slice(0, SHOWN).map(({ entry }) => entry))
  // The group with the best fit stands first: a page that is named outright comes before an incident that has its letters somewhere.
  const sorted = groups.map((group) => group.toSorted((a, b) => b.score - a.score))
  return sorted
    .toSorted(([a], [b]) => (b?.score ?? 0) - (a?.score ?? 0))
    .flatMap((group) => group.slice(0, SHOWN).map(({ entry }) => entry))
}

export function entriesOf(options: EntryOptions): PaletteEntry[] {
  return [...incidentEntries(options), ...pageEntries(options), ...objectEntries(options), ...actionEntries(options)]
}

export function askEntry(typed: string, ask: Ask): PaletteEntry {
  return { id: 'ask', group: 'Ask', text: typed, run: () => ask(typed) }
}

function pageEntries({ go }: EntryOptions): PaletteEntry[] {
  return PAGES.flatMap(({ id, title, rail }) =>
    rail === undefined ? [] : [{ id: `page-${id}`, group: 'Pages' as const, text: title, detail: `g ${rail.key}`, run: () => go(rail.to) }],
  )
}

function incidentEntries({ incidents, go }: EntryOptions): PaletteEntry[] {
  return incidents.map(({ fingerprint, title, state }) => ({
    id: `incident-${fingerprint}`,
    group: 'Incidents',
    text: title,
    detail: state,
    run: () => go(incidentPath(fingerprint)),
  }))
}

function objectEntries({ objects, go }: EntryOptions): PaletteEntry[] {
  return objects.map((object) => ({
    id: `object-${object.kind}/${object.namespace ?? ''}/${object.name}`,
    group: 'Objects',
    text: `${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`,
    mono: true,
    detail: object.status,
    run: () => go(objectPath(object)),
  }))
}

function actionEntries({ scope, status, setScope, copy, chooseTheme }: EntryOptions): PaletteEntry[] {
  const action = (id: string, text: string, run: () => void): PaletteEntry => ({ id: `action-${id}`, group: 'Actions', text, run })
  const namespaces = (status?.namespaces ?? []).filter((name) => name !== scope.namespace)
  return [
    ...(scope.at === undefined ? [] : [action('now', 'Back to now', () => setScope({ at: undefined }))]),
    ...(scope.namespace === undefined ? [] : [action('all', 'Look at all namespaces', () => setScope({ namespace: undefined }))]),
    action('copy', 'Copy the address of this view', () => copy(location.href)),
    action('dark', 'Dark theme', () => chooseTheme('dark')),
    action('light', 'Light theme', () => chooseTheme('light')),
    action('system', 'Theme as the system', () => chooseTheme('system')),
    ...namespaces.map((name) => action(`namespace-${name}`, `Look only at namespace ${name}`, () => setScope({ namespace: name }))),
  ]
}
