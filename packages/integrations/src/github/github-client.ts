import type { Octokit } from '@octokit/rest'
import { z } from 'zod'
import { growingPause, pause } from '../calls/pauses.ts'
import { RateLimit } from '../calls/rate-limit.ts'
import { ServiceFault } from '../calls/service-fault.ts'
import { ConditionalCache } from './conditional-cache.ts'
import type { Credentials } from './credentials.ts'
import { faultBehind, faultOfNetwork, rateLimited, unreachable, untilReset } from './github-faults.ts'
import type { RepositoryAddress } from './repository-address.ts'

/** How long and how often is tried. */
export interface Patience {
  /** One request, to the last byte of its answer. */
  readonly timeoutMs: number
  /** Requests for one call, the first included. */
  readonly tries: number
  /** Before the second try; then twice as long each time, with jitter. */
  readonly pauseMs: number
  /** The longest wait for a rate limit in one call; above that the call fails and says until when. */
  readonly limitMs: number
}

export const PATIENCE: Patience = { timeoutMs: 20_000, tries: 4, pauseMs: 400, limitMs: 90_000 }

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /**
   * any: doing it twice is doing it once, so every transient fault is tried again. unsent: only what surely was not done is tried again;
   * after the rest the caller looks what happened.
   */
  readonly repeat?: 'any' | 'unsent'
  /** A small GET that comes again and again: where nothing changed since, GitHub counts nothing. */
  readonly isPolled?: boolean
}

/** `warning` without tokens, headers or bodies. */
export type GitHubLog = (line: string) => void

interface ClientOptions {
  readonly octokit: Octokit
  readonly address: RepositoryAddress
  readonly credentials: Credentials
  readonly patience: Patience
  readonly signal?: AbortSignal | undefined
  readonly log: GitHubLog
}

type Parameters = Readonly<Record<string, unknown>>

interface Request<T> {
  readonly schema: z.ZodType<T>
  readonly route: string
  readonly parameters: Parameters
  readonly token: string
  readonly isPolled: boolean
  readonly signal: AbortSignal
}

const NOT_MODIFIED = 304

/** Calls of the REST API about one repository: credentials, time-outs, retries and rate limits, and answers that are what they should be. */
export class GitHubClient {
  readonly address: RepositoryAddress
  readonly host: string
  readonly #options: ClientOptions
  readonly #limit = new RateLimit()
  readonly #polled = new ConditionalCache()

  constructor(options: ClientOptions) {
    this.#options = options
    this.address = options.address
    this.host = new URL(options.address.api).host
  }

  /** Notes that no request is left before the limit is lifted. */
  readonly seen = (headers: Headers): void => {
    if (headers.get('x-ratelimit-remaining') === '0') this.#limit.leaveAlone(untilReset(headers))
  }

  /** The answer to a route such as `GET /repos/{owner}/{repo}/pulls`; `owner` and `repo` are filled in. Throws ServiceFault. */
  async call<T>(
    schema: z.ZodType<T>,
    route: string,
    parameters: Parameters = {},
    { signal, repeat = 'any', isPolled = false }: CallOptions = {},
  ): Promise<T> {
    const { patience, credentials } = this.#options
    const ends = [signal, this.#options.signal].filter((one) => one !== undefined)
    const end = AbortSignal.any(ends)
    let waited = 0
    let renewed = false
    for (let attempt = 1; ; attempt += 1) {
      end.throwIfAborted()
      waited += await this.#limit.wait({ waited, mostMs: patience.limitMs, signal: end, tooLong: (left) => rateLimited(this.host, left) })
      let token: string | undefined
      try {
        token = await credentials.token(end)
        return await this.#request({ schema, route, parameters, token, isPolled, signal: end })
      } catch (fault) {
        if (!(fault instanceof ServiceFault)) throw fault
        if (fault.status === 401 && token !== undefined && !renewed && (await credentials.renew(token))) {
          renewed = true
          this.#options.log(`GitHub at ${this.host} took the token for ended; another one is asked for`)
        } else if (fault.waitMs !== undefined) {
          if (attempt >= patience.tries) throw fault
          this.#limit.leaveAlone(fault.waitMs)
        } else if (attempt >= patience.tries || fault.category !== 'transient' || (repeat === 'unsent' && !fault.unsent)) throw fault
        else await this.pause(attempt, end)
        this.#options.log(`${route}: ${fault.message} Trying again.`)
      }
    }
  }

  /** As `call`; undefined where GitHub has no such thing, though it has the repository. */
  async find<T>(schema: z.ZodType<T>, route: string, parameters: Parameters, options: CallOptions = {}): Promise<T | undefined> {
    try {
      return await this.call(schema, route, parameters, options)
    } catch (fault) {
      if (!(fault instanceof ServiceFault) || fault.status !== 404) throw fault
      await this.#checkRepository(options)
      return undefined
    }
  }

  /** Every item of a list, page after page, until there are no more or `most` were read. */
  async list<T>(
    item: z.ZodType<T[]>,
    route: string,
    parameters: Parameters,
    options: CallOptions & { readonly most: number },
  ): Promise<T[]> {
    const all: T[] = []
    for (let page = 1; ; page += 1) {
      const some = await this.call(item, route, { ...parameters, per_page: 100, page }, options)
      all.push(...some)
      if (some.length < 100 || all.length >= options.most) return all
    }
  }

  /** Waits before another attempt, longer each time. */
  async pause(attempt: number, signal: AbortSignal | undefined): Promise<void> {
    await pause(growingPause(this.#options.patience.pauseMs, attempt), signal)
  }

  get tries(): number {
    return this.#options.patience.tries
  }

  #known: Promise<unknown> | undefined
  /** A 404 means the repository as often as what was asked of it. */
  async #checkRepository(options: CallOptions): Promise<void> {
    this.#known ??= this.call(z.unknown(), 'GET /repos/{owner}/{repo}', {}, { signal: options.signal }).catch((fault: unknown) => {
      this.#known = undefined
      throw fault
    })
    await this.#known
  }

  async #request<T>({ schema, route, parameters, token, isPolled, signal }: Request<T>): Promise<T> {
    const key = isPolled ? this.#polled.keyOf(token, route, parameters) : undefined
    const known = key === undefined ? undefined : this.#polled.get(key)
    const { data, etag } = await this.#answer(route, parameters, { token, known, signal })
    const parsed = schema.safeParse(data)
    // No word of what was read: it may be anything.
    if (!parsed.success) throw unreachable(this.host, `its answer to ${route} is not what it should be`)
    if (key !== undefined && data !== known?.data) this.#polled.keep(key, etag, data)
    return parsed.data
  }

  /** What GitHub answers, or answered before where it says that nothing changed. */
  async #answer(
    route: string,
    parameters: Parameters,
    {
      token,
      known,
      signal,
    }: {
      readonly token: string
      readonly known: { readonly etag: string; readonly data: unknown } | undefined
      readonly signal: AbortSignal
    },
  ): Promise<{ readonly data: unknown; readonly etag?: string | undefined }> {
    const { owner, name: repo } = this.address
    const condition = known === undefined ? {} : { 'if-none-match': known.etag }
    const headers = { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28', ...condition }
    try {
      const { data, headers: told } = await this.#options.octokit.request(route, {
        owner,
        repo,
        ...parameters,
        headers,
        request: { signal },
      })
      return { data, etag: told.etag }
    } catch (error) {
      signal.throwIfAborted()
      const fault = faultBehind(error) ?? faultOfNetwork(this.host, error)
      if (fault.status === NOT_MODIFIED && known !== undefined) return known
      throw fault
    }
  }
}
