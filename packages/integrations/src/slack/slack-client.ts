import type { Logger, WebClient } from '@slack/web-api'
import { z } from 'zod'
import { growingPause, pause } from '../calls/pauses.ts'
import { RateLimit } from '../calls/rate-limit.ts'
import { ServiceFault } from '../calls/service-fault.ts'
import { faultOfNetwork, faultOfReason, rateLimited, unreachable } from './slack-faults.ts'
import { slackFetch } from './slack-http.ts'

/** How long and how often is tried. */
export interface SlackPatience {
  /** One request, to the last byte of its answer. */
  readonly timeoutMs: number
  /** Requests for one call, the first included. */
  readonly tries: number
  /** Before the second try; then twice as long each time, with jitter. */
  readonly pauseMs: number
  /** The longest wait for a rate limit in one call; above that the call fails and says how long. */
  readonly limitMs: number
}

export const SLACK_PATIENCE: SlackPatience = { timeoutMs: 15_000, tries: 4, pauseMs: 400, limitMs: 90_000 }

interface ClientOptions {
  readonly WebClient: typeof WebClient
  readonly token: string
  readonly api: string
  readonly patience: SlackPatience
  readonly log: (line: string) => void
}

export interface SlackCall {
  readonly signal?: AbortSignal | undefined
  /** any: doing it twice is doing it once. unsent: only what surely was not done is tried again; after the rest the caller looks. */
  readonly repeat: 'any' | 'unsent'
}

/** Calls of Slack's Web API through its SDK: time-outs, retries, rate limits, and answers that are what they should be. */
export class SlackClient {
  readonly #options: ClientOptions
  readonly #limit = new RateLimit()

  constructor(options: ClientOptions) {
    this.#options = options
  }

  get tries(): number {
    return this.#options.patience.tries
  }

  /** The answer to a method such as `chat.postMessage`. Throws ServiceFault. */
  async call<T>(schema: z.ZodType<T>, method: string, args: Record<string, unknown>, { signal, repeat }: SlackCall): Promise<T> {
    const { patience, log } = this.#options
    let waited = 0
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted()
      waited += await this.#limit.wait({ waited, mostMs: patience.limitMs, signal, tooLong: rateLimited })
      try {
        return await this.#once(schema, method, args, signal)
      } catch (fault) {
        if (!(fault instanceof ServiceFault) || fault.category !== 'transient' || attempt >= patience.tries) throw fault
        if (fault.waitMs !== undefined) this.#limit.leaveAlone(fault.waitMs)
        else if (repeat === 'unsent' && !fault.unsent) throw fault
        else await this.pause(attempt, signal)
        log(`${method}: ${fault.message} Trying again.`)
      }
    }
  }

  /** Waits before another attempt, longer each time. */
  async pause(attempt: number, signal: AbortSignal | undefined): Promise<void> {
    await pause(growingPause(this.#options.patience.pauseMs, attempt), signal)
  }

  async #once<T>(schema: z.ZodType<T>, method: string, args: Record<string, unknown>, signal: AbortSignal | undefined): Promise<T> {
    const { WebClient, token, api, patience } = this.#options
    // One client a call: its fetch carries the signal, which the SDK does not take.
    const client = new WebClient(token, {
      slackApiUrl: api,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      fetch: slackFetch(patience.timeoutMs, signal),
      logger: MUTE,
    })
    let answer: unknown
    try {
      answer = await client.apiCall(method, args)
    } catch (error) {
      signal?.throwIfAborted()
      throw faultOf(method, error)
    }
    const parsed = schema.safeParse(answer)
    // No word of what was read: it may be anything.
    if (!parsed.success) throw unreachable(`its answer to ${method} is not what it should be`)
    return parsed.data
  }
}

const refusalSchema = z.object({ data: z.object({ error: z.string(), needed: z.string().optional() }) })
const wrappedSchema = z.object({ original: z.instanceof(ServiceFault) })

/** The SDK wraps what its fetch throws, and what Slack refuses. An `error` that is no word of Slack comes from an answer that is no JSON. */
function faultOf(method: string, error: unknown): ServiceFault {
  const wrapped = wrappedSchema.safeParse(error)
  if (wrapped.success) return wrapped.data.original
  const refusal = refusalSchema.safeParse(error)
  if (!refusal.success) return error instanceof ServiceFault ? error : faultOfNetwork(error)
  const { error: said, needed } = refusal.data.data
  return /^[a-z][a-z0-9_]{1,60}$/.test(said) ? faultOfReason(method, said, needed) : unreachable(`its answer to ${method} is no JSON`)
}

const silent = (): void => {}
/** The SDK would write to the console. */
const MUTE: Logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  setName: silent,
  getLevel: () => 'error' as ReturnType<Logger['getLevel']>,
}
