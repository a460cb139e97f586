import type { IncomingMessage, ServerResponse } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { connectCluster } from '../connect/connect-cluster.ts'
import { ClusterState } from '../context/cluster-state.ts'
import { ContextStore } from '../context/context-store.ts'
import { DETECTORS } from '../detect/index.ts'
import { findIncidents } from '../incidents/find-incidents.ts'
import { until } from './test-support/memory-sink.ts'
import { addressOf, json, startServer } from './test-support/scripted-server.ts'
import { watchCluster } from './watch-cluster.ts'

const CYCLES = 200
const WARM_UP = 40
/** What a run without a leak differs by, from collection to collection; a hundred bytes an object and cycle would be ten times that. */
const SLACK = 2 * 1024 * 1024

const KINDS = ['pods', 'services', 'configmaps'].map((plural) => ({
  kind: { pods: 'Pod', services: 'Service', configmaps: 'ConfigMap' }[plural] ?? '',
  group: '',
  versions: ['v1'],
  plural,
  namespaced: true,
}))
const OBJECTS = 300
const TIMING = { firstPause: 2, longestPause: 10, blindness: 10, discovery: 40, survey: 40 }

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

it('a cluster that is lost and comes back 200 times leaves neither memory nor sockets behind', { timeout: 240_000 }, async () => {
  let isThere = true
  const server = await startServer((request, response) => void (isThere ? answer(request, response) : request.socket.destroy()))
  const api = connectCluster({ kubeconfig: server.kubeconfig(), environment: {} })
  const store = new ContextStore({ cluster: 'c', now: () => Date.now() })
  const watch = await watchCluster(api, store, { kinds: KINDS, timing: TIMING })
  await watch.ready
  const observation = (): readonly string[] => {
    const { coverage } = new ClusterState(store.snapshot())
    return KINDS.map(({ kind }) => coverage.of(kind, 'shop').observation)
  }
  const cycle = async (): Promise<void> => {
    isThere = false
    for (const socket of server.connections.open) socket.destroy()
    await until(() => observation().every((seen) => seen !== 'observed'), 'lost')
    isThere = true
    await until(() => observation().every((seen) => seen === 'observed'), 'back')
    const state = new ClusterState(store.snapshot())
    findIncidents(state, DETECTORS)
    expect(state.list('Pod')).toHaveLength(OBJECTS)
  }
  const held = async (): Promise<number> => {
    for (let round = 0; round < 3; round += 1) {
      collect()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return process.memoryUsage().heapUsed
  }

  for (let count = 0; count < WARM_UP; count += 1) await cycle()
  const before = { heap: await held(), bytes: store.bytes, sockets: server.connections.open.size }
  for (let count = 0; count < CYCLES; count += 1) await cycle()
  const after = { heap: await held(), bytes: store.bytes, sockets: server.connections.open.size }

  expect(after.heap - before.heap).toBeLessThan(SLACK)
  expect(after.bytes - before.bytes).toBeLessThan(SLACK)
  // A watch for each kind; lists and reviews keep a connection each at most.
  expect(after.sockets).toBeLessThanOrEqual(before.sockets + KINDS.length)
  await watch.stop()
  await api.close()
  await until(() => server.connections.open.size === 0, 'nothing is left')
  await server.close()
})

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = addressOf(request)
  if (pathname === '/api' || pathname === '/apis') {
    const resources = [...KINDS.map(({ plural }) => ({ resource: plural })), { resource: 'events' }]
    return json(response, {
      kind: 'APIGroupDiscoveryList',
      items: pathname === '/api' ? [{ versions: [{ version: 'v1', resources }] }] : [],
    })
  }
  if (request.method === 'POST') {
    request.resume()
    return json(response, { status: { allowed: true, resourceRules: [] } })
  }
  const plural = pathname.split('/').at(-1) ?? ''
  if (searchParams.get('watch') === 'true') return response.writeHead(200).flushHeaders()
  const names = plural === 'events' ? [] : Array.from({ length: OBJECTS }, (_, index) => `${plural}-${index}`)
  json(response, {
    metadata: { resourceVersion: '7' },
    items: names.map((name) => ({ metadata: { name, namespace: 'shop', uid: name, resourceVersion: '5' } })),
  })
}
