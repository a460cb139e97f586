/** A server of this machine whose answers can be spoilt, for the stand-ins of services. Speaks HTTP, or TLS where it is given a certificate. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly method: string
  /** Path and query, as they came. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON where it is no text. */
  readonly body?: unknown
}

/** What happens to requests that match, instead of or around the answer. */
export interface Fault {
  /** Tested against `POST /api/chat.postMessage`. */
  readonly on: RegExp
  /** How often; default once. */
  readonly times?: number
  readonly does:
    | ({ readonly kind: 'answer' } & Answer)
    /** Nothing is done, and no answer comes. */
    | { readonly kind: 'hang' }
    /** Nothing is done, and the connection breaks. */
    | { readonly kind: 'reset' }
    /** It is done, and the answer is lost. */
    | { readonly kind: 'lost' }
    /** It is done, and half of the answer comes. */
    | { readonly kind: 'half' }
    /** It is done, and an answer comes that has no end. */
    | { readonly kind: 'endless' }
    /** It is done, and something else is answered. */
    | { readonly kind: 'rubbish'; readonly text: string }
}

export class FaultyServer {
  /** `POST /api/chat.postMessage`, in the order they came. */
  readonly requests: string[] = []
  /** Bytes of answers without an end that somebody took. */
  endlessBytes = 0
  readonly #faults: { readonly fault: Fault; left: number }[] = []
  /** Asked right before and right after each request is done: whether it ends there, without an answer. */
  ends: (asked: Asked, when: 'before' | 'after') => boolean = () => false
  readonly #handle: (asked: Asked) => Answer | Promise<Answer>
  #server: Server | undefined
  #origin = ''

  constructor(handle: (asked: Asked) => Answer | Promise<Answer>) {
    this.#handle = handle
  }

  /** `http://127.0.0.1:40123` */
  get origin(): string {
    return this.#origin
  }

  async start(tls?: { readonly key: string; readonly cert: string }): Promise<void> {
    const listener: RequestListener = (request, response) => {
      this.#serve(request, response).catch(() => response.destroy())
    }
    this.#server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve))
    const { port } = this.#server.address() as AddressInfo
    this.#origin = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  }

  fail(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 })
  }

  /** Forgets the faults that did not come up. */
  heal(): void {
    this.#faults.length = 0
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections()
    await new Promise<void>((resolve) => {
      if (this.#server === undefined) resolve()
      else this.#server.close(() => resolve())
    })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = 'GET', url: path = '/', headers } = request
    const line = `${method} ${path}`
    this.requests.push(line)
    const fault = this.#take(line)
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'reset') return void response.destroy()
    if (fault?.kind === 'answer') return send(response, fault)
    const asked = { method, path, headers, body: Buffer.concat(chunks) }
    if (this.ends(asked, 'before')) return void response.destroy()
    const answer = await this.#handle(asked)
    if (fault?.kind === 'lost' || this.ends(asked, 'after')) return void response.destroy()
    if (fault?.kind === 'rubbish') return send(response, { status: 200, body: fault.text })
    if (fault?.kind === 'half') return sendHalf(response, answer)
    if (fault?.kind === 'endless') return this.#sendEndless(response)
    send(response, answer)
  }

  #sendEndless(response: ServerResponse): void {
    const piece = 'x'.repeat(65_536)
    const more = (): void => {
      if (response.destroyed) return
      response.write(piece, (error) => {
        if (error !== null && error !== undefined) return
        this.endlessBytes += piece.length
        setImmediate(more)
      })
    }
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"value":"')
    more()
  }

  #take(line: string): Fault['does'] | undefined {
    const at = this.#faults.findIndex(({ fault, left }) => left > 0 && fault.on.test(line))
    const found = this.#faults[at]
    if (found === undefined) return undefined
    found.left -= 1
    if (found.left === 0) this.#faults.splice(at, 1)
    return found.fault.does
  }
}

function textOf({ body }: Answer): string {
  if (body === undefined) return ''
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', ...answer.headers }).end(textOf(answer))
}

function sendHalf(response: ServerResponse, answer: Answer): void {
  const text = Buffer.from(textOf(answer))
  response.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': String(text.length), ...answer.headers })
  response.write(text.subarray(0, Math.ceil(text.length / 2)), () => response.destroy())
}
