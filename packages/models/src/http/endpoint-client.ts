import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch, type RequestInit, type Response } from 'undici'
import { failed } from '../model-errors.ts'
import { faultOfNetwork, faultOfStatus } from './endpoint-faults.ts'

export interface EndpointClientOptions {
  /** How the endpoint is called in messages: host and port. */
  readonly where: string
  readonly local: boolean
  readonly remedy: string
  /** Never in a message, whatever the endpoint echoes. */
  readonly secret?: string | undefined
  readonly model: string
}

const CONNECT_MS = 5000
/** Ten times an answer of 2,048 tokens with all that surrounds it; what sends more sends rubbish. */
const MOST_BYTES = 8 * 1024 * 1024
const MOST_JSON_BYTES = 4 * 1024 * 1024

/**
 * The sockets of one endpoint. Follows no redirect (a local endpoint must not lead elsewhere); faults are CopilotErrors; the end of
 * `signal` closes the socket. Time-outs beside connecting are the caller's: he knows whether a model thinks or a list is read.
 */
export class EndpointClient {
  readonly where: string
  readonly #options: EndpointClientOptions
  readonly #dispatcher: Dispatcher

  constructor(options: EndpointClientOptions) {
    this.#options = options
    this.where = options.where
    const settings = {
      connect: { timeout: CONNECT_MS },
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 10_000,
      connections: 32,
      pipelining: 1,
    }
    this.#dispatcher = options.local ? new Agent(settings) : new EnvHttpProxyAgent(settings)
  }

  /** As the global fetch, but answers only with success; for libraries that bring their own requests. */
  readonly fetch = async (input: string | URL | globalThis.Request, init?: globalThis.RequestInit): Promise<globalThis.Response> => {
    const url = typeof input === 'string' || input instanceof URL ? input : input.url
    const response = await this.#send(url, init as unknown as RequestInit)
    const type = response.headers.get('content-type') ?? ''
    if (type.includes('text/html')) {
      await response.body?.cancel()
      throw failed(this.where, 'it answers with a web page, not as a model')
    }
    const { body, status, headers } = response
    return new globalThis.Response(body === null ? null : this.#bounded(body), {
      status,
      headers: [...headers],
    })
  }

  /** Reads JSON, within the limit of bytes and the time of `signal`. */
  async json(
    url: URL | string,
    {
      signal,
      headers,
      method,
    }: { readonly signal: AbortSignal; readonly headers?: Readonly<Record<string, string>>; readonly method?: string },
  ): Promise<unknown> {
    const response = await this.#send(url, { signal, headers: { accept: 'application/json', ...headers }, method: method ?? 'GET' })
    const text = await this.#text(response, MOST_JSON_BYTES, signal)
    if (text.trim() === '') return undefined
    try {
      const value: unknown = JSON.parse(text)
      return value
    } catch {
      // No cause: the parser quotes what it read.
      throw failed(this.where, 'its answer is no JSON')
    }
  }

  async #send(url: URL | string, init: RequestInit): Promise<Response> {
    const response = await fetch(url, { ...init, dispatcher: this.#dispatcher, redirect: 'manual' }).catch((cause: unknown) => {
      init.signal?.throwIfAborted()
      throw faultOfNetwork(this.where, cause, this.#options.remedy)
    })
    if (response.ok) return response
    const text = await this.#text(response, 16 * 1024, init.signal ?? undefined).catch(() => '')
    throw faultOfStatus({
      where: this.where,
      status: response.status,
      headers: response.headers,
      text,
      model: this.#options.model,
      secret: this.#options.secret,
    })
  }

  async #text(response: Response, most: number, signal: AbortSignal | undefined): Promise<string> {
    const decoder = new TextDecoder()
    let text = ''
    let bytes = 0
    try {
      for await (const piece of response.body ?? []) {
        bytes += piece.byteLength
        if (bytes > most) break
        text += decoder.decode(piece, { stream: true })
      }
    } catch (cause) {
      signal?.throwIfAborted()
      throw faultOfNetwork(this.where, cause, this.#options.remedy)
    }
    return text
  }

  #bounded(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    let bytes = 0
    const where = this.where
    return body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(piece, controller) {
          bytes += piece.byteLength
          if (bytes > MOST_BYTES) controller.error(failed(where, 'it sends without end'))
          else controller.enqueue(piece)
        },
      }),
    )
  }

  /** Takes no new request; those that run may end. */
  async retire(): Promise<void> {
    await this.#dispatcher.close()
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy()
  }
}
