import type { IncomingMessage, ServerResponse } from 'node:http'
import { addressOf, json, refuse, type ScriptedServer, startServer } from './scripted-server.ts'

export interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string; readonly resourceVersion: string }
  readonly spec: { readonly nodeName: string }
}

interface Change {
  readonly type: string
  readonly object: Pod
  readonly version: number
  /** What was there before it was deleted. */
  readonly before?: Pod
}
/** Handles a request in place of the fake; false leaves it to the fake. */
type Override = (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => boolean

/** Pods of one namespace behind lists with pages and watches, as an API server has them; the test puts faults in its way. */
export class FakeApi {
  readonly pods = new Map<string, Pod>()
  readonly requests: string[] = []
  /** Each is asked for the next list or watch, until it has handled one. */
  readonly onList: Override[] = []
  readonly onWatch: Override[] = []
  /** What is forgotten: a watch from before this version gets 410. */
  compacted = 0
  afterPage: (() => void) | undefined
  #history: Change[] = []
  #version = 100
  readonly #watches = new Map<ServerResponse, number>()
  server!: ScriptedServer

  static async start(): Promise<FakeApi> {
    const api = new FakeApi()
    api.server = await startServer((request, response) => api.#answer(request, response))
    return api
  }

  put(name: string): void {
    const type = this.pods.has(name) ? 'MODIFIED' : 'ADDED'
    this.#version++
    const uid = this.pods.get(name)?.metadata.uid ?? `uid-${name}-${this.#version}`
    const pod = { metadata: { name, namespace: 'shop', uid, resourceVersion: String(this.#version) }, spec: { nodeName: 'node-1' } }
    this.pods.set(name, pod)
    this.#tell(type, pod)
  }

  remove(name: string): void {
    const pod = this.pods.get(name)
    if (pod === undefined) return
    this.#version++
    this.pods.delete(name)
    this.#tell('DELETED', { ...pod, metadata: { ...pod.metadata, resourceVersion: String(this.#version) } }, pod)
  }

  /** Forgets all changes up to now, as etcd's compaction does. */
  compact(): void {
    this.compacted = this.#version
    this.#history = []
  }

  bookmark(): void {
    for (const response of this.#watches.keys())
      response.write(
        `${JSON.stringify({ type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: String(this.#version) } } })}\n`,
      )
  }

  /** Sends bytes as they are on every open watch. */
  send(text: string): void {
    for (const response of this.#watches.keys()) response.write(text)
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.server.connections.open) socket.destroy()
    this.#watches.clear()
  }

  get watches(): number {
    return this.#watches.size
  }

  view(): string[] {
    return [...this.pods.values()]
      .map(({ metadata: { name, uid, resourceVersion } }) => `shop/${name} ${uid} ${resourceVersion}`)
      .toSorted()
  }

  async close(): Promise<void> {
    await this.server.close()
  }

  #tell(type: string, object: Pod, before?: Pod): void {
    const change = { type, object, version: this.#version, ...(before === undefined ? {} : { before }) }
    this.#history.push(change)
    for (const response of this.#watches.keys()) response.write(lineOf(change))
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { searchParams } = addressOf(request)
    const watch = searchParams.get('watch') === 'true'
    this.requests.push(watch ? `watch ${searchParams.get('resourceVersion')}` : `list ${searchParams.get('continue') ?? ''}`.trim())
    const overrides = watch ? this.onWatch : this.onList
    if (overrides[0]?.(request, response, searchParams) === true) {
      overrides.shift()
      return
    }
    if (watch) this.#watch(response, Number(searchParams.get('resourceVersion')))
    else this.#list(response, searchParams)
  }

  /** Pages are a picture of the moment of the first one: what changes between two pages is not in them. */
  #list(response: ServerResponse, query: URLSearchParams): void {
    const limit = Number(query.get('limit'))
    const [from = 0, version = this.#version] = (query.get('continue') ?? '').split('@').filter(Boolean).map(Number)
    if (version < this.compacted) return refuse(response, 410, 'Expired')
    const items = this.#at(version)
    const more = from + limit < items.length
    json(response, {
      kind: 'PodList',
      metadata: { resourceVersion: String(version), ...(more ? { continue: `${from + limit}@${version}` } : {}) },
      items: items.slice(from, from + limit),
    })
    this.afterPage?.()
  }

  #at(version: number): Pod[] {
    const pods = new Map([...this.pods].filter(([, pod]) => Number(pod.metadata.resourceVersion) <= version))
    for (const { before, version: changed } of this.#history.toReversed())
      if (changed > version && before !== undefined && Number(before.metadata.resourceVersion) <= version)
        pods.set(before.metadata.name, before)
    return [...pods.values()].toSorted((left, right) => left.metadata.name.localeCompare(right.metadata.name))
  }

  #watch(response: ServerResponse, from: number): void {
    if (from < this.compacted) return refuse(response, 410, 'Expired')
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    for (const change of this.#history) if (change.version > from) response.write(lineOf(change))
    this.#watches.set(response, from)
    response.on('close', () => this.#watches.delete(response))
  }
}

function lineOf({ type, object }: Change): string {
  return `${JSON.stringify({ type, object: { kind: 'Pod', apiVersion: 'v1', ...object } })}\n`
}
