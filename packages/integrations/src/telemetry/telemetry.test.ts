import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import type { Notifier } from '@aks-copilot/remediation/ports'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../test-support/faulty-server.ts'
import { AzureMonitorExporter, type AzureMonitorOptions } from './azure-monitor-exporter.ts'
import { readConnectionString } from './connection-string.ts'
import { timeSpan } from './envelopes.ts'
import { openRunTraces } from './open-run-traces.ts'
import { RunTraces } from './run-traces.ts'
import { KEY, TrackStandIn } from './test-support/track-stand-in.ts'

let track: TrackStandIn
const lines: string[] = []
beforeEach(async () => {
  lines.length = 0
  track = new TrackStandIn()
  await track.server.start()
})
afterEach(() => track.server.stop())

function exporterOf(more: Partial<AzureMonitorOptions> = {}): AzureMonitorExporter {
  const log = (line: string): void => void lines.push(line)
  return new AzureMonitorExporter({ connectionString: track.connectionString, timeoutMs: 5000, pauseMs: 5, log, ...more })
}
function spansTo(exporter: AzureMonitorExporter, count: number): TracerProvider {
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  for (let index = 0; index < count; index += 1) provider.getTracer('test').startSpan(`span ${index}`).end()
  return provider
}
const basesOf = (type: string): Record<string, unknown>[] =>
  track.items.filter(({ data }) => data.baseType === type).map(({ data }) => data.baseData)

describe('connection strings', () => {
  it.each([
    [`InstrumentationKey=${KEY}`, 'https://dc.services.visualstudio.com/v2.1/track'],
    [
      `instrumentationkey=${KEY};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/;ApplicationId=x`,
      'https://westeurope-5.in.applicationinsights.azure.com/v2.1/track',
    ],
    [`InstrumentationKey=${KEY};EndpointSuffix=ai.contoso.com;Location=west`, 'https://west.dc.ai.contoso.com/v2.1/track'],
  ])('%s', (text, url) => {
    expect(readConnectionString(text)).toEqual({ instrumentationKey: KEY, url })
  })

  it.each(['', 'planted', 'InstrumentationKey=planted', `InstrumentationKey=${KEY};IngestionEndpoint=http://planted.example`])(
    '%j is none',
    (text) => {
      let fault: unknown
      try {
        readConnectionString(text)
      } catch (error) {
        fault = error
      }
      expect(fault).toMatchObject({ code: 'TELEMETRY_NOT_CONFIGURED', category: 'validation' })
      expect(String(fault)).not.toContain('planted')
    },
  )
})

describe('envelopes', () => {
  it.each([
    [0, '00:00:00.000'],
    [1234.4, '00:00:01.234'],
    [59_999.9, '00:01:00.000'],
    [90_061_001, '1.01:01:01.001'],
    [Number.NaN, '00:00:00.000'],
  ])('%d ms last %s', (milliseconds, text) => {
    expect(timeSpan(milliseconds)).toBe(text)
  })

  it('are requests, dependencies, messages and exceptions, each with its trace', async () => {
    const exporter = exporterOf({ sampleRatio: 0.25 })
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
    const tracer = provider.getTracer('test')
    const url = 'https://me:planted@api.example/repos?token=planted'
    const server = tracer.startSpan('GET /x', {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': 'GET', 'http.response.status_code': 503 },
    })
    server.setStatus({ code: SpanStatusCode.ERROR })
    server.addEvent('retried', { tries: 2 })
    server.recordException(new Error('password=planted-secret'))
    server.end()
    tracer
      .startSpan('GET repos', {
        kind: SpanKind.CLIENT,
        attributes: { 'http.request.method': 'GET', 'url.full': url, 'server.address': 'api.example', tried: [1, 2] },
      })
      .end()
    tracer.startSpan('think', { kind: SpanKind.INTERNAL }).end()
    await provider.shutdown()
    const { traceId, spanId } = server.spanContext()
    expect(basesOf('RequestData')).toMatchObject([{ name: 'GET /x', responseCode: '503', success: false, id: spanId }])
    expect(basesOf('RemoteDependencyData')).toMatchObject([
      { type: 'Http', target: 'api.example', data: 'https://api.example/repos', success: true, properties: { tried: '[1,2]' } },
      { type: 'InProc', name: 'think' },
    ])
    expect(basesOf('MessageData')).toMatchObject([{ message: 'retried', properties: { tries: '2' } }])
    expect(basesOf('ExceptionData')).toMatchObject([{ exceptions: [{ typeName: 'Error' }] }])
    const ofServer = track.items.filter(({ tags }) => tags['ai.operation.id'] === traceId)
    expect(ofServer.map(({ tags }) => tags['ai.operation.parentId'])).toEqual([undefined, spanId, spanId])
    expect(new Set(track.items.map(({ sampleRate }) => sampleRate))).toEqual(new Set([25]))
    expect(JSON.stringify(track.items)).not.toContain('planted')
  })
})

type Does = Fault['does']
describe('sending', () => {
  it.each<[string, Does]>([
    ['408', { kind: 'answer', status: 408 }],
    ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '0' } }],
    ['439', { kind: 'answer', status: 439 }],
    ['500', { kind: 'answer', status: 500 }],
    ['503 with a web page', { kind: 'answer', status: 503, body: '<html>' }],
    ['a connection that breaks', { kind: 'reset' }],
    ['a time-out', { kind: 'hang' }],
  ])('%s passes, and each item comes once', async (_, does) => {
    track.server.fail({ on: /track/, does })
    const exporter = exporterOf(does.kind === 'hang' ? { timeoutMs: 500 } : {})
    await spansTo(exporter, 3).shutdown()
    expect(track.items).toHaveLength(3)
    expect(exporter.counts).toEqual({ sent: 3, dropped: 0, waiting: 0 })
  })

  it('half an answer: nothing is lost', async () => {
    track.server.fail({ on: /track/, does: { kind: 'half' } })
    const exporter = exporterOf()
    await spansTo(exporter, 1).shutdown()
    expect(exporter.counts).toEqual({ sent: 1, dropped: 0, waiting: 0 })
  })

  it('of a batch that was taken in part, what is worth it goes again', async () => {
    const exporter = exporterOf()
    // The first request hangs until the others have come together.
    track.server.fail({ on: /track/, does: { kind: 'answer', status: 503 } })
    const provider = spansTo(exporter, 4)
    track.refuse.set(0, 500).set(1, 400)
    await provider.shutdown()
    expect(exporter.counts).toEqual({ sent: 3, dropped: 1, waiting: 0 })
    expect(track.items).toHaveLength(3)
  })

  it('a refusal is not tried again: the items are dropped, and it is said once', async () => {
    track.server.fail({ on: /track/, times: 9, does: { kind: 'answer', status: 400 } })
    const exporter = exporterOf()
    await spansTo(exporter, 2).shutdown()
    expect(exporter.counts).toMatchObject({ sent: 0, dropped: 2 })
    expect(lines).toHaveLength(1)
  })

  it('while it is away, so many wait and no more; later they go out', async () => {
    track.server.fail({ on: /track/, times: 3, does: { kind: 'reset' } })
    const exporter = exporterOf({ mostWaiting: 10, tries: 3 })
    const provider = spansTo(exporter, 25)
    await exporter.forceFlush()
    expect(exporter.counts).toEqual({ sent: 0, dropped: 15, waiting: 10 })
    provider.getTracer('test').startSpan('later').end()
    await provider.shutdown()
    expect(exporter.counts).toEqual({ sent: 10, dropped: 16, waiting: 0 })
  })

  it('the end of the program waits three seconds at most, and counts what is lost', async () => {
    track.server.fail({ on: /track/, times: 99, does: { kind: 'answer', status: 429, headers: { 'retry-after': '9' } } })
    const exporter = exporterOf()
    const began = performance.now()
    await spansTo(exporter, 2).shutdown()
    expect(performance.now() - began).toBeLessThan(4500)
    expect(exporter.counts).toEqual({ sent: 0, dropped: 2, waiting: 0 })
  })

  it('follows a redirect within its domain, and no other', async () => {
    const exporter = exporterOf()
    track.server.fail({ on: /track/, does: { kind: 'answer', status: 308, headers: { location: `${track.server.origin}/v2.1/track` } } })
    await spansTo(exporter, 1).shutdown()
    expect(exporter.counts.sent).toBe(1)
    const other = exporterOf()
    track.server.fail({ on: /track/, does: { kind: 'answer', status: 308, headers: { location: 'https://evil.example/v2.1/track' } } })
    await spansTo(other, 1).shutdown()
    expect(other.counts).toMatchObject({ sent: 0, dropped: 1 })
  })
})

describe('runs', () => {
  const stateOf = (runId: string, phase: AgentState['phase']): AgentState =>
    ({ runId, phase, mode: 'propose', attempts: [] }) as unknown as AgentState
  class Channel implements Notifier {
    readonly #id = 'C/1'
    post(): Promise<string> {
      return Promise.resolve(this.#id)
    }
    update(): Promise<void> {
      return Promise.reject(new CopilotError({ code: 'SLACK_DENIED', category: 'validation', message: 'planted', remedy: 'planted' }))
    }
  }
  const notice = { key: 'k', runId: 'r', severity: 'info' as const, title: 'planted', text: 'planted', links: [] }
  async function oneRun(runId: string, phases: readonly AgentState['phase'][]): Promise<void> {
    const traces = new RunTraces({ exporters: [exporterOf()] })
    const run = traces.run('shop')
    const port = run.traced<Notifier>('slack', new Channel())
    for (const phase of phases) {
      run.state(stateOf(runId, phase))
      run.state(stateOf(runId, phase))
      await port.post(notice)
    }
    await expect(port.update('planted', notice)).rejects.toMatchObject({ code: 'SLACK_DENIED' })
    run.end('healthy', false)
    await traces.stop()
  }

  it('are one trace each, also after a restart, with steps and calls and nothing of what was said', async () => {
    await oneRun('run-1', ['observing', 'proposing'])
    await oneRun('run-1', ['committing'])
    await oneRun('run-2', ['observing'])
    const first = track.items.filter(({ data }) => data.baseData.properties?.['aks_copilot.run_id'] === 'run-1')
    expect(new Set(first.map(({ tags }) => tags['ai.operation.id'])).size).toBe(1)
    expect(new Set(track.items.map(({ tags }) => tags['ai.operation.id'])).size).toBe(2)
    const steps = basesOf('RemoteDependencyData').filter(({ name }) => String(name).startsWith('step '))
    expect(steps.map(({ name }) => String(name)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'step committing',
      'step observing',
      'step observing',
      'step proposing',
    ])
    const failed = basesOf('RemoteDependencyData').filter(({ success }) => success === false)
    expect(failed).toMatchObject(
      Array.from({ length: 3 }, () => ({ name: 'slack update', target: 'slack', properties: { 'error.type': 'SLACK_DENIED' } })),
    )
    const parents = new Set(steps.map(({ id }) => id))
    const posts = track.items.filter(({ data }) => 'name' in data.baseData && data.baseData.name === 'slack post')
    expect(posts.every(({ tags }) => parents.has(tags['ai.operation.parentId']))).toBe(true)
    expect(JSON.stringify(track.items)).not.toContain('planted')
  })

  it('of deployments are traces of their own, with their steps and the namespace', async () => {
    const traces = await openRunTraces({ connectionString: track.connectionString })
    const deployment = traces?.deployment('shop')
    for (const phase of ['planning', 'planning', 'watching']) deployment?.step('run-3', phase)
    deployment?.end('failed', true)
    await traces?.stop()
    expect(basesOf('RequestData')).toMatchObject([
      { name: 'deploy', success: false, properties: { 'aks_copilot.namespace': 'shop', 'aks_copilot.outcome': 'failed' } },
    ])
    expect(basesOf('RemoteDependencyData').map(({ name }) => name)).toEqual(['step planning', 'step watching'])
  })

  it('are not traced where nobody wants it', async () => {
    expect(await openRunTraces({ connectionString: '', collector: undefined })).toBeUndefined()
  })
})
