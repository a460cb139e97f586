import { CopilotError } from '@aks-copilot/contracts'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Dispatcher } from 'undici'
import request from 'undici/lib/api/api-request.js'
import { ApiFault, type RequestOptions } from './api-server.ts'
import { requestName } from './count-requests.ts'
import { createDispatcher } from './create-dispatcher.ts'
import { type Credential, Credentials, secretsOf } from './credentials.ts'
import { type ClusterAccess, type KubeconfigOptions, readAccess } from './kubeconfig.ts'
import { readBody, readFault } from './read-body.ts'
import { networkFault } from './read-network-fault.ts'
import { ServerClock } from './server-clock.ts'

const DEFAULT_TIMEOUT = 30_000

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly options: RequestOptions
  readonly sent?: { readonly content: string; readonly text: string }
}

/** Opens the way to one cluster. Nothing is sent before the first request. Throws what `readAccess` throws. */
export function openChannel(options: KubeconfigOptions): ApiChannel {
  return new ApiChannel(readAccess(options), options.environment)
}

/**
 * Requests to one API server, whatever they are: what `ApiServer` (which only reads) and the few writers of packages/integrations/src/kubernetes
 * stand on. Nobody else may import it.
 */
export class ApiChannel {
  readonly requests: Record<string, number> = {}
  readonly access: ClusterAccess
  readonly #clock = new ServerClock()
  readonly #environment: KubeconfigOptions['environment']
  readonly #credentials: Credentials
  #dispatcher: Dispatcher | undefined
  #certificate: string | undefined
  #closed = false

  constructor(access: ClusterAccess, environment: KubeconfigOptions['environment']) {
    this.access = access
    this.#environment = environment
    this.#credentials = new Credentials(access, environment)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#dispatcher?.destroy()
  }

  /** One request whose answer is JSON, all of it within the time allowed. */
  async whole(call: Call): Promise<unknown> {
    return await this.#send(call, async (answer, { done }) => {
      try {
        return parse(await readBody(answer), call.path)
      } finally {
        done()
      }
    })
  }

  /** The body of an answer as it comes; the consumer ends it by the signal or by leaving the loop. */
  async stream(call: Call): Promise<AsyncIterable<Uint8Array>> {
    return await this.#send(call, (answer, { done }) => {
      answer.body.once('close', done)
      return withFaults(unzipped(answer), call.options.signal)
    })
  }

  /** Sends, and once more with other credentials where the server refuses these. */
  async #send<Result>(call: Call, read: Read<Result>): Promise<Result> {
    const credential = await this.#credentials.current()
    try {
      return await this.#attempt(call, credential, read)
    } catch (error) {
      if (!(error instanceof ApiFault) || error.status !== 401 || !(await this.#credentials.renew(credential))) throw error
      return await this.#attempt(call, await this.#credentials.current(), read)
    }
  }

  async #attempt<Result>({ method, path, options, sent }: Call, credential: Credential, read: Read<Result>): Promise<Result> {
    options.signal?.throwIfAborted()
    // A path that brings a query of its own could hide `dryRun=All`, and one with dots lead elsewhere.
    if (/[?#\\]|\/\.\.?(?:\/|$)/.test(path)) throw new ApiFault(0, 'Malformed', `\`${path}\` is no path of the API.`)
    const name = requestName(method, path, options.query?.['watch'] === true)
    this.requests[name] = (this.requests[name] ?? 0) + 1
    const limit = new Limit(options.timeout ?? DEFAULT_TIMEOUT, options.signal)
    const sentAt = Date.now()
    try {
      const { origin, pathname, search } = new URL(`${this.access.cluster.server}${path}${queryOf(options)}`)
      const answer = await request.call(this.#connections(credential), {
        origin,
        path: `${pathname}${search}`,
        method,
        signal: limit.signal,
        headers: {
          accept: options.accept ?? 'application/json',
          // Watches and logs come unzipped anyway, and lists below 128 KiB; what kubelets measure comes zipped.
          'accept-encoding': 'gzip',
          'user-agent': 'aks-copilot',
          ...credential.headers,
          ...(sent === undefined ? {} : { 'content-type': sent.content }),
        },
        ...(sent === undefined ? {} : { body: sent.text }),
      })
      this.#clock.observe(answer.headers['date'], sentAt)
      if (answer.statusCode >= 300) throw await readFault(answer, secretsOf(credential))
      return await read(answer, limit)
    } catch (error) {
      limit.done()
      options.signal?.throwIfAborted()
      throw error instanceof ApiFault || error instanceof CopilotError ? error : networkFault(error)
    } finally {
      limit.headCame()
    }
  }

  now(): number {
    return this.#clock.now()
  }

  /** The connections for this client certificate: others when an exec plugin or a file gave another one. */
  #connections(credential: Credential): Dispatcher {
    const certificate = credential.cert?.toString() ?? ''
    if (this.#closed) throw new ApiFault(0, 'Closed', 'The connection to the cluster was closed.')
    if (this.#dispatcher === undefined || certificate !== this.#certificate) {
      // Watches that run on the old ones end by themselves.
      void this.#dispatcher?.close()
      this.#dispatcher = createDispatcher(this.access.cluster, credential, this.#environment)
      this.#certificate = certificate
    }
    return this.#dispatcher
  }
}

type Read<Result> = (answer: Dispatcher.ResponseData, limit: Limit) => Result | Promise<Result>

/** Aborts when the caller does, or when time is over; leaves nothing behind on a signal that lives for hours. */
class Limit {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #outer: AbortSignal | undefined
  readonly #abort = (): void => this.#controller.abort(this.#outer?.reason)

  constructor(timeout: number, outer: AbortSignal | undefined) {
    this.#outer = outer
    this.#timer = setTimeout(
      () => this.#controller.abort(new ApiFault(0, 'Timeout', `The API server did not answer within ${timeout / 1000} s.`)),
      timeout,
    )
    outer?.addEventListener('abort', this.#abort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** A stream may go on for hours once it began. */
  headCame(): void {
    clearTimeout(this.#timer)
  }

  readonly done = (): void => {
    clearTimeout(this.#timer)
    this.#outer?.removeEventListener('abort', this.#abort)
  }
}

/** Leaving the loop closes the connection; whatever goes wrong on the way is an `ApiFault`. */
async function* withFaults(body: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    signal?.throwIfAborted()
    throw networkFault(error)
  }
}

function queryOf({ query }: RequestOptions): string {
  const given = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No cause: the parser quotes what it read.
    throw new ApiFault(0, 'Malformed', `The answer to ${path} is no JSON.`)
  }
}

/** The body of a stream, unzipped where it is zipped. Whoever leaves it or ends it ends the socket. */
function unzipped(answer: Dispatcher.ResponseData): AsyncIterable<Uint8Array> {
  if (answer.headers['content-encoding'] !== 'gzip') return answer.body
  const text = createGunzip()
  // The fault of either side comes out of the iteration.
  pipeline(answer.body, text, () => undefined)
  return text
}
