import type { ContextStore } from './context-store.ts'
import { type LiveObject, objectKey } from './live-object.ts'
import type { PodTransition } from './pod-state.ts'
import { fromCursor, limitOf, matchesQuery, type Page, pageByKey, type Query, spanOf, toCursor } from './query.ts'
import type { Change, EventRecord, LogLine, LogStream, MetricSeries } from './records.ts'
import type { Position, TimeLine } from './time-line.ts'

/** Objects by kind, namespace and name; with `to`: as they were at that time. */
export function queryObjects(store: ContextStore, query: Query): Page<LiveObject> {
  const { kind, namespace, name, to } = query
  if (to !== undefined)
    return pageByKey(
      store.objects.at(to, kind, namespace).filter((object) => matchesQuery(query, object)),
      objectKey,
      query,
    )
  if (kind !== undefined && namespace !== undefined && name !== undefined) {
    const object = store.objects.find(kind, namespace, name)
    return { items: object === undefined ? [] : [object] }
  }
  return pageByKey(withName(store.objects.present(kind, namespace), name), objectKey, query)
}

function* withName(objects: Iterable<LiveObject>, name: string | undefined): Generator<LiveObject> {
  for (const object of objects) if (name === undefined || object.name === name) yield object
}

/** Events by what they are about, the newest first. */
export function queryEvents(store: ContextStore, query: Query): Page<EventRecord> {
  return pageOf(store.events.line, query, (event) => matchesQuery(query, event.object))
}

/** Changes that were seen, the newest first. */
export function queryChanges(store: ContextStore, query: Query): Page<Change> {
  return pageOf(store.changes, query, (change) => matchesQuery(query, change.object))
}

/** How pods went from state to state, the newest first. */
export function queryTransitions(store: ContextStore, query: Query): Page<PodTransition> {
  return pageOf(store.transitions, query, (transition) => matchesQuery(query, transition.object))
}

function pageOf<T>(line: TimeLine<T>, query: Query, matches: (item: T) => boolean): Page<T> {
  const { items, next } = line.page(spanOf(query), matches, limitOf(query), fromCursor(query.cursor, isPosition))
  return { items, ...(next === undefined ? {} : { next: toCursor(next) }) }
}

function isPosition(value: unknown): value is Position {
  return (
    typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    typeof value.at === 'number' &&
    'serial' in value &&
    typeof value.serial === 'number'
  )
}

/** A line with where it was written. */
export interface FoundLine {
  readonly stream: LogStream
  readonly line: LogLine
}

export interface LogQuery extends Query {
  readonly container?: string | undefined
  readonly level?: LogLine['level']
  /** A part of the line's text, in any case. */
  readonly text?: string | undefined
}

/** Log lines by pod (`kind` does not matter), the newest first. */
export function queryLogs(store: ContextStore, query: LogQuery): Page<FoundLine> {
  const limit = limitOf(query)
  const behind = fromCursor(query.cursor, isLinePosition)
  const streams: Cursor[] = []
  for (const stream of store.logs.streams()) {
    const { pod, container, previous } = stream
    if (
      !matchesQuery({ ...query, kind: undefined }, { kind: 'Pod', ...pod }) ||
      (query.container !== undefined && query.container !== container)
    )
      continue
    const cursor = { stream, key: `${pod.uid}/${container}/${String(previous)}`, index: stream.lines.length }
    if (step(cursor, query, behind)) streams.push(cursor)
  }
  const items: FoundLine[] = []
  let last: LinePosition | undefined
  for (let newest = newestOf(streams); newest !== undefined; newest = newestOf(streams)) {
    const line = newest.stream.lines[newest.index]
    if (line === undefined) break
    if (items.length === limit) return { items, next: toCursor(last) }
    items.push({ stream: newest.stream, line })
    last = { at: line.at, key: newest.key, id: line.id }
    if (!step(newest, query, behind)) streams.splice(streams.indexOf(newest), 1)
  }
  return { items }
}

/** How far a stream was read, backwards. */
interface Cursor {
  readonly stream: LogStream
  readonly key: string
  index: number
}

/** The stream whose next line is the newest; of several with the same time, the first by key. */
function newestOf(streams: readonly Cursor[]): Cursor | undefined {
  let best: Cursor | undefined
  let bestAt = Number.NEGATIVE_INFINITY
  for (const cursor of streams) {
    const at = cursor.stream.lines[cursor.index]?.at ?? Number.NEGATIVE_INFINITY
    if (best !== undefined && (at < bestAt || (at === bestAt && cursor.key > best.key))) continue
    best = cursor
    bestAt = at
  }
  return best
}

interface LinePosition {
  readonly at: number
  readonly key: string
  readonly id: number
}

function isLinePosition(value: unknown): value is LinePosition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    typeof value.at === 'number' &&
    'key' in value &&
    typeof value.key === 'string' &&
    'id' in value &&
    typeof value.id === 'number'
  )
}

/** Goes to the next older line that matches; false where there is none. */
function step(cursor: Cursor, query: LogQuery, behind: LinePosition | undefined): boolean {
  const { from, to } = spanOf(query)
  const text = query.text?.toLowerCase()
  const { lines } = cursor.stream
  for (cursor.index -= 1; cursor.index >= 0; cursor.index--) {
    const line = lines[cursor.index]
    // Lines of a stream are in order of time.
    if (line !== undefined && line.at < from) return false
    if (line === undefined || line.at > to || (behind !== undefined && !isBehind(line, cursor.key, behind))) continue
    if (query.level !== undefined && line.level !== query.level) continue
    if (text === undefined || line.text.toLowerCase().includes(text)) return true
  }
  return false
}

function isBehind(line: LogLine, key: string, behind: LinePosition): boolean {
  if (line.at !== behind.at) return line.at < behind.at
  return key === behind.key ? line.id < behind.id : key > behind.key
}

/** Measured series by object, with the points of a span of time. */
export function queryMetrics(store: ContextStore, query: Query): Page<MetricSeries> {
  const { from, to } = spanOf(query)
  const isNow = query.from === undefined && query.to === undefined
  const found = store.metrics.series(from, to, isNow, ({ object }) => matchesQuery(query, object))
  const keyOf = ({ object, container, metric }: MetricSeries): string => `${objectKey(object)}/${container ?? ''}/${metric}`
  return pageByKey(found, keyOf, query)
}
