import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as contracts from '@aks-copilot/contracts'
import { openExporters } from '@aks-copilot/integrations'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { z } from 'zod'
import { recorded, testServer } from './test-server.ts'

let server: Awaited<ReturnType<typeof testServer>>
beforeAll(async () => {
  server = await testServer({ views: [recorded('image-change-breaks.watched')] })
})
afterAll(async () => await server.stop())

async function get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  const response = await fetch(`${server.url}${path}`)
  expect(response.status, path).toBe(200)
  return schema.parse(await response.json())
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

const { pageSchema } = contracts

describe('what is asked is answered in the shape of the contracts', () => {
  it.each([
    ['/api/clusters', pageSchema(contracts.clusterStatusSchema)],
    ['/api/summary', contracts.summarySchema],
    ['/api/incidents', pageSchema(contracts.incidentSchema)],
    ['/api/objects?limit=500', pageSchema(contracts.objectRowSchema)],
    ['/api/events', pageSchema(contracts.eventRowSchema)],
    ['/api/logs', pageSchema(contracts.logRowSchema)],
    ['/api/log-templates', pageSchema(contracts.logTemplateRowSchema)],
    ['/api/metrics', pageSchema(contracts.metricRowSchema)],
    ['/api/changes', pageSchema(contracts.changeSchema)],
    ['/api/time-strip', contracts.timeStripSchema],
    ['/api/models', contracts.modelStatusSchema],
    ['/api/articles?text=image%20pull', pageSchema(contracts.articleRowSchema)],
    ['/api/profiles', contracts.profilesSchema],
    ['/api/session', contracts.sessionSchema],
    ['/api/conversations', pageSchema(contracts.conversationRowSchema)],
  ] as const)('%s', async (path, schema) => {
    await get(path, schema)
  })

  it('an incident has its change, its graph, its timeline and what is well beside it', async () => {
    const { items } = await get('/api/incidents', pageSchema(contracts.incidentSchema))
    const [incident] = items
    const detail = await get(`/api/incidents/${encodeURIComponent(incident?.fingerprint ?? '')}`, contracts.incidentDetailSchema)
    expect(detail.incident.fingerprint).toBe(incident?.fingerprint)
    expect(detail.graph.nodes.map(({ role }) => role)).toContain('change')
    expect(detail.graph.nodes.length).toBeLessThanOrEqual(12)
    const ids = new Set(detail.graph.nodes.map(({ id }) => id))
    for (const { from, to } of detail.graph.edges) expect(ids.has(from) && ids.has(to)).toBe(true)
    expect(detail.timeline.some(({ kind }) => kind === 'change')).toBe(true)
    expect(detail.timeline.map(({ at }) => at)).toEqual(
      detail.timeline
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
    expect(detail.foundWell.length).toBeGreaterThan(0)
  })

  it('every object of the list has a detail and a timeline', async () => {
    const { items } = await get('/api/objects?limit=1000', pageSchema(contracts.objectRowSchema))
    expect(items.length).toBeGreaterThan(10)
    for (const { kind, namespace, name } of items.slice(0, 40)) {
      const path = `/api/objects/${kind}/${namespace ?? '-'}/${encodeURIComponent(name)}`
      const detail = await get(path, contracts.objectDetailSchema)
      expect(detail).toMatchObject({ kind, name })
      await get(`${path}/timeline`, pageSchema(contracts.timelineEntrySchema))
    }
  })

  it('pages lead through everything, once', async () => {
    const all = await get('/api/objects?limit=1000', pageSchema(contracts.objectRowSchema))
    const seen: string[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: z.output<ReturnType<typeof pageSchema<typeof contracts.objectRowSchema>>> = await get(
        `/api/objects?limit=7&cursor=${cursor}`,
        pageSchema(contracts.objectRowSchema),
      )
      seen.push(...page.items.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`))
      cursor = page.cursor
    }
    expect(seen).toEqual(all.items.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`))
    const events = await get('/api/events?limit=1000', pageSchema(contracts.eventRowSchema))
    const warnings = await get('/api/events?limit=3&text=BackOff', pageSchema(contracts.eventRowSchema))
    const expected = events.items.filter(({ reason, message }) => /backoff/i.test(`${reason} ${message}`))
    expect(warnings.items.map(({ id }) => id)).toEqual(expected.slice(0, 3).map(({ id }) => id))
  })

  it('an earlier moment is as it was then', async () => {
    const now = await get('/api/summary', contracts.summarySchema)
    const [incident] = now.incidents
    const before = new Date(Date.parse(incident?.suspectChanges[0]?.at ?? incident?.since ?? '') - 5000).toISOString()
    const then = await get(`/api/summary?at=${before}`, contracts.summarySchema)
    expect(now.incidents.length).toBeGreaterThan(0)
    expect(then.incidents.map(({ fingerprint }) => fingerprint)).not.toContain(incident?.fingerprint)
    expect(then.headline).toMatch(/^No problems/)
  })

  it('of a moment that nobody watched nothing is claimed', async () => {
    const then = await get('/api/summary?at=2001-01-01T00:00:00Z', contracts.summarySchema)
    expect(then.headline).toBe('Nothing is known of this moment: nobody watched.')
    expect(new Set(then.cards.map(({ state }) => state))).toEqual(new Set(['unknown']))
  })

  it('a question is answered, remembered, and forgotten when told so', async () => {
    const answer = contracts.answerSchema.parse(await (await post('/api/ask', { question: 'why is web failing?' })).json())
    expect(answer.citations.length).toBeGreaterThan(0)
    const id = answer.conversationId ?? ''
    const second = contracts.answerSchema.parse(
      await (await post('/api/ask', { question: 'and what changed?', conversationId: id })).json(),
    )
    expect(second.conversationId).toBe(id)
    const conversation = await get(`/api/conversations/${id}`, contracts.conversationSchema)
    expect(conversation.turns.map(({ answer: { question } }) => question)).toEqual(['why is web failing?', 'and what changed?'])
    expect((await fetch(`${server.url}/api/conversations/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await fetch(`${server.url}/api/conversations/${id}`)).status).toBe(404)
  })

  it('a question is answered as events where that is asked for', async () => {
    const response = await post('/api/ask', { question: 'what is broken?' }, { accept: 'text/event-stream' })
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const messages = [...(await response.text()).matchAll(/^data: (.*)$/gm)].map(([, data]) =>
      contracts.serverMessageSchema.parse(JSON.parse(data ?? '')),
    )
    expect(messages.map(({ type }) => type)).toEqual(['answer-start', 'answer-end'])
  })

  it('manifests are mended: report, text, diff, patch', async () => {
    const text =
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data # ours\nspec:\n  storageClassName: local-path\n  accessModes: [ReadWriteOnce]\n  resources: { requests: { storage: 1Gi } }\n'
    const fixed = contracts.fixResponseSchema.parse(await (await post('/api/fix', { files: [{ path: 'a.yaml', text }] })).json())
    expect(fixed.files[0]?.after).toBe(text.replace('local-path', 'managed-csi'))
    expect(fixed.files[0]?.diff).toContain('-  storageClassName: local-path\n+  storageClassName: managed-csi')
    const only = contracts.fixResponseSchema.parse(
      await (await post('/api/fix', { files: [{ path: 'a.yaml', text }], only: ['k3s-traefik'] })).json(),
    )
    expect(only.files).toEqual([])
    const [violation] = fixed.report.violations
    const named = { ruleId: violation?.ruleId, object: violation?.object, file: violation?.file, path: violation?.path }
    const without = contracts.fixResponseSchema.parse(
      await (await post('/api/fix', { files: [{ path: 'a.yaml', text }], choices: [{ ...named, apply: false }] })).json(),
    )
    expect([without.files, without.report.violations[0]?.fix.status]).toEqual([[], 'none'])
    const byIndex = await (await post('/api/fix', { files: [{ path: 'a.yaml', text }], only: ['0'] })).json()
    expect(contracts.fixResponseSchema.parse(byIndex).files).toEqual(fixed.files)
    const refused = await post('/api/check', { files: [{ path: 'a.yaml', text }], target: 'aks-standrad' })
    expect(contracts.problemSchema.parse(await refused.json())).toMatchObject({ status: 400, code: 'REQUEST_INVALID' })
  })
})

describe('what can not be answered', () => {
  it.each([
    ['/api/incidents/nobody', 404, 'NOT_FOUND'],
    ['/api/objects/Pod/shop/nobody', 404, 'NOT_FOUND'],
    ['/api/summary?cluster=nobody', 404, 'CLUSTER_UNKNOWN'],
    ['/api/summary?at=yesterday', 400, 'REQUEST_INVALID'],
    ['/api/events?limit=100000', 400, 'REQUEST_INVALID'],
    ['/api/nothing', 404, 'NOT_FOUND'],
    ['/api/articles/none', 404, 'NOT_FOUND'],
  ])('%s is a problem with its code', async (path, status, code) => {
    const response = await fetch(`${server.url}${path}`)
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    const problem = contracts.problemSchema.parse(await response.json())
    expect(problem).toMatchObject({ status, code })
    expect(problem.runId).toBe(response.headers.get('x-run-id'))
  })

  it('malformed, oversized and foreign bodies are refused', async () => {
    const send = async (body: string, type = 'application/json'): Promise<number> =>
      (await fetch(`${server.url}/api/ask`, { method: 'POST', headers: { 'content-type': type }, body })).status
    expect(await send('{')).toBe(400)
    expect(await send('{"question":""}')).toBe(400)
    expect(await send(JSON.stringify({ question: 'x'.repeat(300_000) }))).toBe(413)
    expect(await send('<x/>', 'text/xml')).toBe(400)
  })
})

describe('the description of the interface', () => {
  it('names every route, and each schema once', async () => {
    const document = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
      components: { schemas: Record<string, unknown> }
    }
    for (const path of ['/api/summary', '/api/incidents/{id}', '/api/objects/{kind}/{namespace}/{name}/timeline', '/api/ask', '/api/fix'])
      expect(Object.keys(document.paths)).toContain(path)
    const bodies = Object.values(document.components.schemas).map((schema) => JSON.stringify(schema))
    expect(new Set(bodies).size).toBe(bodies.length)
    const names = Object.keys(document.components.schemas)
    for (const [, name] of JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)) expect(names).toContain(name)
    expect(JSON.stringify(document.paths['/api/summary'])).toContain('#/components/schemas/Summary')
  })

  it('is a page that needs no script', async () => {
    const response = await fetch(`${server.url}/api/docs`)
    const page = await response.text()
    expect(page).toContain('POST /api/ask')
    expect(page).not.toMatch(/<script|style=|onclick/)
  })
})

describe('for whoever runs it', () => {
  it('refuses two clusters of one name: one of them could never be asked for', async () => {
    const twice = testServer({ views: [recorded('cascade-of-three'), recorded('healthy-shop')] })
    await expect(twice).rejects.toMatchObject({ code: 'CLUSTER_NAMED_TWICE' })
  })

  it('says that it lives and is ready, and measures itself', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    for (const name of [
      'aks_copilot_store_bytes',
      'aks_copilot_objects',
      'aks_copilot_incidents',
      'aks_copilot_answer_headline_seconds_bucket',
      'aks_copilot_event_loop_lag_seconds',
      'aks_copilot_websocket_clients',
    ])
      expect(metrics).toMatch(new RegExp(`^${name}(?:\\{[^}]*\\})? [\\d.e+-]+$`, 'm'))
  })

  it('writes a line when it is ready, none for a probe that went well, and one for every other request', async () => {
    const lines: unknown[] = []
    const own = await testServer({ log: (_, { message, route, status, seconds }) => void lines.push([message, route ?? seconds, status]) })
    try {
      for (const path of ['/healthz', '/readyz', '/metrics']) await (await fetch(`${own.url}${path}`)).text()
      await vi.waitFor(() => expect(lines).toHaveLength(2))
      expect(lines).toEqual([
        ['ready', expect.closeTo(process.uptime(), -1), undefined],
        ['request', '/metrics', 200],
      ])
    } finally {
      await own.stop()
    }
  })

  it('sends traces of requests where a collector is named: the route, and nothing that was asked', async () => {
    const bodies: string[] = []
    const collector = createServer((request, response) => {
      request.on('data', (bytes) => bodies.push(`${request.url} ${String(bytes)}`))
      request.on('end', () => response.setHeader('content-type', 'application/json').end('{}'))
    })
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
    const traced = await testServer({
      traceExporters: await openExporters({ collector: `http://127.0.0.1:${(collector.address() as AddressInfo).port}` }),
    })
    await fetch(`${traced.url}/api/events?text=hunter2`)
    await traced.stop()
    collector.close()
    expect(bodies.join('')).toMatch(/\/v1\/traces .*GET \/api\/events/)
    expect(bodies.join('')).not.toContain('hunter2')
  })
})
