import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Field } from '@aks-copilot/kubernetes'
import { request } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ApiFault, type ApiServer } from '../packages/cluster/src/connect/api-server.ts'
import { connectCluster } from '../packages/cluster/src/connect/connect-cluster.ts'
import { createDispatcher } from '../packages/cluster/src/connect/create-dispatcher.ts'
import { Credentials } from '../packages/cluster/src/connect/credentials.ts'
import { readAccess } from '../packages/cluster/src/connect/kubeconfig.ts'
import { ContextStore } from '../packages/cluster/src/context/context-store.ts'
import type { LiveObject } from '../packages/cluster/src/context/live-object.ts'
import { mapBounded } from '../packages/cluster/src/map-bounded.ts'
import { Intake } from '../packages/cluster/src/watch/intake.ts'
import { WATCHED_KINDS } from '../packages/cluster/src/watch/kinds.ts'
import { listAs } from '../packages/cluster/src/watch/list-objects.ts'
import { MemorySink, until } from '../packages/cluster/src/watch/test-support/memory-sink.ts'
import { TcpProxy } from '../packages/cluster/src/watch/test-support/tcp-proxy.ts'
import { type ClusterWatch, watchCluster, type WatchOptions } from '../packages/cluster/src/watch/watch-cluster.ts'

const { KUBECONFIG } = process.env
/** Names the file with the process id of the API server, where killing it disturbs nobody. */
const PID_FILE = process.env['AKS_COPILOT_KILL_API_SERVER']
const NAMESPACE = `chaos-${process.pid}`
const FOLDER = mkdtempSync(join(tmpdir(), 'aks-copilot-'))
const KINDS = WATCHED_KINDS.filter(({ kind }) =>
  ['Pod', 'ConfigMap', 'Secret', 'ServiceAccount', 'Namespace', 'Application'].includes(kind),
)
const PATIENCE = 60_000

/** Writes to the cluster as its administrator; the product itself can't. */
class Writer {
  readonly #access = readAccess({ environment: process.env })
  readonly #dispatcher = new Credentials(this.#access, {})
    .current()
    .then((credential) => createDispatcher(this.#access.cluster, credential, {}))

  async send(method: 'POST' | 'PUT' | 'DELETE' | 'PATCH', path: string, body?: object): Promise<Record<string, unknown>> {
    const dispatcher = await this.#dispatcher
    const answer = await request(`${this.#access.cluster.server}${path}`, {
      dispatcher,
      method,
      headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.body.text()
    if (answer.statusCode >= 300 && answer.statusCode !== 404 && answer.statusCode !== 409) throw new Error(`${method} ${path}: ${text}`)
    return JSON.parse(text) as Record<string, unknown>
  }

  async configMaps(names: readonly string[]): Promise<void> {
    await mapBounded(names, 24, async (name) => {
      const labels = { series: name.replace(/-\d+$/, '') }
      await this.send('POST', MAPS, { metadata: { name, labels }, data: { a: '1' } })
    })
  }

  async change(names: readonly string[], value: string): Promise<void> {
    await mapBounded(names, 24, async (name) => await this.send('PATCH', `${MAPS}/${name}`, { data: { a: value } }))
  }

  /** All of one series, in one request. */
  async removeSeries(series: string): Promise<void> {
    await this.send('DELETE', `${MAPS}?labelSelector=series%3D${series}`)
  }

  async remove(names: readonly string[]): Promise<void> {
    await mapBounded(names, 24, async (name) => await this.send('DELETE', `${MAPS}/${name}`))
  }
}

/** The product's own store, beside what notes each double and each gap. */
class NotedStore extends MemorySink {
  readonly store = new ContextStore({ cluster: 'chaos', now: Date.now })

  override replaced(kind: string, namespace: string | undefined, objects: readonly LiveObject[], at = Date.now()): void {
    super.replaced(kind, namespace, objects)
    this.store.replaced(kind, namespace, objects, at)
  }

  override changed(type: 'added' | 'modified' | 'deleted', object: LiveObject, at = Date.now()): void {
    super.changed(type, object)
    this.store.changed(type, object, at)
  }

  /** What the store holds now of one namespace. */
  lines(namespace: string): string {
    const own = this.store.snapshot().objects.filter((object) => object.namespace === namespace)
    return own
      .map((item) => `${item.kind} ${item.name} ${item.uid} ${item.resourceVersion}`)
      .toSorted()
      .join('\n')
  }
}

const MAPS = `/api/v1/namespaces/${NAMESPACE}/configmaps`

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`)
}

/** Starts a part of the test cluster with its old arguments, again where the port of the one that was killed is not free yet. */
async function startAgain(program: string, args: readonly string[], run: string): Promise<void> {
  const log = openSync(join(run, 'logs/apiserver.log'), 'a')
  for (let attempt = 1; attempt <= 20; attempt++) {
    const child = spawn(program, [...args], { detached: true, stdio: ['ignore', log, log] })
    child.unref()
    writeFileSync(join(run, 'apiserver.pid'), String(child.pid))
    const ended = new Promise<boolean>((resolve) => child.once('exit', () => resolve(true)))
    const stays = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 2000))
    if (!(await Promise.race([ended, stays]))) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('the API server does not start: run the `up` script of the test cluster again')
}

async function isReady(api: ApiServer): Promise<boolean> {
  const answer = api.get('/readyz', { timeout: 2000 })
  // `ok` is no JSON, and is all that it says.
  return await answer.then(() => true).catch((error: unknown) => error instanceof ApiFault && error.reason === 'Malformed')
}

/** A kubeconfig whose API server is the proxy, and whose user is another one where wanted. */
function throughProxy(proxy: TcpProxy, user?: object): string {
  const config = readFileSync(KUBECONFIG ?? '', 'utf8').replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${proxy.port}`)
  const file = join(FOLDER, `kubeconfig-${proxy.port}`)
  writeFileSync(file, user === undefined ? config : config.replace(/^users:.*$/m, `users: [{name: admin, user: ${JSON.stringify(user)}}]`))
  return file
}

describe.skipIf(KUBECONFIG === undefined)(
  'a watch of a real cluster, afterwards, shows what a fresh list says',
  { timeout: 180_000 },
  () => {
    const writer = KUBECONFIG === undefined ? undefined : new Writer()
    let direct: ApiServer
    let proxy: TcpProxy
    let sink: NotedStore
    let watch: ClusterWatch
    let api: ApiServer

    beforeAll(async () => {
      direct = connectCluster({ environment: process.env })
      await writer?.send('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } })
    })

    afterEach(async () => {
      await watch.stop()
      await api.close()
      await proxy.close()
    })

    afterAll(async () => {
      await writer?.send('DELETE', `/api/v1/namespaces/${NAMESPACE}`)
      await writer?.send('DELETE', `/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/${NAMESPACE}`)
      await direct.close()
      rmSync(FOLDER, { recursive: true, force: true })
    })

    async function start(user?: object, options: WatchOptions = {}): Promise<void> {
      proxy = await new TcpProxy(Number(new URL(direct.server).port)).start()
      api = connectCluster({ kubeconfig: throughProxy(proxy, user), environment: { PATH: process.env['PATH'] } })
      sink = new NotedStore()
      watch = await watchCluster(api, sink, { kinds: KINDS, timing: { silence: 6000, longestPause: 2000 }, ...options })
      await watch.ready
    }

    /** What a list of this moment says of this test's namespace, of every kind that was watched. */
    async function fresh(): Promise<string> {
      const intake = new Intake()
      const plans = watch.survey.plans.filter(({ mode, kind }) => mode === 'watch' && kind !== 'Event' && kind !== 'Namespace')
      const lists = await mapBounded(plans, 4, async ({ kind, apiVersion, path, plural, accept }) => {
        const place = path.replace(new RegExp(`/(namespaces/[^/]+/)?${plural}$`), `/namespaces/${NAMESPACE}/${plural}`)
        const { items } = await listAs(direct, place, (item) => intake.object(item, kind, apiVersion), { accept })
        return items.map((item) => `${kind} ${item.name} ${item.uid} ${item.resourceVersion}`)
      })
      return lists.flat().toSorted().join('\n')
    }

    function seen(): string {
      return sink.lines(NAMESPACE)
    }

    /** How each watched kind is observed: "Pod observed", a line each. */
    function observations(): string {
      return [...sink.coverage.values()]
        .map(({ kind, observation }) => `${kind} ${observation}`)
        .toSorted()
        .join('\n')
    }

    async function settled(): Promise<void> {
      const wanted = await fresh()
      await until(() => seen() === wanted, 'the watch shows what the list says', PATIENCE).catch(() => expect(seen()).toBe(wanted))
      expect(sink.faults).toEqual([])
    }

    it('when the network is cut, refused and silent in the middle of changes', async () => {
      await start()
      const all = names('cut', 150)
      const churn = (async () => {
        await writer?.configMaps(all)
        await writer?.change(all, '2')
        await writer?.remove(all.slice(0, 50))
        await writer?.change(all.slice(50), '3')
      })()
      proxy.cut()
      await new Promise((resolve) => setTimeout(resolve, 400))
      proxy.mode = 'refuse'
      proxy.cut()
      await new Promise((resolve) => setTimeout(resolve, 2000))
      proxy.mode = 'pass'
      await churn
      await settled()
      proxy.mode = 'silent'
      await writer?.change(all.slice(60), '4')
      await writer?.remove(all.slice(50, 60))
      await until(() => sink.states.some(({ why }) => why?.startsWith('nothing came for') === true), 'the silence is noticed', 20_000)
      proxy.mode = 'pass'
      await settled()
      expect(watch.survey.plans.every(({ mode }) => mode === 'watch')).toBe(true)
      console.log(`chaos: requests ${JSON.stringify(api.requests)}`)
    })

    it('when 5,000 events come in a burst', async () => {
      await start()
      const before = Date.now()
      await mapBounded(names('burst', 1000), 32, async (name) => {
        const regarding = { kind: 'Pod', namespace: NAMESPACE, name: 'none', uid: name }
        await writer?.send('POST', `/api/v1/namespaces/${NAMESPACE}/events`, {
          metadata: { name },
          involvedObject: regarding,
          reason: 'Chaos',
          message: name,
          type: 'Normal',
          source: { component: 'test' },
          firstTimestamp: new Date().toISOString(),
          lastTimestamp: new Date().toISOString(),
        })
      })
      const maps = names('burst', 1000)
      await writer?.configMaps(maps)
      await writer?.change(maps, '2')
      await writer?.remove(maps.slice(0, 500))
      const written = Date.now()
      await settled()
      await until(() => [...sink.events.values()].filter(({ reason }) => reason === 'Chaos').length >= 1000, 'all events are there')
      console.log(`chaos: 5,000 changes written in ${written - before} ms, seen ${Date.now() - written} ms later`)
    })

    it('when objects are deleted while they are listed', async () => {
      const all = names('listed', 1100)
      await writer?.configMaps(all)
      const removal = writer?.remove(all.filter((_, index) => index % 3 === 0))
      await start()
      await removal
      await settled()
      await writer?.remove(all)
      await settled()
    })

    it('when the credential is revoked, and the plugin has a new one', async () => {
      const accounts = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`
      const [plugin, token] = [join(FOLDER, 'login'), join(FOLDER, 'token')]
      const issue = async (name: string): Promise<void> => {
        await writer?.send('POST', accounts, { metadata: { name } })
        const answer = await writer?.send('POST', `${accounts}/${name}/token`, { spec: { expirationSeconds: 3600 } })
        const issued = new Field(answer).at('status', 'token').text
        writeFileSync(token, JSON.stringify({ status: { token: issued } }))
      }
      writeFileSync(plugin, `#!/bin/sh\necho >> ${FOLDER}/runs\ncat ${token}\n`)
      chmodSync(plugin, 0o755)
      const group = `system:serviceaccounts:${NAMESPACE}`
      await writer?.send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
        metadata: { name: NAMESPACE },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }],
      })
      await issue('first')
      await start({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: plugin, interactiveMode: 'Never' } })
      expect(sink.coverage.get('Secret/')).toMatchObject({
        observation: 'not-permitted',
        why: 'you may not list secrets in all namespaces',
      })
      await issue('second')
      await writer?.send('DELETE', `${accounts}/first`)
      // The API server remembers for ten seconds that a token was good.
      await new Promise((resolve) => setTimeout(resolve, 11_000))
      proxy.cut()
      await writer?.configMaps(names('token', 20))
      await settled()
      expect(readFileSync(`${FOLDER}/runs`, 'utf8').length).toBe(2)
    })

    it('and finds a CRD that is installed later, and lets it go when it is removed', async () => {
      const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
      const kind = {
        kind: 'Chaos',
        group: `${NAMESPACE}.example.com`,
        versions: ['v1'],
        plural: 'chaoses',
        namespaced: true,
        optional: true,
      }
      await start(undefined, { kinds: [kind], timing: { discovery: 2000 } })
      expect(sink.coverage.get('Chaos/')?.observation).toBe('not-served')
      await writer?.send('POST', crds, {
        metadata: { name: `chaoses.${kind.group}` },
        spec: {
          group: kind.group,
          scope: 'Namespaced',
          names: { plural: 'chaoses', kind: 'Chaos' },
          versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
        },
      })
      try {
        await until(() => sink.coverage.get('Chaos/')?.observation === 'observed', 'the CRD is found', PATIENCE)
        await writer?.send('POST', `/apis/${kind.group}/v1/namespaces/${NAMESPACE}/chaoses`, {
          apiVersion: `${kind.group}/v1`,
          kind: 'Chaos',
          metadata: { name: 'one' },
        })
        await settled()
        expect(seen()).toContain('Chaos one')
      } finally {
        await writer?.send('DELETE', `${crds}/chaoses.${kind.group}`)
      }
      await until(() => sink.coverage.get('Chaos/')?.observation === 'not-served', 'the CRD is let go', PATIENCE)
      expect(seen()).toBe('')
    })

    it.skipIf(PID_FILE === undefined)('when the API server is killed and comes back', async () => {
      await start()
      const all = names('killed', 60)
      await writer?.configMaps(all)
      await settled()
      const lists = sink.lists
      const before = observations()
      const run = dirname(PID_FILE ?? '')
      const pid = Number(readFileSync(PID_FILE ?? '', 'utf8'))
      const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
      const killed = Date.now()
      process.kill(pid, 'SIGKILL')
      await startAgain(program, args, run)
      while (!(await isReady(direct))) {
        expect(Date.now() - killed).toBeLessThan(90_000)
        await new Promise((resolve) => setTimeout(resolve, 300))
      }
      const back = Date.now()
      await writer?.change(all, '2')
      await writer?.remove(all.slice(0, 20))
      await settled()
      console.log(
        `chaos: the API server was away for ${back - killed} ms; the watch is right ${Date.now() - back} ms later; ${sink.lists - lists} lists made again`,
      )
      await until(() => observations() === before, 'every kind is observed as before', PATIENCE).catch(() =>
        expect(observations()).toBe(before),
      )
    })
  },
)
