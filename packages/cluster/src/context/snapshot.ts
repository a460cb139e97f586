import type { Coverage } from './coverage.ts'
import type { LiveObject } from './live-object.ts'
import type { Change, EventRecord, LogStream, MetricSeries, Time } from './records.ts'

/** What was known of a cluster at one time: plain data, the input of every detector. */
export interface Snapshot {
  /** The context or cluster's name. */
  readonly cluster: string
  readonly now: Time
  /** What events, logs, metrics and changes reach over. */
  readonly window: { readonly from: Time; readonly to: Time }
  readonly coverage: Coverage
  readonly objects: readonly LiveObject[]
  readonly events: readonly EventRecord[]
  readonly logs: readonly LogStream[]
  readonly metrics: readonly MetricSeries[]
  readonly changes: readonly Change[]
}
