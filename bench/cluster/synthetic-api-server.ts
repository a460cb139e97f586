/**
 * An API server that exists for measuring: TLS, paged lists with continue tokens, watches with bookmarks and resumption, 410 for what it
 * no longer remembers, self-subject reviews, logs that are followed, statistics of kubelets. Run as a child process with SyntheticOptions
 * as JSON; it sends `{ url, ca }` to its parent, and obeys the orders of start-server.ts.
 */
import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'
import { WATCHED_KINDS } from '../../packages/cluster/src/watch/kinds.ts'
import { ClusterLife } from './cluster-life.ts'
import { kubeletSummary } from './kubelet-summary.ts'
import { stormLines } from './storm-lines.ts'
import { logLine } from './synthetic-events.ts'
import { type SyntheticObject, type SyntheticOptions, syntheticObjects } from './synthetic-objects.ts'

interface Resource {
  readonly kind: string
  readonly apiVersion: string
  readonly plural: string
  readonly namespaced: boolean
  readonly objects: Map<string, SyntheticObject>
  readonly watchers: Set<Watcher>
}

interface Watcher {
  readonly response: ServerResponse
  readonly namespace: string | undefined
}

interface Remembered {
  readonly resource: Resource
  readonly version: number
  readonly namespace: string | undefined
  readonly line: string
}

/** What a parent process may ask for. */
export type Order =
  | { readonly do: 'storm'; readonly count: number }
  | { readonly do: 'minute'; readonly at: number; readonly lines: number }

const MOST_REMEMBERED = 50_000
const BOOKMARK_EVERY = 30_000

class SyntheticApiServer {
  readonly #resources = new Map<string, Resource>()
  readonly #history: Remembered[] = []
  readonly #server: Server
  readonly requests: Record<string, number> = {}
  readonly #followers = new Set<ServerResponse>()
  readonly #life: ClusterLife
  #version = 1
  /** Its clock: what it was last told. */
  #now: number
  #lineNumber = 0

  constructor(server: Server, options: SyntheticOptions) {
    this.#server = server
    this.#now = options.now
    for (const { kind, group, versions, plural, namespaced, optional } of WATCHED_KINDS) {
      if (optional === true) continue
      this.#add(kind, group === '' ? (versions[0] ?? 'v1') : `${group}/${versions[0]}`, plural, namespaced)
    }
    this.#add('Event', 'events.k8s.io/v1', 'events', true)
    for (const object of syntheticObjects(options)) this.#byKind(object.kind).objects.set(keyOf(object.metadata), object)
    this.#life = new ClusterLife((kind) => this.#byKind(kind).objects, this.#change)
    server.on('request', (request, response) => this.#answer(request, response))
    setInterval(() => this.#bookmark(), BOOKMARK_EVERY).unref()
  }

  /**
   * Changes the status of pods so many times, as fast as the watchers take it: lines are put together from parts that were written before,
   * and sent many at a time. They are not remembered. Resolves when all is sent.
   */
  async storm(count: number): Promise<void> {
    const pods = this.#byKind('Pod')
    for (const { bytes, lines } of stormLines([...pods.objects.values()], count, this.#version + 1)) {
      this.#version += lines
      for (const { response } of pods.watchers) if (!response.write(bytes)) await drained(response)
    }
  }

  /** Plays one minute of a cluster's life that ends at a time; see ClusterLife. Resolves when all is sent. */
  async minute(at: number, lines: number): Promise<void> {
    this.#now = at
    await this.#life.minute(at)
    for (const response of this.#followers) {
      const text = Array.from({ length: lines }, (_, index) => logLine(this.#lineNumber++, at - 60_000 + (index * 60_000) / lines)).join('')
      if (!response.write(text)) await drained(response)
    }
  }

  #add(kind: string, apiVersion: string, plural: string, namespaced: boolean): void {
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
    this.#resources.set(`${base}/${plural}`, { kind, apiVersion, plural, namespaced, objects: new Map(), watchers: new Set() })
  }

  #byKind(kind: string): Resource {
    const found = [...this.#resources.values()].find((resource) => resource.kind === kind)
    if (found === undefined) throw new Error(`no resource of kind ${kind}`)
    return found
  }

  readonly #change = async (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: SyntheticObject): Promise<void> => {
    const resource = this.#byKind(object.kind)
    const version = ++this.#version
    const changed = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
    if (type === 'DELETED') resource.objects.delete(keyOf(object.metadata))
    else if (resource.kind !== 'Event') resource.objects.set(keyOf(object.metadata), changed)
    const line = `${JSON.stringify({ type, object: changed })}\n`
    this.#history.push({ resource, version, namespace: object.metadata.namespace, line })
    if (this.#history.length > 2 * MOST_REMEMBERED) this.#history.splice(0, MOST_REMEMBERED)
    for (const { response, namespace } of resource.watchers)
      if ((namespace === undefined || namespace === object.metadata.namespace) && !response.write(line)) await drained(response)
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'https://localhost')
    this.requests[`${request.method} ${url.pathname.split('/').at(-1)}`] =
      (this.requests[`${request.method} ${url.pathname.split('/').at(-1)}`] ?? 0) + 1
    if (request.method === 'POST') return this.#review(request, response, url.pathname)
    if (request.method === 'PATCH') {
      request.resume()
      return send(response, 200, {})
    }
    const { resource, namespace } = this.#route(url.pathname)
    if (resource !== undefined && url.searchParams.get('watch') === 'true') return this.#watch(resource, namespace, url, response)
    if (resource !== undefined) return this.#list(resource, namespace, url, response)
    if (url.pathname.endsWith('/log')) return this.#log(url, response)
    const node = /\/nodes\/([^/]+)\/proxy\/stats\/summary$/.exec(url.pathname)?.[1]
    if (node !== undefined) return send(response, 200, kubeletSummary(node, this.#byKind('Pod').objects.values(), this.#now))
    const discovered = this.#discover(url.pathname)
    if (discovered === undefined)
      return send(response, 404, { kind: 'Status', status: 'Failure', reason: 'NotFound', message: 'not found', code: 404 })
    send(response, 200, discovered)
  }

  #route(path: string): { resource: Resource | undefined; namespace: string | undefined } {
    const match = /^(.*)\/namespaces\/([^/]+)\/([^/]+)$/.exec(path)
    const [, base = '', namespace, plural = ''] = match ?? []
    const resource = this.#resources.get(match === null ? path : `${base}/${plural}`)
    return { resource, namespace: match === null ? undefined : namespace }
  }

  #discover(path: string): unknown {
    const groups = Map.groupBy(this.#resources.values(), ({ apiVersion }) => apiVersion)
    if (path === '/version') return { major: '1', minor: '34', gitVersion: 'v1.34.4' }
    if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
    if (path === '/apis')
      return {
        kind: 'APIGroupList',
        groups: [...groups.keys()]
          .filter((apiVersion) => apiVersion.includes('/'))
          .map((groupVersion) => {
            const [name = '', version = ''] = groupVersion.split('/')
            return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } }
          }),
      }
    const members = groups.get(path.replace(/^\/apis?\//, ''))
    return members === undefined
      ? undefined
      : {
          kind: 'APIResourceList',
          groupVersion: path.replace(/^\/apis?\//, ''),
          resources: members.map(({ kind, plural, namespaced }) => ({
            name: plural,
            singularName: '',
            namespaced,
            kind,
            verbs: ['get', 'list', 'watch'],
          })),
        }
  }

  #list({ kind, apiVersion, objects }: Resource, namespace: string | undefined, url: URL, response: ServerResponse): void {
    const all = [...objects.values()].filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
    const limit = Number(url.searchParams.get('limit') ?? all.length)
    const from = Number(url.searchParams.get('continue') ?? 0)
    const items = all.slice(from, from + limit)
    const more = from + limit < all.length ? { continue: String(from + limit), remainingItemCount: all.length - from - limit } : {}
    send(response, 200, { kind: `${kind}List`, apiVersion, metadata: { resourceVersion: String(this.#version), ...more }, items })
  }

  #watch(resource: Resource, namespace: string | undefined, url: URL, response: ServerResponse): void {
    const from = Number(url.searchParams.get('resourceVersion') ?? this.#version)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    if (from < (this.#history[0]?.version ?? 0) - 1 && this.#history.length > MOST_REMEMBERED) {
      const status = {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        reason: 'Expired',
        code: 410,
        message: 'too old resource version',
      }
      return void response.end(`${JSON.stringify({ type: 'ERROR', object: status })}\n`)
    }
    for (const past of this.#history)
      if (past.resource === resource && past.version > from && (namespace === undefined || namespace === past.namespace))
        response.write(past.line)
    const watcher = { response, namespace }
    resource.watchers.add(watcher)
    response.on('close', () => resource.watchers.delete(watcher))
  }

  #log(url: URL, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.write(Array.from({ length: 50 }, (_, index) => logLine(this.#lineNumber++, this.#now - 60_000 + index * 1000)).join(''))
    if (url.searchParams.get('follow') !== 'true') return void response.end()
    this.#followers.add(response)
    response.on('close', () => this.#followers.delete(response))
  }

  #bookmark(): void {
    for (const { kind, apiVersion, watchers } of this.#resources.values())
      for (const { response } of watchers)
        response.write(
          `${JSON.stringify({ type: 'BOOKMARK', object: { kind, apiVersion, metadata: { resourceVersion: String(this.#version) } } })}\n`,
        )
  }

  #review(request: IncomingMessage, response: ServerResponse, path: string): void {
    request.resume()
    const rules = { resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], nonResourceRules: [], incomplete: false }
    send(response, 201, { status: path.endsWith('selfsubjectrulesreviews') ? rules : { allowed: true } })
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

function keyOf({ namespace, name }: SyntheticObject['metadata']): string {
  return `${namespace ?? ''}/${name}`
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

if (import.meta.main) {
  const certificate = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  const server = createServer({ key: certificate.private, cert: certificate.cert })
  const api = new SyntheticApiServer(server, JSON.parse(process.argv[2] ?? '{}') as SyntheticOptions)
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, ca: certificate.cert })
  })
  process.on('message', (order: Order) => {
    const work = order.do === 'storm' ? api.storm(order.count) : api.minute(order.at, order.lines)
    void work.then(() => process.send?.({ done: order.do, requests: api.requests }))
  })
  process.on('disconnect', () => process.exit(0))
}
