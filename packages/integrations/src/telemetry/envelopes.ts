import { hostname } from 'node:os'
import { maskSecrets } from '@aks-copilot/cluster'
import { type Attributes, type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'

/** One item of telemetry as Application Insights takes it at `/v2.1/track`. */
export interface Envelope {
  readonly ver: 1
  readonly name: string
  /** RFC 3339 in UTC. */
  readonly time: string
  /** The item stands for 100 / sampleRate of its kind. */
  readonly sampleRate: number
  readonly iKey: string
  readonly tags: Readonly<Record<string, string>>
  readonly data: { readonly baseType: string; readonly baseData: Readonly<Record<string, unknown>> }
}

export interface EnvelopeOptions {
  readonly instrumentationKey: string
  /** Name of the program, as the application map shows it. */
  readonly role: string
  /** Percentage of the traces that are kept. */
  readonly sampleRate: number
}

/** The limits of Application Insights. */
const NAME = 1024
const URL_LENGTH = 2048
const MESSAGE = 32_768
const PROPERTY_NAME = 150
const PROPERTY = 8192

/** A span, and its events, as requests, dependencies, messages and exceptions. Whatever looks like a secret is masked. */
export function envelopesOf(span: ReadableSpan, options: EnvelopeOptions): Envelope[] {
  const isRequest = span.kind === SpanKind.SERVER || span.kind === SpanKind.CONSUMER
  const operation = isRequest ? { 'ai.operation.name': text(span.name, NAME) } : {}
  const parent = span.parentSpanContext?.spanId
  const tags = { ...tagsOf(span, options), ...operation, ...(parent === undefined ? {} : { 'ai.operation.parentId': parent }) }
  const own = envelope(isRequest ? 'Request' : 'RemoteDependency', isRequest ? requestOf(span) : dependencyOf(span), {
    ...options,
    tags,
    time: span.startTime,
  })
  return [own, ...eventsOf(span, options)]
}

function eventsOf(span: ReadableSpan, options: EnvelopeOptions): Envelope[] {
  const tags = { ...tagsOf(span, options), 'ai.operation.parentId': span.spanContext().spanId }
  return span.events.map(({ name, time, attributes = {} }) => {
    const properties = propertiesOf(attributes)
    const more = { ...options, tags, time }
    if (name !== 'exception') return envelope('Message', { message: text(name, MESSAGE), properties }, more)
    // Without its stack: paths of this machine are nobody's business.
    const typeName = text(wordOf(attributes, 'exception.type') ?? 'Error', NAME)
    const message = text(wordOf(attributes, 'exception.message') ?? 'Exception', MESSAGE)
    return envelope('Exception', { exceptions: [{ typeName, message, hasFullStack: false }], properties: {} }, more)
  })
}

interface More extends EnvelopeOptions {
  readonly tags: Readonly<Record<string, string>>
  readonly time: HrTime
}

function envelope(kind: string, baseData: Readonly<Record<string, unknown>>, more: More): Envelope {
  return {
    ver: 1,
    name: `Microsoft.ApplicationInsights.${kind}`,
    time: new Date(millisecondsOf(more.time)).toISOString(),
    sampleRate: more.sampleRate,
    iKey: more.instrumentationKey,
    tags: more.tags,
    data: { baseType: `${kind}Data`, baseData: { ver: 2, ...baseData } },
  }
}

function requestOf(span: ReadableSpan): Record<string, unknown> {
  return { ...commonOf(span), responseCode: statusOf(span.attributes), ...optional('url', urlOf(span.attributes)) }
}

function dependencyOf(span: ReadableSpan): Record<string, unknown> {
  const { attributes } = span
  const isHttp = attributes['http.request.method'] !== undefined
  const target = wordOf(attributes, 'server.address') ?? wordOf(attributes, 'peer.service')
  return {
    ...commonOf(span),
    resultCode: statusOf(attributes),
    type: span.kind === SpanKind.INTERNAL ? 'InProc' : isHttp ? 'Http' : 'Dependency',
    ...optional('target', target === undefined ? undefined : text(target, NAME)),
    ...optional('data', urlOf(attributes)),
  }
}

function commonOf(span: ReadableSpan): Record<string, unknown> {
  return {
    id: span.spanContext().spanId,
    name: text(span.name, NAME),
    duration: timeSpan(millisecondsOf(span.duration)),
    success: span.status.code !== SpanStatusCode.ERROR,
    properties: propertiesOf(span.attributes),
    measurements: {},
  }
}

function tagsOf(span: ReadableSpan, { role }: EnvelopeOptions): Record<string, string> {
  return { 'ai.operation.id': span.spanContext().traceId, 'ai.cloud.role': role, 'ai.cloud.roleInstance': hostname() }
}

/** Said elsewhere in the item. */
const MAPPED = new Set(['http.response.status_code', 'server.address', 'peer.service', 'url.full'])

function propertiesOf(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([key, value]) => value !== undefined && !MAPPED.has(key))
      .map(([key, value]) => [key.slice(0, PROPERTY_NAME), text(typeof value === 'string' ? value : JSON.stringify(value), PROPERTY)]),
  )
}

function wordOf(attributes: Attributes, key: string): string | undefined {
  const value = attributes[key]
  return typeof value === 'string' ? value : undefined
}

function statusOf(attributes: Attributes): string {
  const status = attributes['http.response.status_code']
  return typeof status === 'number' || typeof status === 'string' ? String(status) : '0'
}

/** Without login, query and fragment, each of which may hold a secret. */
function urlOf(attributes: Attributes): string | undefined {
  const url = URL.parse(wordOf(attributes, 'url.full') ?? '')
  return url === null ? undefined : text(`${url.origin}${url.pathname}`, URL_LENGTH)
}

function optional(key: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [key]: value }
}

function text(value: string, most: number): string {
  return maskSecrets(value).slice(0, most)
}

function millisecondsOf([seconds, nanoseconds]: HrTime): number {
  return seconds * 1000 + nanoseconds / 1e6
}

/** `D.HH:MM:SS.mmm`, the days only where there are any. */
export function timeSpan(milliseconds: number): string {
  const whole = Number.isFinite(milliseconds) ? Math.max(0, Math.round(milliseconds)) : 0
  const two = (value: number): string => String(value).padStart(2, '0')
  const days = Math.floor(whole / 86_400_000)
  const time = [Math.floor(whole / 3_600_000) % 24, Math.floor(whole / 60_000) % 60, Math.floor(whole / 1000) % 60].map(two).join(':')
  return `${days > 0 ? `${days}.` : ''}${time}.${String(whole % 1000).padStart(3, '0')}`
}
