import type { LiveReference, ObjectRow } from '@aks-copilot/contracts'
import { useDeferredValue, useMemo } from 'react'
import { objectInAddress } from '../../ask-panel/on-screen.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { useScope, useSetScope } from '../../router/scope.ts'
import { countFacets, type FacetValue, textFilter } from './count-facets.ts'
import { ExploreLayout } from './explore-layout.tsx'
import { Facet } from './facets.tsx'
import { ListStates } from './list-states.tsx'
import { ObjectView } from './object-view.tsx'
import { type ChangeAddress, useAddress } from './use-address.ts'
import { useAllPages } from './use-all-pages.ts'
import { VirtualTable, type Column } from './virtual-table.tsx'

/** So many are loaded without being asked for: facets count them. */
const EAGER = 10_000
const RANK = { error: 0, warning: 1, unknown: 2, ok: 3 } as const
const STATE_WORDS = { error: 'broken', warning: 'warning', unknown: 'unknown', ok: 'well' } as const

const COLUMNS: readonly Column<ObjectRow>[] = [
  { id: 'state', title: '', cell: ({ state }) => <StateMark state={state} word={<span className="sr-only">{STATE_WORDS[state]}</span>} /> },
  { id: 'kind', title: 'Kind', className: 'text-ink-2 max-md:hidden', cell: ({ kind }) => kind },
  { id: 'name', title: 'Name', cell: (object) => <NameCell object={object} /> },
  {
    id: 'namespace',
    title: 'Namespace',
    className: 'text-ink-2 max-lg:hidden',
    cell: ({ namespace }) => <span className="font-mono text-[0.92em]">{namespace}</span>,
  },
  { id: 'status', title: 'Status', cell: ({ status }) => <span title={status}>{status}</span> },
  {
    id: 'incidents',
    title: 'Incidents',
    className: 'max-lg:hidden',
    cell: ({ incidents }) => (incidents.length === 0 ? '' : incidents.length === 1 ? '1 incident' : `${incidents.length} incidents`),
  },
  {
    id: 'age',
    title: 'Created',
    className: 'text-right max-md:hidden',
    cell: ({ createdAt }) => (createdAt === undefined ? '' : <RelativeTime at={createdAt} className="text-ink-2" />),
  },
]
const GRID =
  'grid-cols-[1rem_minmax(0,1.6fr)_minmax(0,1fr)] md:grid-cols-[1rem_9rem_minmax(0,1.6fr)_minmax(0,1fr)_7rem] lg:grid-cols-[1rem_9rem_minmax(0,1.6fr)_minmax(0,0.9fr)_minmax(0,1fr)_6rem_7rem]'

function NameCell({ object }: { readonly object: LiveReference }) {
  return (
    <span className="font-mono text-[0.92em]" title={object.name}>
      <span className="text-ink-3 md:hidden">{object.kind} </span>
      {object.name}
    </span>
  )
}

function objectAddress({ kind, namespace, name }: LiveReference): string {
  return [kind, namespace ?? '', name].join('/')
}

/** Everything that is kept of the cluster, what is broken first. */
export function ObjectsTab() {
  const { get, change } = useAddress()
  const pages = useAllPages<ObjectRow>({ path: '/api/objects', eager: EAGER })
  const filter = get('filter') ?? ''
  const chosen = { kind: get('kind'), state: get('state') }
  const shown = useShown(pages.items, chosen, useDeferredValue(filter))
  const selected = objectInAddress(get('object') === undefined ? '' : new URLSearchParams({ object: get('object') ?? '' }).toString())
  return (
    <ExploreLayout
      filter={filter}
      onFilter={(text) => change({ filter: text })}
      placeholder="Name, kind or status"
      count={shown.length === pages.items.length ? `${shown.length} objects` : `${shown.length} of ${pages.items.length} objects`}
      facets={<ObjectFacets items={pages.items} chosen={chosen} change={change} />}
      detail={
        selected === undefined ? null : (
          <ObjectView key={objectAddress(selected)} object={selected} onClose={() => change({ object: undefined, view: undefined })} />
        )
      }
    >
      <ListStates pages={pages} shown={shown.length} what="objects">
        <VirtualTable
          label="Objects"
          items={shown}
          keyOf={objectAddress}
          columns={selected === undefined ? COLUMNS : NARROW_COLUMNS}
          grid={selected === undefined ? GRID : NARROW_GRID}
          selected={selected === undefined ? undefined : objectAddress(selected)}
          stale={pages.stale}
          onEnd={pages.more}
          onOpen={(object) => change({ object: objectAddress(object), view: undefined }, { step: selected === undefined })}
        />
      </ListStates>
    </ExploreLayout>
  )
}

interface Chosen {
  readonly kind: string | undefined
  readonly state: string | undefined
}

function ObjectFacets({
  items,
  chosen,
  change,
}: {
  readonly items: readonly ObjectRow[]
  readonly chosen: Chosen
  readonly change: ChangeAddress
}) {
  const { namespace } = useScope()
  const setScope = useSetScope()
  const fits = (item: ObjectRow, but: 'kind' | 'state') =>
    (but === 'kind' || chosen.kind === undefined || item.kind === chosen.kind) &&
    (but === 'state' || chosen.state === undefined || STATE_WORDS[item.state] === chosen.state)
  return (
    <>
      <Facet
        title="State"
        chosen={chosen.state}
        values={stateFacets(items.filter((item) => fits(item, 'state')))}
        onChoose={(state) => change({ state })}
      />
      <Facet
        title="Kind"
        chosen={chosen.kind}
        values={countFacets(
          items.filter((item) => fits(item, 'kind')),
          ({ kind }) => kind,
        )}
        onChoose={(kind) => change({ kind })}
      />
      <Facet
        title="Namespace"
        names
        chosen={namespace}
        values={countFacets(items, (item) => item.namespace)}
        onChoose={(value) => setScope({ namespace: value }, { replace: false })}
      />
    </>
  )
}

/** The gravest first, whatever is more frequent. */
function stateFacets(items: readonly ObjectRow[]): FacetValue[] {
  const order = Object.values(STATE_WORDS) as readonly string[]
  return countFacets(items, ({ state }) => STATE_WORDS[state]).toSorted(
    (left, right) => order.indexOf(left.value) - order.indexOf(right.value),
  )
}

/** Beside the split view. */
const NARROW_COLUMNS = COLUMNS.filter(({ id }) => ['state', 'kind', 'name', 'status'].includes(id))
const NARROW_GRID = 'grid-cols-[1rem_minmax(0,1.6fr)_minmax(0,1fr)] md:grid-cols-[1rem_6.5rem_minmax(0,1.6fr)_minmax(0,1fr)]'

function useShown(items: readonly ObjectRow[], chosen: Chosen, filter: string): readonly ObjectRow[] {
  const { kind, state } = chosen
  return useMemo(() => {
    const matches = textFilter(filter)
    return items
      .filter(
        (item) =>
          (kind === undefined || item.kind === kind) &&
          (state === undefined || STATE_WORDS[item.state] === state) &&
          matches(`${item.kind} ${item.namespace ?? ''}/${item.name} ${item.status}`),
      )
      .toSorted(
        (left, right) =>
          RANK[left.state] - RANK[right.state] ||
          kindRank(left) - kindRank(right) ||
          compareText(left.kind, right.kind) ||
          compareText(objectAddress(left), objectAddress(right)),
      )
  }, [items, kind, state, filter])
}

/** What people look for most; the other kinds come after them by name. */
const FIRST_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'Pod', 'Service', 'Ingress', 'Node']

function kindRank({ kind }: LiveReference): number {
  const rank = FIRST_KINDS.indexOf(kind)
  return rank === -1 ? FIRST_KINDS.length : rank
}

/** Many times faster than localeCompare, and names are ASCII. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
