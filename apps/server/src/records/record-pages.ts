import {
  type ClusterState,
  type ClusterView,
  type EventRecord,
  maskSecrets,
  type MetricName,
  type MetricSeries,
  queryChanges,
  queryEvents,
  queryLogs,
  queryMetrics,
  reportChange,
} from '@aks-copilot/cluster'
import type {
  EventRow,
  ListQuery,
  LiveReference,
  LogRow,
  LogTemplateRow,
  MetricRow,
  Page,
  ReportedChange,
  Skipped,
} from '@aks-copilot/contracts'
import { parseQuantity } from '@aks-copilot/kubernetes'
import { iso, timeIn } from '../http/times.ts'
import { type MatchingPage, matchingPage } from './matching-page.ts'

/** What of a ListQuery the store answers itself. */
function storeQuery({ namespace, kind, name, from, to, at, limit, cursor }: ListQuery) {
  return { namespace, kind, name, from: timeIn(from, 'from'), to: timeIn(to ?? at, 'to'), limit, cursor }
}

/** Events by object, time and a part of their reason or message; the newest first. Throws REQUEST_INVALID. */
export function eventPage(view: ClusterView, query: ListQuery): Page<EventRow> {
  const text = query.text?.toLowerCase()
  const matches = ({ reason, message, object }: EventRecord): boolean =>
    text === undefined || `${reason} ${message} ${object.name}`.toLowerCase().includes(text)
  const page = matchingPage(storeQuery(query), (part) => queryEvents(view.store, part), matches)
  return { ...paged(page, eventRow), skipped: blindSpots(view, ['Event']) }
}

function eventRow(event: EventRecord): EventRow {
  const { uid, object, type, reason, message, count, firstAt, lastAt, source } = event
  const { kind, namespace, name, apiVersion } = object
  return {
    id: uid,
    at: iso(lastAt),
    firstAt: iso(firstAt),
    count,
    type,
    reason,
    message: maskSecrets(message),
    object: reference({ kind, namespace, name, apiVersion }),
    source,
  }
}

function reference({
  apiVersion,
  kind,
  namespace,
  name,
}: {
  readonly apiVersion?: string | undefined
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
}): LiveReference {
  return { ...(apiVersion === undefined ? {} : { apiVersion }), kind, ...(namespace === undefined ? {} : { namespace }), name }
}

/** Changes by object, time and a part of what changed; the newest first. */
export function changePage(view: ClusterView, query: ListQuery): Page<ReportedChange> {
  const text = query.text?.toLowerCase()
  const page = matchingPage(
    storeQuery(query),
    (part) => queryChanges(view.store, part),
    (change) => text === undefined || `${change.object.name} ${reportChange(change).text}`.toLowerCase().includes(text),
  )
  return { ...paged(page, reportChange), skipped: [] }
}

/** Log lines by pod, time and a part of their text, or of one template; the newest first. `template` is `pod uid/container/previous/id`. */
export function logPage(view: ClusterView, query: ListQuery): Page<LogRow> {
  const { template } = query
  const page = matchingPage(
    { ...storeQuery(query), text: query.text },
    (part) => queryLogs(view.store, part),
    ({ stream, line }) => template === undefined || templateId(stream, line.template) === template,
  )
  const row = ({ stream, line }: (typeof page.items)[number]): LogRow => ({
    id: `${streamId(stream)}/${line.id}`,
    at: iso(line.at),
    pod: { kind: 'Pod', namespace: stream.pod.namespace, name: stream.pod.name },
    container: stream.container,
    previous: stream.previous,
    ...(line.level === undefined ? {} : { level: line.level }),
    text: line.text,
    template: templateId(stream, line.template),
  })
  return { ...paged(page, row), skipped: blindSpots(view, ['logs']) }
}

type Stream = { readonly pod: { readonly uid: string }; readonly container: string; readonly previous: boolean }

function streamId({ pod, container, previous }: Stream): string {
  return `${pod.uid}/${container}/${previous ? 'previous' : 'now'}`
}

function templateId(stream: Stream, id: number): string {
  return `${streamId(stream)}/${id}`
}

const USUAL = 100

/** What logs say, lines that differ only in numbers and names as one, the most frequent error first. */
export function logTemplatePage(view: ClusterView, query: ListQuery): Page<LogTemplateRow> {
  const { namespace, name, from, to, limit = USUAL } = storeQuery(query)
  const text = query.text?.toLowerCase()
  const rows = view
    .state(to)
    .snapshot.logs.filter(({ pod }) => (namespace ?? pod.namespace) === pod.namespace && (name ?? pod.name) === pod.name)
    .flatMap((stream) =>
      stream.templates
        .filter(({ lastAt, pattern }) => (from ?? lastAt) <= lastAt && (text === undefined || pattern.toLowerCase().includes(text)))
        .map(({ id, pattern, level, count, firstAt, lastAt }): LogTemplateRow => ({
          id: templateId(stream, id),
          pod: { kind: 'Pod', namespace: stream.pod.namespace, name: stream.pod.name },
          container: stream.container,
          pattern: maskSecrets(pattern),
          ...(level === undefined ? {} : { level }),
          count,
          firstAt: iso(firstAt),
          lastAt: iso(lastAt),
        })),
    )
    .toSorted(byWeight)
  const start = offsetIn(query.cursor)
  const more = start + limit < rows.length
  return {
    items: rows.slice(start, start + limit),
    ...(more ? { cursor: Buffer.from(String(start + limit)).toString('base64url') } : {}),
    skipped: blindSpots(view, ['logs']),
  }
}

const RANK = { error: 0, warning: 1, info: 2 } as const

function byWeight(left: LogTemplateRow, right: LogTemplateRow): number {
  return RANK[left.level ?? 'info'] - RANK[right.level ?? 'info'] || right.count - left.count || (left.id < right.id ? -1 : 1)
}

function offsetIn(cursor: string | undefined): number {
  const offset = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64url').toString())
  return Number.isSafeInteger(offset) && offset > 0 ? offset : 0
}

const UNITS: Readonly<Record<MetricName, MetricRow['unit']>> = {
  cpu: 'cores',
  memory: 'bytes',
  'cpu-throttled': 'share',
  'disk-used': 'bytes',
  'disk-capacity': 'bytes',
  'inodes-used': 'count',
  'inodes-capacity': 'count',
}

/** Measured series by object and time, each with its limit or capacity where there is one. */
export function metricPage(view: ClusterView, query: ListQuery): Page<MetricRow> {
  const asked = storeQuery(query)
  const state = view.state(asked.to)
  const page = queryMetrics(view.store, asked)
  return { ...paged(page, (series) => metricRow(series, state)), skipped: blindSpots(view, ['metrics']) }
}

function metricRow(series: MetricSeries, state: ClusterState): MetricRow {
  const { object, container, metric, points } = series
  const limit = limitOf(series, state)
  return {
    object,
    ...(container === undefined ? {} : { container }),
    metric,
    unit: UNITS[metric],
    points: points.map(([at, value]) => [at, value]),
    ...(limit === undefined ? {} : { limit }),
  }
}

function limitOf({ object: { kind, namespace, name }, container, metric }: MetricSeries, state: ClusterState): number | undefined {
  const object = state.find(kind, namespace, name)
  if (object === undefined) return undefined
  if (metric === 'disk-used') return state.metric(object, 'disk-capacity', container)?.points.at(-1)?.[1]
  if (metric === 'inodes-used') return state.metric(object, 'inodes-capacity', container)?.points.at(-1)?.[1]
  if (metric !== 'cpu' && metric !== 'memory') return undefined
  if (kind === 'Node') return parseQuantity(object.status.at('capacity', metric).scalar)
  const found = object.spec
    .at('containers')
    .items()
    .find((one) => one.at('name').text === container)
  return found === undefined ? undefined : parseQuantity(found.at('resources', 'limits', metric).scalar)
}

function paged<Item, Row>({ items, next }: MatchingPage<Item>, row: (item: Item) => Row): { items: Row[]; cursor?: string } {
  return { items: items.map(row), ...(next === undefined ? {} : { cursor: next }) }
}

/** What of these could not be read. */
function blindSpots(view: ClusterView, kinds: readonly string[]): Skipped[] {
  return view
    .state()
    .coverage.entries.filter(({ kind, observation }) => kinds.includes(kind) && observation !== 'observed')
    .map(({ kind, namespace, observation, why }) => ({
      what: namespace === undefined ? kind : `${kind} in ${namespace}`,
      why:
        why ??
        (observation === 'not-permitted'
          ? 'you may not read it'
          : observation === 'not-served'
            ? 'the cluster does not have it'
            : 'nobody looked'),
    }))
}
