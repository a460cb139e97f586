import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ApiServer } from '../connect/api-server.ts'
import { connectCluster } from '../connect/connect-cluster.ts'
import { MemorySink, until } from './test-support/memory-sink.ts'
import { addressOf, json, refuse, type ScriptedServer, startServer } from './test-support/scripted-server.ts'
import { type ClusterWatch, watchCluster } from './watch-cluster.ts'

const KINDS = [
  { kind: 'Pod', group: '', versions: ['v1'], plural: 'pods', namespaced: true },
  { kind: 'Application', group: 'argoproj.io', versions: ['v1alpha1'], plural: 'applications', namespaced: true, optional: true },
]
const TIMING = { firstPause: 10, longestPause: 30, discovery: 120 }

let server: ScriptedServer
let api: ApiServer
let sink: MemorySink
let watch: ClusterWatch
/** What the server has and allows at the moment. */
let cluster: {
  served: boolean
  forgets: number
  allowed: (resource: string) => boolean
  discoveries: number
  lists: Record<string, number>
}

beforeEach(async () => {
  cluster = { served: false, forgets: 0, allowed: () => true, discoveries: 0, lists: {} }
  server = await startServer((request, response) => void answer(request, response))
  api = connectCluster({ kubeconfig: server.kubeconfig(), environment: {} })
  sink = new MemorySink()
})

afterEach(async () => {
  await watch.stop()
  await api.close()
  await until(() => server.connections.open.size === 0, 'nothing is left')
  await server.close()
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = addressOf(request)
  if (pathname === '/api' || pathname === '/apis') return discovery(pathname, response)
  if (request.method === 'POST') return await review(request, response)
  const plural = pathname.split('/').at(-1) ?? ''
  if (!cluster.allowed(plural)) return refuse(response, 403, 'Forbidden')
  if (plural === 'applications' && !cluster.served) return refuse(response, 404, 'NotFound')
  if (searchParams.get('watch') === 'true') return response.writeHead(200).flushHeaders()
  cluster.lists[plural] = (cluster.lists[plural] ?? 0) + 1
  const items = plural === 'events' ? [] : [{ metadata: { name: 'one', namespace: 'shop', uid: plural, resourceVersion: '5' } }]
  json(response, { metadata: { resourceVersion: '7' }, items })
}

function discovery(path: string, response: ServerResponse): void {
  if (path === '/apis') cluster.discoveries++
  const core = [{ versions: [{ version: 'v1', resources: [{ resource: 'pods' }, { resource: 'events' }] }] }]
  const argo = { metadata: { name: 'argoproj.io' }, versions: [{ version: 'v1alpha1', resources: [{ resource: 'applications' }] }] }
  const forgets = path === '/apis' && cluster.forgets > 0
  if (forgets) cluster.forgets--
  json(response, { kind: 'APIGroupDiscoveryList', items: path === '/api' ? core : cluster.served && !forgets ? [argo] : [] })
}

async function review(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  const { spec } = JSON.parse(text) as { spec: { resourceAttributes?: { resource: string } } }
  const resource = spec.resourceAttributes?.resource ?? ''
  json(response, { status: { allowed: resource !== '*' && cluster.allowed(resource), incomplete: true, resourceRules: [] } })
}

async function start(survey = 100_000): Promise<void> {
  watch = await watchCluster(api, sink, { kinds: KINDS, timing: { ...TIMING, survey } })
  await watch.ready
}

async function looks(count: number): Promise<void> {
  const from = cluster.discoveries
  await until(() => cluster.discoveries >= from + count, 'it looks again')
}

function observation(kind: string): string | undefined {
  return sink.coverage.get(`${kind}/`)?.observation
}

describe('watchCluster', () => {
  it('finds a kind that is installed later, and lets go of all its objects when it is removed', async () => {
    await start()
    expect([observation('Pod'), observation('Application'), observation('Event')]).toEqual(['observed', 'not-served', 'observed'])
    cluster.served = true
    await until(() => observation('Application') === 'observed', 'the kind is found')
    expect(sink.objects.has('Application/shop/one')).toBe(true)
    cluster.served = false
    await until(() => observation('Application') === 'not-served', 'the kind is let go')
    expect([...sink.objects.keys()]).toEqual(['Pod/shop/one'])
    expect(cluster.lists['pods']).toBe(1)
  })

  it('does not believe a server that forgets a kind for a moment', async () => {
    cluster.served = true
    await start()
    const lists = sink.lists
    // The first one makes it look closer, the second one is the closer look.
    cluster.forgets = 2
    await looks(5)
    expect(sink.objects.has('Application/shop/one')).toBe(true)
    expect([sink.lists, observation('Application')]).toEqual([lists, 'observed'])
  })

  it('watches what is allowed later', async () => {
    cluster.allowed = (resource) => resource !== 'pods'
    await start(200)
    expect(sink.coverage.get('Pod/')).toMatchObject({ observation: 'not-permitted', why: 'you may not list pods in all namespaces' })
    expect(sink.states.find(({ kind }) => kind === 'Pod')).toMatchObject({ state: 'waiting' })
    cluster.allowed = () => true
    await until(() => observation('Pod') === 'observed', 'the right is found')
    expect(sink.objects.has('Pod/shop/one')).toBe(true)
  })

  it('says that a right was taken when the watch itself is refused, and goes on when it is back', async () => {
    await start(200)
    await until(() => sink.states.some(({ kind, state }) => kind === 'Pod' && state === 'watching'), 'pods are watched')
    cluster.allowed = (resource) => resource !== 'pods'
    await looks(4)
    expect(observation('Pod')).toBe('observed')
    for (const socket of server.connections.open) socket.destroy()
    await until(() => observation('Pod') === 'not-permitted', 'the loss is told')
    cluster.allowed = () => true
    await until(() => observation('Pod') === 'observed', 'it is watched again')
  })
})
