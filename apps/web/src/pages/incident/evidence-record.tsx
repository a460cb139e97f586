import type { Evidence, EventRow, Incident, LogRow, MetricRow, ObjectDetail, Page } from '@aks-copilot/contracts'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { problemOf } from '../../api/api-error.ts'
import { useScopedQuery } from '../../api/queries.ts'
import { Diff } from '../../components/diff.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { clockTime } from '../../time/format-time.ts'
import { excerpt } from './object-excerpt.ts'
import { RecordLines } from './record-lines.tsx'

export interface EvidenceRecordProps {
  readonly evidence: Evidence
  readonly incident: Incident
}

/** The record that a piece of evidence is about, as it is stored. */
export function EvidenceRecord({ evidence, incident }: EvidenceRecordProps) {
  return (
    <div className="flex flex-col gap-2">
      <p className="text-meta">
        <ObjectName object={evidence.object} />
      </p>
      <Record evidence={evidence} incident={incident} />
    </div>
  )
}

function Record({ evidence, incident }: EvidenceRecordProps) {
  switch (evidence.kind) {
    case 'object':
      return <ObjectRecord evidence={evidence} />
    case 'log':
      return <LogRecord evidence={evidence} />
    case 'event':
      return <EventRecord evidence={evidence} />
    case 'metric':
      return <MetricRecord evidence={evidence} />
    case 'change':
      return <ChangeRecord evidence={evidence} incident={incident} />
  }
}

function Loaded<Answer>({ query, children }: { readonly query: UseQueryResult<Answer>; readonly children: (answer: Answer) => ReactNode }) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <p className="text-ink-2">{problemOf(query.error).detail}</p>
  return <Skeleton className="h-16 w-full" />
}

function ObjectRecord({ evidence: { object, path = '' } }: { readonly evidence: Evidence }) {
  const place = [object.kind, object.namespace ?? '-', object.name].map(encodeURIComponent).join('/')
  const query = useScopedQuery<ObjectDetail>({ key: ['object', place], path: `/api/objects/${place}` })
  return <Loaded query={query}>{(detail) => <RecordLines lines={excerpt(detail.object, path)} />}</Loaded>
}

/** A minute around the line. */
const AROUND = 30_000

function around(at: string | undefined): { from?: string; to?: string } {
  if (at === undefined) return {}
  const time = Date.parse(at)
  return { from: new Date(time - AROUND).toISOString(), to: new Date(time + AROUND).toISOString() }
}

function LogRecord({ evidence: { object, at, text } }: { readonly evidence: Evidence }) {
  const params = { namespace: object.namespace, name: object.name, ...around(at), limit: 40 }
  const query = useScopedQuery<Page<LogRow>>({ key: ['record-logs'], path: '/api/logs', params })
  return (
    <Loaded query={query}>
      {({ items }) => (
        <RecordLines
          lines={items
            .toSorted((a, b) => a.at.localeCompare(b.at))
            .map((line) => ({ head: clockTime(Date.parse(line.at), true), text: line.text, lit: text.endsWith(line.text) }))}
        />
      )}
    </Loaded>
  )
}

function EventRecord({ evidence: { object, text } }: { readonly evidence: Evidence }) {
  const params = { namespace: object.namespace, kind: object.kind, name: object.name, limit: 40 }
  const query = useScopedQuery<Page<EventRow>>({ key: ['record-events'], path: '/api/events', params })
  return (
    <Loaded query={query}>
      {({ items }) => (
        <RecordLines
          lines={items.map((event) => ({
            head: clockTime(Date.parse(event.at), true),
            text: `${event.type} ${event.reason}: ${event.message}${event.count > 1 ? ` (${event.count} times)` : ''}`,
            lit: text.includes(event.message),
          }))}
        />
      )}
    </Loaded>
  )
}

function MetricRecord({ evidence: { object } }: { readonly evidence: Evidence }) {
  const params = { namespace: object.namespace, kind: object.kind, name: object.name, limit: 10 }
  const query = useScopedQuery<Page<MetricRow>>({ key: ['record-metrics'], path: '/api/metrics', params })
  return (
    <Loaded query={query}>
      {({ items }) =>
        items.map((row) => (
          <div key={`${row.container ?? ''} ${row.metric}`}>
            <p className="text-meta text-ink-2">
              {row.container === undefined ? '' : `${row.container} `}
              {row.metric}
            </p>
            <Sparkline points={row.points} band={row.limit === undefined ? undefined : [row.limit, row.limit]} />
          </div>
        ))
      }
    </Loaded>
  )
}

function ChangeRecord({ evidence, incident }: EvidenceRecordProps) {
  const { object, at } = evidence
  const change = incident.suspectChanges.find((one) => one.at === at && one.object.kind === object.kind && one.object.name === object.name)
  if (change === undefined || change.diff.length === 0) return <p className="text-ink-2">{evidence.text}</p>
  return <Diff fields={change.diff} />
}
