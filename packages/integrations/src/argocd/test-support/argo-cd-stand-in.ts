/**
 * Applications of Argo CD over HTTP, for tests, by both ways that lead to them: as objects of a Kubernetes API (get, list in pages, watch
 * with bookmarks and 410, merge patch with resourceVersion), and by the REST API of Argo CD's own server (get, list, refresh, sync,
 * syncwindows, stream), over one store. It deploys nothing: tests put the objects. What is asked of it is recorded.
 *
 * What it does not do, and the real ones do: any other kind, field managers, admission, the controller's work; of the server of Argo CD
 * logins, roles for each verb, gRPC, filters. `canSync` is what the test says.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'

type Value = Record<string, unknown>

export interface StandInApplication extends Value {
  metadata: {
    name: string
    namespace: string
    uid: string
    creationTimestamp: string
    resourceVersion: string
    annotations?: Record<string, string>
  }
}

const APPLICATIONS = /^\/apis\/argoproj\.io\/v1alpha1\/namespaces\/([^/]+)\/applications(?:\/([^/]+))?$/
const PROJECT = /^\/apis\/argoproj\.io\/v1alpha1\/namespaces\/[^/]+\/appprojects\/([^/]+)$/
const SERVER = /^\/api\/v1\/applications\/([^/]+)(\/sync|\/syncwindows|\/operation)?$/
const TOKEN = 'standin-token'

export class ArgoCdStandIn {
  readonly token = TOKEN
  /** Operations that were asked for, oldest first. */
  readonly syncs: Value[] = []
  /** Names of Applications whose operation was to end. */
  readonly terminations: string[] = []
  /** Names of Applications that were to look at Git. */
  readonly refreshes: string[] = []
  readonly requests: string[] = []
  windows: Value[] = []
  canSync = true
  /** Answers in place of the real one, first one first; a negative status breaks the connection. */
  readonly faults: { readonly on: RegExp; readonly status: number; readonly body?: unknown; readonly before?: () => void }[] = []
  /** Watches from before this version are told that it is gone. */
  oldest = 0
  readonly #applications = new Map<string, StandInApplication>()
  readonly #watchers = new Set<{ readonly response: ServerResponse; readonly name: string; readonly isStream: boolean }>()
  readonly #server: Server
  #version = 100

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  static async start(): Promise<ArgoCdStandIn> {
    const standIn = new ArgoCdStandIn()
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve))
    return standIn
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Writes a kubeconfig that leads here. */
  kubeconfig(file: string): string {
    const entry = { name: 'stand-in', cluster: { server: this.url } }
    const context = { name: 'stand-in', context: { cluster: 'stand-in', user: 'tester' } }
    const user = { name: 'tester', user: { token: TOKEN } }
    const text = { apiVersion: 'v1', kind: 'Config', 'current-context': 'stand-in', clusters: [entry], contexts: [context], users: [user] }
    writeFileSync(file, JSON.stringify(text))
    return file
  }

  /** Puts an Application, or another state of it, and tells whoever watches. */
  put(name: string, parts: { readonly spec: Value; readonly status?: Value; readonly operation?: Value }, namespace = 'argocd'): void {
    const before = this.#applications.get(name)
    const resourceVersion = String((this.#version += 1))
    const application = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace, uid: `uid-of-${name}`, creationTimestamp: '2026-11-20T09:00:00Z', resourceVersion },
      ...parts,
    }
    this.#applications.set(name, application)
    this.#tell(before === undefined ? 'ADDED' : 'MODIFIED', application)
  }

  delete(name: string): void {
    const application = this.#applications.get(name)
    this.#applications.delete(name)
    if (application !== undefined) this.#tell('DELETED', application)
  }

  get watching(): number {
    return this.#watchers.size
  }

  /** Ends all watches in the middle, as a load balancer does. */
  breakWatches(): void {
    for (const { response } of this.#watchers) response.destroy()
    this.#watchers.clear()
  }

  async stop(): Promise<void> {
    this.breakWatches()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #tell(type: string, application: StandInApplication): void {
    for (const { response, name, isStream } of this.#watchers) {
      if (name !== application.metadata.name) continue
      response.write(`${JSON.stringify(isStream ? { result: { type, application } } : { type, object: application })}\n`)
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const line = `${request.method ?? ''} ${pathname}`
    this.requests.push(line)
    const body = await read(request)
    const index = this.faults.findIndex(({ on }) => on.test(line))
    const [fault] = index < 0 ? [] : this.faults.splice(index, 1)
    fault?.before?.()
    if (fault !== undefined && fault.status < 0) return void response.destroy()
    if (fault !== undefined && fault.status > 0)
      return send(response, fault.status, fault.body ?? failure(fault.status, 'a fault of the test'))
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return send(response, 401, failure(401, 'Unauthorized'))
    const [, namespace, name] = APPLICATIONS.exec(pathname) ?? []
    if (namespace !== undefined && name === undefined && searchParams.get('watch') !== 'true')
      return this.#list(namespace, searchParams, response)
    if (APPLICATIONS.test(pathname)) return this.#kubernetes(request.method ?? '', name, searchParams, body, response)
    if (PROJECT.test(pathname)) return send(response, 200, { metadata: { name: 'default' }, spec: { syncWindows: this.windows } })
    this.#ownServer(request.method ?? '', pathname, searchParams, body, response)
  }

  #kubernetes(method: string, name: string | undefined, query: URLSearchParams, body: Value, response: ServerResponse): void {
    if (name === undefined) return this.#watch(query, response)
    const application = this.#applications.get(name)
    if (application === undefined) return send(response, 404, failure(404, `applications "${name}" not found`))
    if (method === 'PATCH') return this.#patch(application, body, response)
    send(response, 200, application)
  }

  #list(namespace: string, query: URLSearchParams, response: ServerResponse): void {
    const all = [...this.#applications.values()].filter(({ metadata }) => metadata.namespace === namespace)
    const from = Number(query.get('continue') ?? 0)
    const to = from + Number(query.get('limit') ?? all.length)
    const metadata = { resourceVersion: String(this.#version), ...(to < all.length ? { continue: String(to) } : {}) }
    send(response, 200, { kind: 'ApplicationList', metadata, items: all.slice(from, to) })
  }

  #watch(query: URLSearchParams, response: ServerResponse): void {
    const from = Number(query.get('resourceVersion') ?? 0)
    const name = (query.get('fieldSelector') ?? '').replace('metadata.name=', '')
    response.writeHead(200, { 'content-type': 'application/json' })
    if (from < this.oldest)
      return void response.end(`${JSON.stringify({ type: 'ERROR', object: { code: 410, reason: 'Expired', message: 'too old' } })}\n`)
    const bookmark = { metadata: { resourceVersion: String(Math.max(from, this.#version)) } }
    const application = this.#applications.get(name)
    const missed = application !== undefined && Number(application.metadata.resourceVersion) > from
    if (missed) response.write(`${JSON.stringify({ type: 'MODIFIED', object: application })}\n`)
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object: bookmark })}\n`)
    this.#attach({ response, name, isStream: false })
  }

  #attach(watcher: { readonly response: ServerResponse; readonly name: string; readonly isStream: boolean }): void {
    this.#watchers.add(watcher)
    watcher.response.on('close', () => this.#watchers.delete(watcher))
  }

  #patch(application: StandInApplication, body: Value, response: ServerResponse): void {
    const metadata = (body['metadata'] ?? {}) as { resourceVersion?: string; annotations?: Record<string, string> }
    const { name, resourceVersion } = application.metadata
    if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== resourceVersion)
      return send(response, 409, failure(409, 'the object has been modified', 'Conflict'))
    if (metadata.annotations?.['argocd.argoproj.io/refresh'] === 'normal') this.refreshes.push(name)
    const phase = (body['status'] as { operationState?: { phase?: string } } | undefined)?.operationState?.phase
    if (phase === 'Terminating') this.terminations.push(name)
    if (body['operation'] !== undefined) {
      this.syncs.push(body['operation'] as Value)
      application['operation'] = body['operation']
    }
    application.metadata.resourceVersion = String((this.#version += 1))
    send(response, 200, application)
    this.#tell('MODIFIED', application)
  }

  #ownServer(method: string, pathname: string, query: URLSearchParams, body: Value, response: ServerResponse): void {
    if (pathname === '/api/v1/applications') return send(response, 200, { metadata: {}, items: [...this.#applications.values()] })
    if (pathname === '/api/v1/stream/applications') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.flushHeaders()
      const name = query.get('name') ?? ''
      const application = this.#applications.get(name)
      if (application !== undefined) response.write(`${JSON.stringify({ result: { type: 'ADDED', application } })}\n`)
      return this.#attach({ response, name, isStream: true })
    }
    const [, name = '', what] = SERVER.exec(pathname) ?? []
    const application = this.#applications.get(name)
    if (application === undefined) return send(response, 404, { code: 5, message: `applications.argoproj.io "${name}" not found` })
    if (what === '/syncwindows') return send(response, 200, { canSync: this.canSync, activeWindows: this.windows })
    if (what === '/operation' && method === 'DELETE') this.terminations.push(name)
    else if (what === '/sync' && method === 'POST') {
      const refused = whyNoRevision(application, body['revision'])
      if (refused !== undefined) return send(response, 400, { error: refused, code: 9, message: refused })
      application['operation'] = { sync: body }
      this.syncs.push({ sync: body })
    } else if (query.get('refresh') === 'normal') this.refreshes.push(name)
    send(response, 200, application)
  }
}

/** FailedPrecondition, as Argo CD's server says it: what is synced automatically takes no revision but its target. */
function whyNoRevision({ spec }: Value, revision: unknown): string | undefined {
  const { syncPolicy, source } = spec as {
    syncPolicy?: { automated?: { enabled?: boolean } | null }
    source?: { targetRevision?: string }
  }
  const automated = syncPolicy?.automated ?? { enabled: false }
  if (automated.enabled === false || typeof revision !== 'string' || revision === '') return undefined
  const target = source?.targetRevision ?? ''
  return revision === (target === '' ? 'HEAD' : target) ? undefined : `Cannot sync to ${revision}: auto-sync currently set to ${target}`
}

function failure(code: number, message: string, reason = ''): Value {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message, reason }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function read(request: IncomingMessage): Promise<Value> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? {} : (JSON.parse(text) as Value)
}
