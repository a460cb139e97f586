import type { LiveReference } from '@aks-copilot/contracts'
import { load } from 'js-yaml'
import { Coverage, type Observation } from '../../context/coverage.ts'
import { ClusterState } from '../../context/cluster-state.ts'
import { LiveObject } from '../../context/live-object.ts'
import type { Change, EventRecord, FieldChange, LogStream, MetricName, MetricSeries, Time } from '../../context/records.ts'
import { mineLog } from '../../logs/mine-log.ts'
import { WATCHED_KINDS } from '../../watch/kinds.ts'

/** What an example says that the detector finds; only the given keys are compared. */
export interface Expected {
  readonly object: string
  readonly message?: string
  readonly since?: string
  readonly about?: string
  readonly severity?: string
}

interface ExampleObject {
  apiVersion: string
  kind: string
  metadata: Record<string, unknown> & { name: string; namespace?: string; owner?: string }
}

/** An example file; see detect/README.md. Objects, people and events name each other as `Kind namespace/name`. */
interface Example {
  now?: string | Date
  objects?: ExampleObject[]
  events?: {
    object: string
    type?: 'Normal' | 'Warning'
    reason: string
    message: string
    count?: number
    firstAt?: string
    lastAt: string
    source?: string
    fieldPath?: string
  }[]
  logs?: { pod: string; container: string; previous?: boolean; lines: string[] }[]
  metrics?: { object: string; container?: string; metric: MetricName; points: [string, number][] }[]
  changes?: { object: string; at: string; by?: string; kind?: Change['kind']; diff: FieldChange[] }[]
  coverage?: Record<string, Observation>
  expect?: Expected[]
}

const DEFAULT_NOW = Date.parse('2026-11-22T10:00:00Z')
const HOUR = 3_600_000

/** Reads an example: a state, and what is expected to be found in it. */
export function readExample(text: string): { readonly state: ClusterState; readonly expect: readonly Expected[] } {
  const example = load(text) as Example
  const now = example.now === undefined ? DEFAULT_NOW : new Date(example.now).getTime()
  const objects = (example.objects ?? []).map((object) => liveObject(object, now))
  const byName = new Map(objects.map((object) => [nameOf(object), object]))
  const coverage = new Map<string, Observation>(
    [...WATCHED_KINDS.map(({ kind }) => kind), 'Event', 'logs', 'metrics'].map((kind) => [kind, 'observed']),
  )
  for (const [kind, observation] of Object.entries(example.coverage ?? {})) coverage.set(kind, observation)
  const state = new ClusterState({
    cluster: 'example',
    now,
    window: { from: now - 2 * HOUR, to: now },
    coverage: new Coverage([...coverage].map(([kind, observation]) => ({ kind, observation }))),
    objects,
    events: (example.events ?? []).map((event, index) => eventRecord(event, index, byName)),
    logs: (example.logs ?? []).map(logStream),
    metrics: (example.metrics ?? []).map(metricSeries),
    changes: (example.changes ?? []).map((change, index) => ({
      id: `change-${index}`,
      object: reference(change.object, byName),
      uid: byName.get(change.object)?.uid ?? change.object,
      at: Date.parse(change.at),
      by: change.by,
      kind: change.kind ?? 'changed',
      diff: change.diff,
      origin: 'watch',
    })),
  })
  return { state, expect: example.expect ?? [] }
}

function liveObject({ metadata: { owner, ...metadata }, ...object }: ExampleObject, now: Time): LiveObject {
  const uid = (kind: string, name: string): string => `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${name}`
  const [ownerKind = '', ownerName = ''] = owner?.split(' ') ?? []
  const controller = {
    apiVersion: OWNER_API[ownerKind] ?? 'v1',
    kind: ownerKind,
    name: ownerName,
    uid: uid(ownerKind, ownerName),
    controller: true,
  }
  const value = {
    ...object,
    metadata: {
      uid: uid(object.kind, metadata.name),
      resourceVersion: '1',
      creationTimestamp: new Date(now - HOUR).toISOString(),
      ...metadata,
      ...(owner === undefined ? {} : { ownerReferences: [controller] }),
    },
  }
  // Dates become the text that an API server sends.
  return new LiveObject(JSON.parse(JSON.stringify(value).replaceAll(/(:\d\d)\.000Z"/g, '$1Z"')) as Record<string, unknown>)
}

const OWNER_API: Readonly<Record<string, string>> = {
  ReplicaSet: 'apps/v1',
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
}

/** `Kind namespace/name`, or `Kind name`. */
export function nameOf(object: { kind: string; namespace?: string | undefined; name: string }): string {
  return `${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`
}

function reference(name: string, byName: ReadonlyMap<string, LiveObject>): LiveReference {
  const known = byName.get(name)
  if (known !== undefined) return known.reference
  const [kind = '', place = ''] = name.split(' ')
  const [first = '', second] = place.split('/')
  return second === undefined ? { kind, name: first } : { kind, namespace: first, name: second }
}

function eventRecord(event: NonNullable<Example['events']>[number], index: number, byName: ReadonlyMap<string, LiveObject>): EventRecord {
  const lastAt = Date.parse(event.lastAt)
  return {
    uid: `event-${index}`,
    object: { ...reference(event.object, byName), uid: byName.get(event.object)?.uid, fieldPath: event.fieldPath },
    type: event.type ?? 'Warning',
    reason: event.reason,
    message: event.message,
    count: event.count ?? 1,
    firstAt: event.firstAt === undefined ? lastAt : Date.parse(event.firstAt),
    lastAt,
    source: event.source ?? 'kubelet',
  }
}

function logStream({ pod, container, previous, lines }: NonNullable<Example['logs']>[number]): LogStream {
  const [namespace = '', name = ''] = pod.split('/')
  return mineLog({ pod: { namespace, name, uid: `Pod ${pod}` }, container, previous: previous ?? false }, lines)
}

function metricSeries(series: NonNullable<Example['metrics']>[number]): MetricSeries {
  return {
    object: reference(series.object, new Map()),
    container: series.container,
    metric: series.metric,
    points: series.points.map(([at, value]) => [Date.parse(at), value] as const),
  }
}
