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
      store.snapshot({ at: to }).objects.filter((object) => matchesQuery(query, object)),
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
  const found: (FoundLine & { readonly key: string })[] = []
  for (const stream of store.logs.streams()) {
    const { pod, container, previous } = stream
    if (
      !matchesQuery({ ...query, kind: undefined }, { kind: 'Pod', ...pod }) ||
      (query.container !== undefined && query.container !== container)
    )
      continue
    const key = `${pod.uid}/${container}/${String(previous)}`
    for (const line of newestLines(stream, key, query, behind, limit + 1)) found.push({ stream, line, key })
  }
  const page = found
    .toSorted(
      (left, right) =>
        right.line.at - left.line.at || (left.key < right.key ? -1 : left.key > right.key ? 1 : right.line.id - left.line.id),
    )
    .slice(0, limit + 1)
  const last = page[limit - 1]
  const items = page.slice(0, limit).map(({ stream, line }) => ({ stream, line }))
  return page.length > limit && last !== undefined
    ? { items, next: toCursor({ at: last.line.at, key: last.key, id: last.line.id }) }
    : { items }
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

/** The newest lines of a stream that match, at most so many. */
function newestLines(stream: LogStream, key: string, query: LogQuery, behind: LinePosition | undefined, most: number): LogLine[] {
  const { from, to } = spanOf(query)
  const text = query.text?.toLowerCase()
  const lines: LogLine[] = []
  for (let index = stream.lines.length - 1; index >= 0 && lines.length < most; index--) {
    const line = stream.lines[index]
    if (line === undefined || line.at > to || line.at < from || (behind !== undefined && !isBehind(line, key, behind))) continue
    if (query.level !== undefined && line.level !== query.level) continue
    if (text === undefined || line.text.toLowerCase().includes(text)) lines.push(line)
  }
  return lines
}

function isBehind(line: LogLine, key: string, behind: LinePosition): boolean {
  if (line.at !== behind.at) return line.at < behind.at
  return key === behind.key ? line.id < behind.id : key > behind.key
}

/** Measured series by object, with the points of a span of time. */
export function queryMetrics(store: ContextStore, query: Query): Page<MetricSeries> {
  const { from, to } = spanOf(query)
  const all = store.metrics.series(from, to, query.from === undefined && query.to === undefined)
  const keyOf = ({ object, container, metric }: MetricSeries): string => `${objectKey(object)}/${container ?? ''}/${metric}`
  return pageByKey(
    all.filter(({ object }) => matchesQuery(query, object)),
    keyOf,
    query,
  )
}
