import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What the endpoint does with one chat request. */
export type Behaviour =
  | {
      readonly does: 'say'
      readonly words: readonly string[]
      readonly everyMs?: number
      readonly reason?: string
      readonly usage?: object
    }
  | { readonly does: 'status'; readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly does: 'raw'; readonly text: string; readonly type?: string }
  | { readonly does: 'die' | 'hang' | 'hang-in-the-middle' | 'reset' | 'end-early' | 'flood' }

export interface Asked {
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: { readonly [key: string]: unknown }
}

export interface FakeOptions {
  readonly flavour: 'openai' | 'foundry-0' | 'foundry-1' | 'azure'
  readonly models?: readonly string[]
  readonly port?: number
}

export const ANSWER = ['The', ' pod', ' checkout', '-6d4c', ' is', ' out', ' of', ' memory', '.']

/** A model endpoint over real HTTP that behaves as it is told, one behaviour a chat request; the last one stays. */
export class FakeEndpoint {
  readonly asked: Asked[] = []
  readonly sockets = new Set<Socket>()
  readonly loaded = new Set<string>()
  behaviours: Behaviour[] = [{ does: 'say', words: ANSWER }]
  /** Requests whose client went away before the end. */
  cutOff = 0
  running = 0
  mostRunning = 0
  readonly #options: FakeOptions
  readonly #server: Server

  private constructor(options: FakeOptions) {
    this.#options = options
    this.#server = createServer((request, response) => void this.#answer(request, response).catch(() => response.destroy()))
    this.#server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    })
  }

  static async start(options: FakeOptions): Promise<FakeEndpoint> {
    const endpoint = new FakeEndpoint(options)
    await new Promise<void>((resolve) => endpoint.#server.listen(options.port ?? 0, '127.0.0.1', resolve))
    return endpoint
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }

  get models(): readonly string[] {
    return (
      this.#options.models ??
      (this.#options.flavour.startsWith('foundry')
        ? ['qwen2.5-0.5b-instruct-generic-cpu:3', 'phi-4-mini-instruct-generic-cpu:5']
        : ['qwen2.5-0.5b', 'phi-4-mini'])
    )
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? ''
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    if (!/chat\/completions/.test(url)) return this.#manage(url, response)
    const body = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Asked['body']
    this.asked.push({ url, headers: request.headers, body })
    const behaviour = this.behaviours.length > 1 ? this.behaviours.shift() : this.behaviours[0]
    this.running += 1
    this.mostRunning = Math.max(this.mostRunning, this.running)
    response.on('close', () => {
      this.running -= 1
      if (!response.writableFinished) this.cutOff += 1
    })
    if (behaviour !== undefined) await this.#behave(behaviour, response)
  }

  #manage(url: string, response: ServerResponse): void {
    const answer = this.#managed(url)
    if (answer === undefined) response.writeHead(404).end('{}')
    else response.writeHead(200, { 'content-type': 'application/json' }).end(answer === '' ? '' : JSON.stringify(answer))
  }

  #managed(url: string): unknown {
    const { flavour } = this.#options
    const list = { object: 'list', data: this.models.map((id) => ({ id, object: 'model' })) }
    const load = /^\/(?:openai|models)\/(load|unload)\/([^?]+)/.exec(url)
    if (flavour === 'azure') return url.startsWith('/openai/v1/models') ? list : undefined
    if (url === '/v1/models') return list
    if (flavour === 'openai') return undefined
    const own =
      flavour === 'foundry-0' ? url.startsWith('/openai/') || url === '/foundry/list' : url.startsWith('/models/') || url === '/status'
    if (!own) return undefined
    if (load !== null) {
      const id = decodeURIComponent(load[2] ?? '')
      if (!this.models.includes(id)) return undefined
      if (load[1] === 'load') this.loaded.add(id)
      else this.loaded.delete(id)
      return ''
    }
    if (url === '/openai/status' || url === '/status') return { Endpoints: [this.origin], ModelDirPath: '/models' }
    if (url === '/foundry/list')
      return this.models.map((id) => ({
        name: id,
        alias: id.replace(/-instruct.*/, ''),
        fileSizeMb: 822,
        runtime: { deviceType: 'CPU', executionProvider: 'CPUExecutionProvider' },
      }))
    return url.endsWith('loadedmodels') || url.endsWith('loaded') ? [...this.loaded] : this.models
  }

  async #behave(behaviour: Behaviour, response: ServerResponse): Promise<void> {
    switch (behaviour.does) {
      case 'status':
        response
          .writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers })
          .end(behaviour.body ?? JSON.stringify({ error: { message: 'said the endpoint' } }))
        return
      case 'raw':
        response.writeHead(200, { 'content-type': behaviour.type ?? 'text/event-stream' }).end(behaviour.text)
        return
      case 'reset':
        response.socket?.resetAndDestroy()
        return
      case 'hang':
        return
      case 'say':
        return this.#say(behaviour, response)
      case 'die':
      case 'hang-in-the-middle':
      case 'end-early':
      case 'flood':
        return this.#breakOff(behaviour.does, response)
    }
  }

  async #say({ words, everyMs = 0, reason = 'stop', usage }: Extract<Behaviour, { does: 'say' }>, response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const word of words) {
      if (response.destroyed) return
      response.write(chunk({ content: word }))
      if (everyMs > 0) await sleep(everyMs)
    }
    response.end(`${chunk({}, reason, usage)}data: [DONE]\n\n`)
  }

  async #breakOff(how: 'die' | 'hang-in-the-middle' | 'end-early' | 'flood', response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const word of ANSWER.slice(0, 3)) response.write(chunk({ content: word }))
    await sleep(20)
    if (how === 'die') response.socket?.resetAndDestroy()
    if (how === 'end-early') response.end()
    if (how === 'flood') await this.#flood(response)
  }

  async #flood(response: ServerResponse): Promise<void> {
    while (!response.destroyed) {
      if (!response.write(`data: ${'x'.repeat(256 * 1024)}`)) await new Promise((resolve) => void setTimeout(resolve, 1))
    }
  }
}

function chunk(delta: object, reason: string | null = null, usage?: object): string {
  return `data: ${JSON.stringify({ id: 'chat', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: reason }], ...(usage === undefined ? {} : { usage }) })}\n\n`
}
