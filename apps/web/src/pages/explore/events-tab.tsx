import type { EventRow } from '@aks-copilot/contracts'
import { useDeferredValue, useMemo } from 'react'
import { ObjectName } from '../../components/object-name.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { countFacets, textFilter } from './count-facets.ts'
import { ExploreLayout } from './explore-layout.tsx'
import { Facet } from './facets.tsx'
import { ListStates } from './list-states.tsx'
import { RecordView } from './record-view.tsx'
import { useAddress } from './use-address.ts'
import { useAllPages } from './use-all-pages.ts'
import { VirtualTable, type Column } from './virtual-table.tsx'

const EAGER = 3000

const COLUMNS: readonly Column<EventRow>[] = [
  { id: 'at', title: 'Last seen', cell: ({ at }) => <RelativeTime at={at} className="text-ink-2" /> },
  {
    id: 'type',
    title: '',
    cell: ({ type }) => <StateMark state={type === 'Warning' ? 'warning' : 'info'} word={<span className="sr-only">{type}</span>} />,
  },
  { id: 'reason', title: 'Reason', cell: (event) => <ReasonCell event={event} /> },
  { id: 'object', title: 'Object', className: 'max-md:hidden', cell: ({ object }) => <ObjectName object={object} link={false} /> },
  { id: 'message', title: 'Message', className: 'text-ink-2 max-sm:hidden', cell: ({ message }) => message },
  { id: 'count', title: 'Count', className: 'text-right', cell: ({ count }) => count },
]
/** Where there is no room for the object's column, its name stands here. */
function ReasonCell({ event: { reason, object } }: { readonly event: EventRow }) {
  return (
    <span title={reason}>
      {reason} <span className="font-mono text-[0.92em] text-ink-3 md:hidden">{object.name}</span>
    </span>
  )
}

const GRID =
  'grid-cols-[6rem_1rem_minmax(0,1fr)_3rem] sm:grid-cols-[6.5rem_1rem_9rem_minmax(0,1fr)_3rem] md:grid-cols-[6.5rem_1rem_9rem_minmax(0,1fr)_minmax(0,1.6fr)_3rem]'

/** Beside one event in full. */
const NARROW_COLUMNS = COLUMNS.filter(({ id }) => id !== 'message')
const NARROW_GRID = 'grid-cols-[6rem_1rem_minmax(0,1fr)_3rem] md:grid-cols-[6.5rem_1rem_9rem_minmax(0,1fr)_3rem]'

/** What the cluster's controllers reported, the newest first. */
export function EventsTab() {
  const { get, change } = useAddress()
  const pages = useAllPages<EventRow>({ path: '/api/events', eager: EAGER })
  const filter = get('filter') ?? ''
  const chosen = { type: get('type'), reason: get('reason'), kind: get('kind') }
  const shown = useShown(pages.items, chosen, useDeferredValue(filter))
  const opened = pages.items.find(({ id }) => id === get('record'))
  return (
    <ExploreLayout
      filter={filter}
      onFilter={(text) => change({ filter: text })}
      placeholder="Reason, message or object"
      count={shown.length === pages.items.length ? `${shown.length} events` : `${shown.length} of ${pages.items.length} events`}
      facets={
        <>
          <Facet
            title="Type"
            chosen={chosen.type}
            values={countFacets(pages.items, ({ type }) => type)}
            onChoose={(type) => change({ type })}
          />
          <Facet
            title="Reason"
            chosen={chosen.reason}
            values={countFacets(pages.items, ({ reason }) => reason)}
            onChoose={(reason) => change({ reason })}
          />
          <Facet
            title="Kind"
            chosen={chosen.kind}
            values={countFacets(pages.items, ({ object }) => object.kind)}
            onChoose={(kind) => change({ kind })}
          />
        </>
      }
      detail={opened === undefined ? null : <EventView event={opened} onClose={() => change({ record: undefined })} />}
    >
      <ListStates pages={pages} shown={shown.length} what="events">
        <VirtualTable
          label="Events"
          items={shown}
          keyOf={({ id }) => id}
          columns={opened === undefined ? COLUMNS : NARROW_COLUMNS}
          grid={opened === undefined ? GRID : NARROW_GRID}
          selected={opened?.id}
          stale={pages.stale}
          onEnd={pages.more}
          onOpen={({ id }) => change({ record: id })}
        />
      </ListStates>
    </ExploreLayout>
  )
}

function EventView({ event, onClose }: { readonly event: EventRow; readonly onClose: () => void }) {
  return (
    <RecordView
      title={event.reason}
      object={event.object}
      text={event.message}
      facts={[
        ['Type', event.type],
        ['Last seen', <RelativeTime key="at" at={event.at} />],
        ['First seen', <RelativeTime key="first" at={event.firstAt} />],
        ['Count', event.count],
        ['Reported by', event.source],
      ]}
      onClose={onClose}
    />
  )
}

function useShown(
  items: readonly EventRow[],
  { type, reason, kind }: { readonly type: string | undefined; readonly reason: string | undefined; readonly kind: string | undefined },
  filter: string,
): readonly EventRow[] {
  return useMemo(() => {
    const matches = textFilter(filter)
    return items.filter(
      (item) =>
        (type === undefined || item.type === type) &&
        (reason === undefined || item.reason === reason) &&
        (kind === undefined || item.object.kind === kind) &&
        matches(`${item.reason} ${item.message} ${item.object.kind} ${item.object.namespace ?? ''}/${item.object.name}`),
    )
  }, [items, type, reason, kind, filter])
}
