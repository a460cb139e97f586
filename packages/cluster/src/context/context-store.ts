import { changeBetween, creationOf, deletionOf } from '../changes/change-between.ts'
import { lastSetAt } from '../changes/managers.ts'
import { mayDiffer } from '../changes/relevant-fields.ts'
import type { WatchSink, WatchState } from '../watch/sink.ts'
import type { CoverageEntry } from './coverage.ts'
import { CoverageHistory } from './coverage-history.ts'
import { EventBuffer } from './event-buffer.ts'
import { Listeners, type Touched } from './listeners.ts'
import type { LiveObject } from './live-object.ts'
import { LogBuffer } from './log-buffer.ts'
import { MetricBuffer } from './metric-buffer.ts'
import { ObjectHistory, type Written } from './object-history.ts'
import { type PodTransition, podState } from './pod-state.ts'
import type { Change, EventRecord, LogStream, MetricSeries, Time } from './records.ts'
import { RememberedList } from './remembered-list.ts'
import { relievePressure } from './relieve-pressure.ts'
import { sizeOf } from './size-of.ts'
import type { Snapshot } from './snapshot.ts'
import { TimeLine } from './time-line.ts'

export interface ContextStoreOptions {
  /** The context's or the cluster's name. */
  readonly cluster: string
  readonly now: () => Time
  /** How far back it remembers; default two hours. */
  readonly windowMs?: number | undefined
  /** What it may hold, by its own estimate; default 384 MiB. The present state of objects is held whatever it takes. */
  readonly maxBytes?: number | undefined
}

const HOUR = 3_600_000
const DEFAULT_BYTES = 384 * 1024 * 1024
const SWEEP_EVERY = 30_000
const CHANGE_BYTES = 480
const TRANSITION_BYTES = 260
const PATIENCE = 1.05
/** A change that is told later than this was told late: the watch had been away. */
const LATE = 2000

/**
 * What is known of one cluster: its objects now and over the last two hours, what changed, events, logs and metrics. Watchers write to
 * it; it is bounded by bytes, and says what it dropped.
 */
export class ContextStore implements WatchSink {
  readonly cluster: string
  readonly windowMs: number
  readonly maxBytes: number
  readonly objects = new ObjectHistory()
  readonly events = new EventBuffer()
  readonly logs = new LogBuffer()
  readonly metrics = new MetricBuffer()
  readonly changes = new TimeLine<Change>()
  readonly transitions = new TimeLine<PodTransition>()
  readonly coverage = new CoverageHistory()
  /** Where each watch stands. */
  readonly watches = new Map<string, WatchState>()
  readonly #now: () => Time
  readonly #podStates = new Map<string, string>()
  readonly #remembered = new RememberedList()
  readonly #listeners = new Listeners()
  #startedAt: Time | undefined
  #sweptAt: Time = 0
  #relieveAt: number

  constructor({ cluster, now, windowMs, maxBytes }: ContextStoreOptions) {
    this.cluster = cluster
    this.windowMs = windowMs ?? 2 * HOUR
    this.maxBytes = maxBytes ?? DEFAULT_BYTES
    this.#now = now
    this.#relieveAt = this.maxBytes
  }

  /** What is held, in bytes, by estimate. */
  get bytes(): number {
    const { objects, events, logs, metrics, changes, transitions } = this
    return objects.bytes + events.bytes + logs.bytes + metrics.bytes + changes.bytes + transitions.bytes + this.#remembered.bytes
  }

  /** When the first object came; undefined before. */
  get startedAt(): Time | undefined {
    return this.#startedAt
  }

  replaced(kind: string, namespace: string | undefined, objects: readonly LiveObject[], at: Time): void {
    const listed = new Set(objects.map(({ uid }) => uid))
    const gone = [...this.objects.present(kind, namespace)].filter(({ uid }) => !listed.has(uid))
    for (const object of gone) this.#remove(object, at)
    for (const object of objects) this.#put(object, at)
    this.#remembered.invalidate()
    this.#written(at)
  }

  changed(type: 'added' | 'modified' | 'deleted', object: LiveObject, at: Time): void {
    if (type === 'deleted') {
      // Its last version tells why it went: a deletion event carries one that no other event told.
      if (this.objects.byUid(object.uid) !== undefined) this.#put(object, at)
      this.#remove(object, at)
    } else this.#put(object, at)
    this.#written(at)
  }

  event(event: EventRecord): void {
    if (event.lastAt < this.#now() - this.windowMs || !this.events.put(event)) return
    this.#listeners.touch('events')
    this.#written(this.#now())
  }

  log(stream: LogStream): void {
    this.logs.put(stream)
    this.#listeners.touch('logs')
    this.#written(this.#now())
  }

  metric(series: MetricSeries): void {
    this.metrics.put(series)
    this.#listeners.touch('metrics')
    this.#written(this.#now())
  }

  covered(entry: CoverageEntry): void {
    this.coverage.put(entry, this.#now())
    this.#listeners.touch('coverage')
  }

  watching(state: WatchState): void {
    this.watches.set(`${state.kind}/${state.namespace ?? ''}`, state)
  }

  #put(object: LiveObject, at: Time): void {
    this.#startedAt ??= at
    const written = this.objects.put(object, at)
    if (written === undefined) return
    this.#listeners.touch('objects')
    if (object.kind === 'Pod') this.#follow(object, at)
    const change = this.#changeOf(written, at)
    if (change !== undefined) this.#note(change)
  }

  #changeOf({ before, object, since }: Written, at: Time): Change | undefined {
    if (before === undefined) {
      const createdAt = object.createdAt ?? at
      // What was there before the first list is told by rememberedChanges.
      return createdAt < (this.#startedAt ?? at) ? undefined : creationOf(object, createdAt)
    }
    if (object.deletedAt !== undefined && before.deletedAt === undefined) return deletionOf(object, at)
    if (!mayDiffer(before.value, object.value)) return undefined
    // A removal may leave no time behind: then the newest one is of what the older version had already.
    const set = lastSetAt(object)
    return changeBetween(before, object, set !== undefined && set > since + LATE && set < at - LATE ? set : at)
  }

  #remove(object: LiveObject, at: Time): void {
    const last = this.objects.remove(object.uid, at)
    if (last === undefined) return
    this.#listeners.touch('objects')
    const state = this.#podStates.get(last.uid)
    if (this.#podStates.delete(last.uid))
      this.transitions.add(at, { object: last.reference, uid: last.uid, at, from: state, to: undefined }, TRANSITION_BYTES)
    const change = last.deletedAt === undefined ? deletionOf(last, at) : undefined
    if (change !== undefined) this.#note(change)
  }

  #note(change: Change): void {
    this.changes.add(change.at, change, CHANGE_BYTES + sizeOf(change.diff))
    this.#listeners.touch('changes')
  }

  #follow(pod: LiveObject, at: Time): void {
    const [from, to] = [this.#podStates.get(pod.uid), podState(pod)]
    if (from === to) return
    this.#podStates.set(pod.uid, to)
    this.transitions.add(at, { object: pod.reference, uid: pod.uid, at, from, to }, TRANSITION_BYTES)
  }

  #written(at: Time): void {
    if (at - this.#sweptAt >= SWEEP_EVERY) this.sweep(at)
    if (this.bytes <= this.#relieveAt) return
    relievePressure(this, at)
    // Where the present alone is too large, nothing more can be dropped: it is not tried again for each write.
    this.#relieveAt = Math.max(this.maxBytes, this.bytes * PATIENCE)
  }

  /** Forgets what is older than the window. Writes do it by themselves; a quiet store is swept by whoever has a clock. */
  sweep(at: Time = this.#now()): void {
    this.#sweptAt = at
    const from = at - this.windowMs
    this.objects.forgetBefore(from)
    this.events.forgetBefore(from)
    this.logs.forgetBefore(from)
    this.metrics.forgetBefore(from)
    this.changes.forgetBefore(from)
    this.transitions.forgetBefore(from)
  }

  /** What was dropped to save memory, in the words of a report. */
  skipped(): readonly { readonly what: string; readonly why: string }[] {
    return this.coverage.losses(this.#now() - this.windowMs)
  }

  /** The state now, or at an earlier time of the window; of some namespaces (with what belongs to none), or of all. */
  snapshot({ at, namespaces }: { readonly at?: Time | undefined; readonly namespaces?: readonly string[] | undefined } = {}): Snapshot {
    const now = this.#now()
    const time = at ?? now
    const isNow = time >= now
    const window = { from: time - this.windowMs, to: time }
    const wanted = namespaces === undefined ? undefined : new Set(namespaces)
    const isIn = ({ namespace }: { readonly namespace?: string | undefined }): boolean =>
      namespace === undefined || wanted === undefined || wanted.has(namespace)
    const pick = <T>(items: readonly T[], placeOf: (item: T) => { readonly namespace?: string | undefined }): readonly T[] =>
      wanted === undefined ? items : items.filter((item) => isIn(placeOf(item)))
    return {
      cluster: this.cluster,
      now: time,
      window,
      coverage: this.coverage.at(time, window.from),
      objects: pick(isNow ? [...this.objects.present()] : this.objects.at(time), (object) => object),
      events: pick(this.events.between(window.from, time, isNow), ({ object }) => object),
      logs: pick(isNow ? this.logs.streams() : this.logs.at(time), ({ pod }) => pod),
      metrics: pick(this.metrics.series(window.from, time, isNow), ({ object }) => object),
      changes: pick(this.#allChanges(window.from, time), ({ object }) => object),
    }
  }

  /** What the cluster remembered when it was first seen, then what the watch saw. */
  #allChanges(from: Time, to: Time): readonly Change[] {
    const remembered = this.#startedAt === undefined ? [] : this.#remembered.before(Math.min(this.#startedAt, to + 1), this)
    return [...remembered, ...this.changes.between(from, to)]
  }

  /** Every version that is no more: for a recording. */
  history(): { readonly object: LiveObject; readonly from: Time; readonly until: Time }[] {
    return [...this.objects.versions()]
  }

  /** Calls when something was written, at most once in `everyMs`, with what. Returns how to end that. */
  subscribe(listener: (touched: ReadonlySet<Touched>) => void, everyMs = 1000): () => void {
    return this.#listeners.add(listener, everyMs)
  }
}
