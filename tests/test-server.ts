import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ClusterView, openRecording, viewRecording } from '@aks-copilot/cluster'
import type { Incident, ServerMessage } from '@aks-copilot/contracts'
import { openKnowledge } from '@aks-copilot/knowledge'
import type { Model } from '@aks-copilot/models'
import { type RunningServer, type ServerOptions, startServer, WorkerManifests } from '@aks-copilot/server'
import { WebSocket } from 'ws'

const ROOT = join(import.meta.dirname, '..')

/** A recorded scenario as a view. */
export function recorded(name: string): ClusterView {
  return viewRecording(openRecording(readFileSync(join(ROOT, 'evals/recordings', `${name}.json`))))
}

export interface TestServerOptions extends Partial<Omit<ServerOptions, 'clusters' | 'models'>> {
  readonly views?: readonly ClusterView[]
  readonly model?: Model
  /** As clusters that take every patch, not as recordings. */
  readonly provable?: boolean
}

/** The real server on any free port, over recordings. The caller stops it. */
export async function testServer({ views, model, provable = false, ...options }: TestServerOptions = {}): Promise<RunningServer> {
  const none = { ...NO_MODEL, ...(model === undefined ? {} : { current: model }) }
  return await startServer({
    version: '0.0.0-test',
    clusters: (views ?? [recorded('cascade-of-three')]).map((view) => ({
      view,
      ...(provable ? { prove: async (incident: Incident) => await Promise.resolve(incident) } : {}),
    })),
    knowledge: await openKnowledge(),
    models: none,
    manifests: new WorkerManifests(new URL('../apps/server/src/manifests/manifest-worker.ts', import.meta.url)),
    port: 0,
    ...options,
  })
}

const status = {
  provider: 'none',
  name: 'none',
  state: 'not-configured',
  remedy: [],
  local: true,
  leaves: 'Nothing leaves this machine.',
  pseudonyms: false,
  contextTokens: 4096,
  speed: {},
  offers: [],
} as const

const NO_MODEL: ServerOptions['models'] = {
  current: undefined,
  status: async () => await Promise.resolve({ ...status, remedy: [], offers: [] }),
  use: async () => await Promise.resolve({ ...status, remedy: [], offers: [] }),
  load: async () => await Promise.resolve({ ...status, remedy: [], offers: [] }),
  unload: async () => await Promise.resolve({ ...status, remedy: [], offers: [] }),
  close: async () => await Promise.resolve(),
}

/** A browser's socket that remembers what it was told. */
export class TestSocket {
  readonly messages: ServerMessage[] = []
  readonly socket: WebSocket
  closed: { readonly code: number; readonly reason: string } | undefined
  readonly #waiting = new Set<() => void>()

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => {
      this.messages.push(JSON.parse(Buffer.isBuffer(data) ? data.toString() : '{}') as ServerMessage)
      for (const look of this.#waiting) look()
    })
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) }
      for (const look of this.#waiting) look()
    })
    socket.on('error', () => undefined)
  }

  /** Opens, or throws what the server answered: `Unexpected server response: 403`. */
  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<TestSocket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: { origin: url, ...headers } })
    const opened = new TestSocket(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return opened
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** The first message that fits, come or to come. */
  async message<Type extends ServerMessage['type']>(type: Type, id?: string): Promise<Extract<ServerMessage, { type: Type }>> {
    const find = (): ServerMessage | undefined =>
      this.messages.find((message) => message.type === type && (id === undefined || ('id' in message && message.id === id)))
    return (await this.#until(find)) as Extract<ServerMessage, { type: Type }>
  }

  async end(): Promise<{ readonly code: number; readonly reason: string }> {
    return await this.#until(() => this.closed)
  }

  async #until<T>(find: () => T | undefined): Promise<T> {
    const known = find()
    if (known !== undefined) return known
    return await new Promise<T>((resolve, reject) => {
      const timer = setTimeout(
        () => done(() => reject(new Error(`nothing of the kind came; came: ${JSON.stringify(this.messages).slice(0, 500)}`))),
        10_000,
      )
      const done = (end: () => void): void => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        end()
      }
      const look = (): void => {
        const found = find()
        if (found !== undefined) done(() => resolve(found))
      }
      this.#waiting.add(look)
    })
  }
}
