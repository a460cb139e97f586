import type { CoverageEntry } from '../context/coverage.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { EventRecord, LogStream, MetricSeries, Time } from '../context/records.ts'

/** Where a watch stands: for the page, for `doctor`, for metrics. */
export interface WatchState {
  readonly kind: string
  readonly namespace: string | undefined
  readonly state: 'listing' | 'watching' | 'waiting' | 'stopped'
  /** Why it waits or stopped. */
  readonly why?: string | undefined
  readonly since: Time
  readonly resourceVersion: string
  readonly breaks: number
}

/** What watchers, log followers and samplers write to. The context store is one; a counter in a bench is another. */
export interface WatchSink {
  /** A complete list of a kind (in a namespace, or in all): what was known of it and is not in here was deleted meanwhile. */
  replaced(kind: string, namespace: string | undefined, objects: readonly LiveObject[], at: Time): void
  /** One change. The sink knows the old object by UID; the same resourceVersion twice changes nothing. */
  changed(type: 'added' | 'modified' | 'deleted', object: LiveObject, at: Time): void
  /** An event, new or repeated. */
  event(event: EventRecord): void
  /** All of a stream that is known now, or what came since: see the store. */
  log(stream: LogStream): void
  /** New points of a series. */
  metric(series: MetricSeries): void
  /** What is observed and what is not. */
  covered(entry: CoverageEntry): void
  watching(state: WatchState): void
}
