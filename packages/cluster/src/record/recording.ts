import { Coverage } from '../context/coverage.ts'
import type { LiveObject } from '../context/live-object.ts'
import { templatesAt } from '../context/log-buffer.ts'
import type { Time } from '../context/records.ts'
import type { Snapshot } from '../context/snapshot.ts'

/** A version of an object that is no more: it held from one time until another. */
export interface PastVersion {
  readonly object: LiveObject
  readonly from: Time
  readonly until: Time
}

/** What was recorded: the last state, and earlier versions of its objects and of those that are gone. */
export interface Recording {
  readonly snapshot: Snapshot
  /** In any order. Empty for a one-shot. */
  readonly history: readonly PastVersion[]
}

/**
 * Since when somebody looked: what is older is what the cluster remembered by itself. The first figure that was read more than once, or the
 * first change that was seen; of a cluster that was read once, that reading.
 */
export function watchedSince({ snapshot, history }: Recording): Time {
  const { now, window, metrics } = snapshot
  const figures = metrics.flatMap(({ points: [first, second] }) => (first === undefined || second === undefined ? [] : [first[0]]))
  const seen = [...figures, ...history.map(({ until }) => until)].reduce((earliest, time) => Math.min(earliest, time), now)
  return Math.max(window.from, seen)
}

/**
 * The state at an earlier time, as far as the recording tells: what came later is left out. An object without history is taken to have
 * been as it is since it was created.
 */
export function stateAt({ snapshot, history }: Recording, at: Time): Snapshot {
  if (at >= snapshot.now) return snapshot
  const last = new Map<string, Time>()
  for (const { object, until } of history) last.set(object.uid, Math.max(until, last.get(object.uid) ?? 0))
  const present = snapshot.objects.filter((object) => (last.get(object.uid) ?? object.createdAt ?? 0) <= at)
  const past = history.filter(({ from, until }) => from <= at && at < until).map(({ object }) => object)
  return {
    cluster: snapshot.cluster,
    now: at,
    window: { from: at - (snapshot.window.to - snapshot.window.from), to: at },
    coverage: new Coverage(snapshot.coverage.entries),
    objects: [...present, ...past],
    events: snapshot.events
      .filter(({ firstAt }) => firstAt <= at)
      .map((event) => (event.lastAt <= at ? event : { ...event, lastAt: event.firstAt, count: 1 })),
    logs: snapshot.logs.flatMap((stream) => {
      const lines = stream.lines.filter((line) => line.at <= at)
      const templates = templatesAt(stream.templates, at)
      return lines.length === 0 && templates.length === 0 ? [] : [{ ...stream, lines, templates }]
    }),
    metrics: snapshot.metrics.flatMap((series) => {
      const points = series.points.filter(([time]) => time <= at)
      return points.length === 0 ? [] : [{ object: series.object, container: series.container, metric: series.metric, points }]
    }),
    changes: snapshot.changes.filter((change) => change.at <= at),
  }
}
