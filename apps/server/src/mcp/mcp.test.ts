import { readFileSync } from 'node:fs'
import { openRecording, viewRecording, type ViewChange } from '@aks-copilot/cluster'
import type { Answer } from '@aks-copilot/contracts'
import { openKnowledge } from '@aks-copilot/knowledge'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { ResourceListChangedNotificationSchema, ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterEach, expect, it } from 'vitest'
import { AnswerDesk } from '../ask/answer-desk.ts'
import { Clusters } from '../clusters/clusters.ts'
import { WorkerManifests } from '../manifests/worker-manifests.ts'
import { startServer } from '../start-server.ts'
import { MOST_CHARACTERS } from './bounded-reply.ts'
import { createMcpServer } from './create-mcp-server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const bytes = readFileSync(new URL('../../../../evals/recordings/cascade-of-three.json', import.meta.url))

/** A recorded cluster that can be told to change. */
function view() {
  const recorded = viewRecording(openRecording(bytes))
  const listeners = new Set<(change: ViewChange) => void>()
  return {
    view: new Proxy(recorded, {
      get: (target, key) => {
        if (key === 'subscribe')
          return (listener: (change: ViewChange) => void) => {
            listeners.add(listener)
            return () => listeners.delete(listener)
          }
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    }),
    listeners,
  }
}

const manifests = (): WorkerManifests => new WorkerManifests(new URL('../manifests/manifest-worker.ts', import.meta.url))

async function connected() {
  const { view: one, listeners } = view()
  const clusters = new Clusters([{ view: one }])
  const knowledge = await openKnowledge()
  const asked: AbortSignal[] = []
  const desk = new AnswerDesk({
    clusters,
    knowledge,
    model: () => undefined,
    watcher: { headline: () => undefined, end: () => undefined },
    answer: async function* ({ signal, text }) {
      if (signal !== undefined) asked.push(signal)
      if (text === 'wait')
        await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('gone')), { once: true }))
      yield { type: 'answer-end', answer: { headline: `You ask: ${text}` } as Answer }
    },
  })
  const worker = manifests()
  const server = createMcpServer({ version: '1', clusters, knowledge, desk, manifests: worker, runId: () => 'run' })
  const client = new Client({ name: 'test', version: '1' })
  const [near, far] = InMemoryTransport.createLinkedPair()
  await Promise.all([server.connect(far), client.connect(near)])
  ends.push(
    async () => worker.close(),
    async () => client.close(),
  )
  return { client, listeners, asked, incident: one.incidents()[0], cluster: one.name }
}

async function call(client: Client, name: string, given: Record<string, unknown> = {}) {
  const result = await client.callTool({ name, arguments: given })
  const [content] = result.content as { type: string; text: string }[]
  return {
    isError: result.isError === true,
    value: JSON.parse(content?.text ?? 'null') as Record<string, unknown> & { items: unknown[] },
    length: content?.text.length ?? 0,
  }
}

it('has tools that all only read', async () => {
  const { client } = await connected()
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name).toSorted()).toEqual([
    'ask',
    'check',
    'diagnose',
    'explain',
    'fix',
    'get-object',
    'list-clusters',
    'query-changes',
    'query-events',
    'query-logs',
    'query-metrics',
    'query-objects',
    'search-knowledge',
  ])
  for (const { annotations } of tools) expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false })
})

it('diagnoses, and finds the records behind it', async () => {
  const { client, incident } = await connected()
  const { value } = await call(client, 'diagnose')
  expect(value['incidents']).toMatchObject([{ fingerprint: incident?.fingerprint, cause: { detector: 'container-oom-killed' } }])
  const pods = await call(client, 'query-objects', { kind: 'Pod', limit: 2 })
  expect(pods.value.items).toHaveLength(2)
  const next = await call(client, 'query-objects', { kind: 'Pod', limit: 2, cursor: pods.value['cursor'] })
  expect(next.value.items).not.toEqual(pods.value.items)
  const one = pods.value.items[0] as { kind: string; namespace: string; name: string }
  expect((await call(client, 'get-object', { kind: one.kind, namespace: one.namespace, name: one.name })).value).toMatchObject({
    name: one.name,
  })
  for (const name of ['query-events', 'query-logs', 'query-changes', 'query-metrics'])
    expect((await call(client, name)).isError).toBe(false)
  expect((await call(client, 'query-events', { limit: 100 })).length).toBeLessThanOrEqual(MOST_CHARACTERS)
})

const CLAIM =
  'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\nspec:\n  accessModes: [ReadWriteOnce]\n  storageClassName: local-path\n  resources: { requests: { storage: 1Gi } }\n'

it('checks and fixes text, and gives back a diff', async () => {
  const { client } = await connected()
  const files = [{ path: 'claim.yaml', text: CLAIM }]
  expect((await call(client, 'check', { files, source: 'k3s' })).value['violations']).toMatchObject([{ ruleId: 'k3s-local-path', line: 7 }])
  const { value } = await call(client, 'fix', { files, source: 'k3s' })
  expect(value['diffs']).toMatchObject([
    { path: 'claim.yaml', diff: expect.stringContaining('-  storageClassName: local-path\n+  storageClassName:') as string },
  ])
})

it('tells errors with code and category, and nothing of its inside', async () => {
  const { client } = await connected()
  expect(await call(client, 'diagnose', { cluster: 'other' })).toMatchObject({
    isError: true,
    value: { code: 'CLUSTER_UNKNOWN', category: 'validation' },
  })
  expect(await call(client, 'explain', { word: '../../etc/passwd' })).toMatchObject({ isError: true, value: { code: 'NOT_FOUND' } })
  expect(await call(client, 'query-logs', { from: 'yesterday' })).toMatchObject({ isError: true, value: { code: 'REQUEST_INVALID' } })
  await expect(client.readResource({ uri: 'aks-copilot://incidents/test/nothing' })).rejects.toMatchObject({
    data: { code: 'NOT_FOUND', category: 'validation' },
  })
})

it('explains by id, and searches', async () => {
  const { client } = await connected()
  expect((await call(client, 'explain', { word: 'k3s-local-path' })).value).toMatchObject({ id: 'rule/k3s-local-path' })
  expect((await call(client, 'search-knowledge', { query: 'image pull secret' })).value).not.toHaveLength(0)
})

it('a client that cancels ends the work', async () => {
  const { client, asked } = await connected()
  const stop = new AbortController()
  const answer = client.callTool({ name: 'ask', arguments: { question: 'wait' } }, undefined, { signal: stop.signal })
  await expect.poll(() => asked.length).toBe(1)
  stop.abort('enough')
  await expect(answer).rejects.toThrow('enough')
  await expect.poll(() => asked[0]?.aborted).toBe(true)
})

it('incidents are resources; who watches is told, until he goes', async () => {
  const { client, listeners, incident, cluster } = await connected()
  if (incident === undefined) throw new Error('no incident')
  const told: string[] = []
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void told.push(params.uri))
  client.setNotificationHandler(ResourceListChangedNotificationSchema, () => void told.push('list'))
  const { resources } = await client.listResources()
  const uri = resources.find(({ uri: one }) => one.includes('/incidents/'))?.uri ?? ''
  expect(uri).toContain(encodeURIComponent(cluster))
  const { contents } = await client.readResource({ uri })
  expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ fingerprint: incident.fingerprint })
  await client.subscribeResource({ uri })
  for (const type of ['incident-updated', 'incident-opened', 'incident-opened'] as const)
    for (const listener of listeners) listener({ type, incident })
  await expect.poll(() => told.filter((one) => one === 'list').length).toBe(1)
  expect(told.filter((one) => one === uri)).toHaveLength(3)
  await client.close()
  await expect.poll(() => listeners.size).toBe(0)
})

it('the same over HTTP, behind the token of the server', async () => {
  const server = await startServer({
    version: '1',
    clusters: [{ view: viewRecording(openRecording(bytes)) }],
    knowledge: await openKnowledge(),
    models: { current: undefined, close: async () => Promise.resolve() } as unknown as Parameters<typeof startServer>[0]['models'],
    manifests: manifests(),
    port: 0,
    token: 'a-long-token-for-this-test-only-0123456789',
  })
  ends.push(async () => server.stop())
  const url = new URL(`${server.url}/mcp`)
  await expect(new Client({ name: 'stranger', version: '1' }).connect(new StreamableHTTPClientTransport(url))).rejects.toThrow()
  const client = new Client({ name: 'friend', version: '1' })
  const headers = { authorization: 'Bearer a-long-token-for-this-test-only-0123456789' }
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }))
  expect((await call(client, 'diagnose')).value['incidents']).toHaveLength(1)
  await client.close()
  const lost = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-session-id': 'gone' },
    body: '{}',
  })
  expect([lost.status, await lost.json()]).toMatchObject([404, { code: 'NOT_FOUND' }])
})
