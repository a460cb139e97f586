import { gzipSync } from 'node:zlib'
import { applyDelta, GONE, shareStructure } from '../context/share-structure.ts'
import type { LogStream, MetricSeries } from '../context/records.ts'
import type { Snapshot } from '../context/snapshot.ts'
import type { PastVersion, Recording } from './recording.ts'
import { RECORDING_FORMAT, RECORDING_VERSION } from './recording-format.ts'
import { isoTime } from '../context/iso-time.ts'

export interface WriteOptions {
  /** Compressed, for files that end in `.gz`. */
  readonly gzip?: boolean | undefined
}

/** Writes a recording as it stands: names and all. `recordCluster` (record-cluster.ts) makes pseudonyms of them first. */
export function writeRecording(
  recording: Recording | Snapshot,
  options: WriteOptions & { readonly anonymised?: boolean } = {},
): Uint8Array {
  const { snapshot, history } = 'snapshot' in recording ? recording : { snapshot: recording, history: [] }
  const lists: Readonly<Record<string, readonly unknown[]>> = {
    coverage: snapshot.coverage.entries,
    objects: snapshot.objects.map(({ value }) => value),
    events: snapshot.events.map((event) => ({ ...event, firstAt: isoTime(event.firstAt), lastAt: isoTime(event.lastAt) })),
    logs: snapshot.logs.map(logOf),
    metrics: snapshot.metrics.map(metricOf),
    changes: snapshot.changes.map((change) => ({ ...change, at: isoTime(change.at) })),
    ...(history.length === 0 ? {} : { history: historyOf(snapshot, history) }),
  }
  const head = {
    format: RECORDING_FORMAT,
    version: RECORDING_VERSION,
    cluster: snapshot.cluster,
    anonymised: options.anonymised ?? false,
    now: isoTime(snapshot.now),
    window: { from: isoTime(snapshot.window.from), to: isoTime(snapshot.window.to) },
  }
  const parts = Object.entries(head).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`)
  for (const [key, list] of Object.entries(lists)) parts.push(`"${key}": [${list.map((one) => `\n${JSON.stringify(one)}`).join(',')}\n]`)
  const bytes = Buffer.from(`{\n${parts.join(',\n')}\n}\n`)
  return options.gzip === true ? gzipSync(bytes) : bytes
}

function logOf({ lines, templates, ...stream }: LogStream): unknown {
  return {
    ...stream,
    templates: templates.map((template) => ({ ...template, firstAt: isoTime(template.firstAt), lastAt: isoTime(template.lastAt) })),
    lines: lines.map((line) => ({ ...line, at: isoTime(line.at) })),
  }
}

function metricOf({ object, container, metric, points }: MetricSeries): unknown {
  const from = points[0]?.[0] ?? 0
  return { object, container, metric, from: isoTime(from), points: points.map(([at, value]) => [at - from, value]) }
}

/** Versions as what differs from the one after them, newest first; objects that are gone begin with a full one. */
function historyOf(snapshot: Snapshot, history: readonly PastVersion[]): unknown[] {
  const later = new Map(snapshot.objects.map(({ uid, value }) => [uid, value as unknown]))
  return history
    .toSorted((left, right) => right.from - left.from || right.until - left.until)
    .map(({ object, from, until }) => {
      const times = { uid: object.uid, from: isoTime(from), until: isoTime(until) }
      const next = later.get(object.uid)
      later.set(object.uid, object.value)
      if (next === undefined) return { ...times, object: object.value }
      const { delta } = shareStructure(object.value, structuredClone(next))
      return { ...times, restore: pairsOf(delta) }
    })
}

function pairsOf(delta: readonly unknown[]): unknown[] {
  const pairs: unknown[] = []
  for (let index = 0; index < delta.length; index += 2)
    pairs.push(delta[index + 1] === GONE ? [delta[index]] : [delta[index], delta[index + 1]])
  return pairs
}

/** The other way: a version from the one after it. */
export function restored(next: unknown, pairs: readonly (readonly [string, unknown?])[]): unknown {
  return applyDelta(
    next,
    pairs.flatMap((pair) => [pair[0], pair.length === 1 ? GONE : pair[1]]),
  )
}
