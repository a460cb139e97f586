import type { LiveReference } from '@aks-copilot/contracts'
import type { Field } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../context/live-object.ts'
import { objectKey } from '../context/live-object.ts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { Change, EventRecord, LogLine, LogStream, MetricSeries, Time } from '../context/records.ts'
import { maskSecrets } from '../mask/mask-secrets.ts'

/** A pointer to a record of the state, and what that record says. Made by the functions below and nowhere else. */
export type EvidenceRecord =
  | { readonly kind: 'object'; readonly object: LiveReference; readonly at: Time | undefined; readonly path: string; readonly text: string }
  | { readonly kind: 'absence'; readonly object: LiveReference; readonly at: undefined; readonly text: string }
  | { readonly kind: 'event'; readonly object: LiveReference; readonly at: Time; readonly text: string; readonly event: EventRecord }
  | {
      readonly kind: 'log'
      readonly object: LiveReference
      readonly at: Time
      readonly text: string
      readonly stream: LogStream
      readonly line: LogLine
    }
  | { readonly kind: 'metric'; readonly object: LiveReference; readonly at: Time; readonly text: string; readonly series: MetricSeries }
  | { readonly kind: 'change'; readonly object: LiveReference; readonly at: Time; readonly text: string; readonly change: Change }

const MOST_TEXT = 300

/** A field of an object, as it stands. `at`: when it became so, where a record tells. The field must exist. */
export function fieldEvidence(object: LiveObject, field: Field, at?: Time): EvidenceRecord {
  return {
    kind: 'object',
    object: object.reference,
    at,
    path: field.pointer,
    text: clip(maskSecrets(`${field.pointer.slice(1).replaceAll('/', '.')}: ${shown(field.value)}`)),
  }
}

/** That something does not exist: only where `state.isAbsent` said so. */
export function absenceEvidence(object: LiveReference): EvidenceRecord {
  const { kind, namespace, name } = object
  return { kind: 'absence', object, at: undefined, text: `there is no ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}` }
}

/** An event, with how often it came. */
export function eventEvidence(event: EventRecord): EvidenceRecord {
  const { uid: _, fieldPath: __, ...object } = event.object
  const times = event.count > 1 ? ` (×${event.count})` : ''
  return {
    kind: 'event',
    object,
    at: event.lastAt,
    text: clip(maskSecrets(`${event.reason}${times}: ${event.message.trim().replaceAll(/\s*\n\s*/g, ' ')}`)),
    event,
  }
}

/** A line of a container's log. `excerpt`: the part of a long record that says it. */
export function logEvidence(stream: LogStream, line: LogLine, excerpt: string = line.text): EvidenceRecord {
  const object = { apiVersion: 'v1', kind: 'Pod', namespace: stream.pod.namespace, name: stream.pod.name }
  const place = `${stream.container}${stream.previous ? ' (before the restart)' : ''}`
  return { kind: 'log', object, at: line.at, text: clip(`${place}: ${excerpt}`), stream, line }
}

/** A measured series, told by its last point and whatever `text` says of it. */
export function metricEvidence(series: MetricSeries, text: string): EvidenceRecord {
  return { kind: 'metric', object: series.object, at: series.points.at(-1)?.[0] ?? 0, text, series }
}

/** A change that was seen. */
export function changeEvidence(change: Change, text: string): EvidenceRecord {
  return { kind: 'change', object: change.object, at: change.at, text: clip(maskSecrets(text)), change }
}

/** Whether a piece of evidence points to a record that the state really holds, and which says what it is said to say. */
export function resolves(evidence: EvidenceRecord, state: ClusterState): boolean {
  const { kind, namespace, name } = evidence.object
  switch (evidence.kind) {
    case 'object': {
      const object = state.find(kind, namespace, name)
      if (object === undefined) return false
      const field = fieldAt(object, evidence.path)
      return field.exists && fieldEvidence(object, field).text === evidence.text
    }
    case 'absence':
      return state.isAbsent(kind, namespace, name)
    case 'event':
      return state.snapshot.events.includes(evidence.event)
    case 'log':
      return state.snapshot.logs.includes(evidence.stream) && evidence.stream.lines.includes(evidence.line)
    case 'metric':
      return state.snapshot.metrics.includes(evidence.series)
    case 'change':
      return state.changesOf(evidence.object).includes(evidence.change)
  }
}

function fieldAt(object: LiveObject, pointer: string): Field {
  let field = object.root
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    field = field.at(Array.isArray(field.value) ? Number(key) : key)
  }
  return field
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function clip(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 1)}…` : text
}

/** One evidence for each record, the first told stays. */
export function distinct(evidence: readonly EvidenceRecord[]): EvidenceRecord[] {
  const seen = new Map(evidence.map((record) => [`${record.kind} ${objectKey(record.object)} ${record.text}`, record]))
  return [...seen.values()]
}
