import { CopilotError, hideSecrets } from '@aks-copilot/contracts'
import { maskSecrets } from '@aks-copilot/cluster'
import { setTimeout as wait } from 'node:timers/promises'

export interface ArgoCdServer {
  /** `https://argocd.contoso.com`, with the path that it is served below, if any. */
  readonly url: string
  /** The token, or how it is read: then anew for each request, so that one that was renewed counts without a restart. */
  readonly token: string | (() => Promise<string>)
}

/** An answer that is no success. */
export class ServerFault extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface ServerCall {
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

const TIMEOUT = 20_000
const SILENCE = 120_000
const TRIES = 4
const FIRST_PAUSE = 250
const MOST_BYTES = 32 * 1024 * 1024

/** Requests to the server of Argo CD. Follows no redirect, since a token must not be led elsewhere; keeps no header and no token in errors. */
export class ArgoCdHttp {
  readonly origin: string
  readonly #base: string
  readonly #token: () => Promise<string>

  constructor({ url, token }: ArgoCdServer) {
    const read = URL.canParse(url) ? new URL(url) : undefined
    const isHere = read !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(read.hostname)
    if (read === undefined || read.username !== '' || !(read.protocol === 'https:' || (read.protocol === 'http:' && isHere)))
      throw notConfigured('The address of Argo CD must begin with https:// (http:// only for this machine) and hold no login.')
    if (typeof token === 'string') requireToken(token)
    this.origin = read.origin
    this.#base = `${read.origin}${read.pathname.replace(/\/$/, '')}/api/v1`
    this.#token = typeof token === 'string' ? () => Promise.resolve(token) : async () => requireToken(await token())
  }

  /** GETs are tried again where the fault is transient; a POST only where it surely was not done. */
  async json(method: 'GET' | 'POST' | 'DELETE', path: string, call: ServerCall = {}): Promise<unknown> {
    for (let tries = 1; ; tries += 1)
      try {
        return await this.#once(method, path, call)
      } catch (error) {
        call.signal?.throwIfAborted()
        const again =
          error instanceof ServerFault && (error.status === 429 || error.status === 503 || (method === 'GET' && isTransient(error)))
        if (!again || tries === TRIES) throw error
        await this.pause(tries, call.signal)
      }
  }

  /** The answer line by line, each of them JSON. Ends when the server ends it; throws ARGOCD_UNREACHABLE when it falls silent. */
  async *lines(path: string, call: ServerCall): AsyncGenerator {
    const token = await this.#token()
    const own = new AbortController()
    const silent = setTimeout(() => own.abort(), SILENCE)
    const signal = call.signal === undefined ? own.signal : AbortSignal.any([own.signal, call.signal])
    try {
      const response = await fetch(this.#url(path, call), { headers: headersOf(token), redirect: 'manual', signal })
      if (response.status >= 300 || response.body === null) throw this.errorOf(await this.#faultIn(response, token), undefined)
      let rest = ''
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        silent.refresh()
        const parts = `${rest}${chunk}`.split('\n')
        rest = parts.pop() ?? ''
        if (rest.length > MOST_BYTES) throw this.#unreachable('its answer has no end')
        for (const line of parts) if (line.trim() !== '') yield json(line)
      }
    } catch (error) {
      call.signal?.throwIfAborted()
      throw error instanceof CopilotError ? error : this.#unreachable(causeOf(error))
    } finally {
      clearTimeout(silent)
      own.abort()
    }
  }

  async pause(tries: number, signal: AbortSignal | undefined): Promise<void> {
    const pause = Math.min(15_000, FIRST_PAUSE * 2 ** Math.min(tries - 1, 10)) * (0.5 + Math.random())
    await wait(pause, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
  }

  errorOf({ status, message }: ServerFault, name: string | undefined): CopilotError {
    if (status === 0 || status === 429 || status >= 500) return this.#unreachable(status === 0 ? message : `status ${status}: ${message}`)
    if (status === 401 || status === 403)
      return new CopilotError({
        code: 'ARGOCD_DENIED',
        category: 'validation',
        message:
          status === 401
            ? `${this.origin} does not accept the token.`
            : `${this.origin} does not allow it${name === undefined ? '' : ` for \`${name}\`, or there is no such Application`}: ${message}`,
        remedy:
          'Make a token for an account that may get and sync the Application (argocd account generate-token), and set AKS_COPILOT_ARGOCD_TOKEN.',
      })
    return new CopilotError({
      code: 'ARGOCD_REFUSED',
      category: 'validation',
      message: `${this.origin} refused it (status ${status}): ${message}`,
      remedy: 'What it says names what must change; look at the Application in Argo CD.',
    })
  }

  async #once(method: 'GET' | 'POST' | 'DELETE', path: string, call: ServerCall): Promise<unknown> {
    const token = await this.#token()
    const deadline = AbortSignal.timeout(TIMEOUT)
    const signal = call.signal === undefined ? deadline : AbortSignal.any([deadline, call.signal])
    try {
      const sent = call.body === undefined ? {} : { body: JSON.stringify(call.body) }
      const response = await fetch(this.#url(path, call), { method, headers: headersOf(token), redirect: 'manual', signal, ...sent })
      if (response.status >= 300) throw await this.#faultIn(response, token)
      return json(await bounded(response))
    } catch (error) {
      call.signal?.throwIfAborted()
      throw error instanceof ServerFault
        ? error
        : new ServerFault(0, deadline.aborted ? `no answer within ${TIMEOUT / 1000} s` : causeOf(error))
    }
  }

  /** Whatever it echoes, the token is not in it. */
  async #faultIn(response: Response, token: string): Promise<ServerFault> {
    const text = await bounded(response).catch(() => '')
    const said = hideSecrets((saidIn(text) ?? response.statusText).slice(0, 500), [token])
    return new ServerFault(response.status, maskSecrets(said))
  }

  #url(path: string, { query = {} }: ServerCall): string {
    const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] satisfies [string, string]]))
    return `${this.#base}${path}${given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`}`
  }

  #unreachable(why: string): CopilotError {
    return new CopilotError({
      code: 'ARGOCD_UNREACHABLE',
      category: 'transient',
      message: `Argo CD at ${this.origin} does not answer as it should (${why}).`,
      remedy: 'Check the address and the network, and try again.',
    })
  }
}

function headersOf(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'user-agent': 'aks-copilot' }
}

function requireToken(token: string): string {
  if (token !== '' && !/[^\x21-\x7e]/.test(token)) return token
  throw notConfigured('The token of Argo CD is empty, or holds characters that no token has.')
}

function isTransient({ status }: ServerFault): boolean {
  return status === 0 || status === 429 || status >= 500
}

function saidIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'message' in value ? String(value.message) : undefined
  } catch {
    return undefined
  }
}

async function bounded(response: Response): Promise<string> {
  if (response.body === null) return ''
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    if (text.length > MOST_BYTES) throw new ServerFault(0, 'its answer has no end')
  }
  return text
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ServerFault(0, 'its answer is no JSON')
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : 'unknown fault'
}

function notConfigured(message: string): CopilotError {
  return new CopilotError({
    code: 'ARGOCD_NOT_CONFIGURED',
    category: 'validation',
    message,
    remedy:
      'Set argocd.server in aks-copilot.yaml and AKS_COPILOT_ARGOCD_TOKEN in the environment, or neither: then the Applications are read from the cluster.',
  })
}
