import type { MetricRow } from '@aks-copilot/contracts'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useDeferredValue, useMemo, useRef } from 'react'
import { useClusterStatus } from '../../api/queries.ts'
import { ObjectName } from '../../components/object-name.tsx'
import { useMoment } from '../../time/now-context.tsx'
import { countFacets, textFilter } from './count-facets.ts'
import { ExploreLayout } from './explore-layout.tsx'
import { Facet } from './facets.tsx'
import { formatQuantity } from './format-quantity.ts'
import { ListStates } from './list-states.tsx'
import { MetricChart } from './metric-chart.tsx'
import { useAddress } from './use-address.ts'
import { useAllPages } from './use-all-pages.ts'

const EAGER = 2000
const ROW = 80

const NAMES: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  memory: 'memory',
  'cpu-throttled': 'CPU throttled',
  'disk-used': 'disk used',
  'disk-capacity': 'disk capacity',
  'inodes-used': 'inodes used',
  'inodes-capacity': 'inodes capacity',
}

/** What was measured over two hours, what is nearest to its limit first; all charts share one axis. */
export function MetricsTab() {
  const { get, change } = useAddress()
  const pages = useAllPages<MetricRow>({ path: '/api/metrics', eager: EAGER })
  const filter = get('filter') ?? ''
  const chosen = { metric: get('metric'), kind: get('kind') }
  const shown = useShown(pages.items, chosen, useDeferredValue(filter))
  return (
    <ExploreLayout
      filter={filter}
      onFilter={(text) => change({ filter: text })}
      placeholder="Object, container or metric"
      count={`${shown.length} series`}
      facets={
        <>
          <Facet
            title="Metric"
            chosen={chosen.metric}
            values={countFacets(pages.items, nameOf)}
            onChoose={(metric) => change({ metric })}
          />
          <Facet
            title="Kind"
            chosen={chosen.kind}
            values={countFacets(pages.items, ({ object }) => object.kind)}
            onChoose={(kind) => change({ kind })}
          />
        </>
      }
    >
      <ListStates pages={pages} shown={shown.length} what="metrics">
        <MetricList rows={shown} />
      </ListStates>
    </ExploreLayout>
  )
}

function MetricList({ rows }: { readonly rows: readonly MetricRow[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const { status } = useClusterStatus()
  const { shown, past } = useMoment()
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 4 })
  const from = status === undefined ? shown - 7_200_000 : Date.parse(status.window.from)
  const to = status === undefined ? shown : Date.parse(status.window.to)
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label="Metrics"
      className="min-h-0 flex-1 overflow-y-auto scroll-thin -outline-offset-2"
    >
      <ul className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            <li
              key={keyOf(row)}
              className="absolute inset-x-0 top-0 h-20 px-4 py-2 hairline-b sm:py-3 lg:px-6"
              style={{ transform: `translateY(${start}px)` }}
            >
              <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 sm:grid-cols-[minmax(0,16rem)_minmax(0,1fr)_7rem]">
                <MetricName row={row} />
                <MetricChart row={row} range={{ from, to }} at={past ? shown : undefined} since={status?.watchedSince} />
                <MetricValue row={row} />
              </div>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function MetricName({ row }: { readonly row: MetricRow }) {
  return (
    <div className="min-w-0">
      <p className="truncate leading-4 sm:line-clamp-2 sm:whitespace-normal" title={row.object.name}>
        <ObjectName object={row.object} namespace={false} />
      </p>
      <p className="truncate text-meta text-ink-3">
        {nameOf(row)}
        {row.container === undefined ? '' : ` · ${row.container}`}
        <span className="max-sm:hidden">{row.object.namespace === undefined ? '' : ` · ${row.object.namespace}`}</span>
      </p>
    </div>
  )
}

function MetricValue({ row: { points, unit, limit } }: { readonly row: MetricRow }) {
  const newest = points.at(-1)?.[1]
  if (newest === undefined) return null
  return (
    <span className="block text-right max-sm:col-start-2 max-sm:row-start-1">
      <span className="block whitespace-nowrap">{formatQuantity(newest, unit)}</span>
      {limit === undefined ? null : <span className="block text-meta whitespace-nowrap text-ink-3">of {formatQuantity(limit, unit)}</span>}
    </span>
  )
}

function nameOf({ metric }: MetricRow): string {
  return NAMES[metric] ?? metric
}

function keyOf({ object, container, metric }: MetricRow): string {
  return [object.kind, object.namespace, object.name, container, metric].join('/')
}

function useShown(
  items: readonly MetricRow[],
  { metric, kind }: { readonly metric: string | undefined; readonly kind: string | undefined },
  filter: string,
): readonly MetricRow[] {
  return useMemo(() => {
    const matches = textFilter(filter)
    return items
      .filter(
        (item) =>
          item.points.length > 0 &&
          (metric === undefined || nameOf(item) === metric) &&
          (kind === undefined || item.object.kind === kind) &&
          matches(`${item.object.kind} ${item.object.namespace ?? ''}/${item.object.name} ${item.container ?? ''} ${nameOf(item)}`),
      )
      .toSorted((left, right) => shareOfLimit(right) - shareOfLimit(left) || (keyOf(left) < keyOf(right) ? -1 : 1))
  }, [items, metric, kind, filter])
}

function shareOfLimit({ points, limit }: MetricRow): number {
  const newest = points.at(-1)?.[1]
  return newest === undefined || limit === undefined || limit <= 0 ? -1 : newest / limit
}
