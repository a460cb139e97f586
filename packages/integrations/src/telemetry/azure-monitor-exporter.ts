import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import { growingPause } from '../calls/pauses.ts'
import { readConnectionString } from './connection-string.ts'
import { type Envelope, type EnvelopeOptions, envelopesOf } from './envelopes.ts'
import { sendEnvelopes } from './send-envelopes.ts'

export interface AzureMonitorOptions {
  /** As in APPLICATIONINSIGHTS_CONNECTION_STRING. */
  readonly connectionString: string
  readonly role?: string | undefined
  /** Share of the traces that the sampler keeps, above 0 to 1; default 1. */
  readonly sampleRatio?: number | undefined
  /** Items that wait at most; the oldest are dropped, and counted. Default 4000. */
  readonly mostWaiting?: number | undefined
  /** One request; default 10 s. */
  readonly timeoutMs?: number | undefined
  /** Requests for one export without progress; what is left waits for the next. Default 3. */
  readonly tries?: number | undefined
  /** Before the second request; then twice as long each time, with jitter. Default 500 ms. */
  readonly pauseMs?: number | undefined
  /** Warnings, one line each. */
  readonly log?: ((line: string) => void) | undefined
}

const BATCH = 200
/** At the end, what was not sent by then is lost, and counted. */
const LAST_MS = 3000
/** The longest wait within one export. */
const MOST_WAIT = 10_000

/** Sends spans to Application Insights (`/v2.1/track`). Faults never reach who made the spans. Throws TELEMETRY_NOT_CONFIGURED when it is made. */
export class AzureMonitorExporter implements SpanExporter {
  readonly #options: AzureMonitorOptions
  readonly #envelopes: EnvelopeOptions
  readonly #stop = new AbortController()
  #url: string
  #waiting: Envelope[] = []
  #draining: Promise<boolean> | undefined
  #notBefore = 0
  #sent = 0
  #dropped = 0
  #moves = 0

  constructor(options: AzureMonitorOptions) {
    const { instrumentationKey, url } = readConnectionString(options.connectionString)
    this.#options = options
    this.#url = url
    this.#envelopes = { instrumentationKey, role: options.role ?? 'aks-copilot', sampleRate: (options.sampleRatio ?? 1) * 100 }
  }

  /** Items so far. */
  get counts(): { readonly sent: number; readonly dropped: number; readonly waiting: number } {
    return { sent: this.#sent, dropped: this.#dropped, waiting: this.#waiting.length }
  }

  export(spans: ReadableSpan[], resultCallback: Parameters<SpanExporter['export']>[1]): void {
    this.#waiting.push(...spans.flatMap((span) => envelopesOf(span, this.#envelopes)))
    this.#bound()
    void this.#drain().then((done) => resultCallback({ code: done ? SUCCESS : FAILED }))
  }

  async forceFlush(): Promise<void> {
    await this.#drain()
  }

  /** Sends what is left, for three seconds at most. */
  async shutdown(): Promise<void> {
    const late = setTimeout(() => this.#stop.abort(), LAST_MS)
    this.#notBefore = 0
    await this.#drain()
    clearTimeout(late)
    this.#stop.abort()
    this.#drop(this.#waiting.length, 'the program ended')
    this.#waiting = []
  }

  /** Whether everything went out. One at a time. */
  #drain(): Promise<boolean> {
    this.#draining ??= this.#sendAll().finally(() => (this.#draining = undefined))
    return this.#draining
  }

  async #sendAll(): Promise<boolean> {
    const { tries = 3, pauseMs = 500 } = this.#options
    let failures = 0
    while (this.#waiting.length > 0) {
      if (this.#stop.signal.aborted || failures >= tries || this.#notBefore - Date.now() > MOST_WAIT) return false
      await this.#pause(this.#notBefore - Date.now())
      const progress = await this.#sendBatch()
      failures = progress ? 0 : failures + 1
      if (!progress) this.#notBefore = Math.max(this.#notBefore, Date.now() + growingPause(pauseMs, failures))
    }
    return true
  }

  /** Whether the queue became shorter. */
  async #sendBatch(): Promise<boolean> {
    const batch = this.#waiting.splice(0, BATCH)
    const { accepted, retry, dropped, waitMs, movedTo, why } = await sendEnvelopes(this.#url, batch, this.#options.timeoutMs ?? 10_000)
    this.#sent += accepted
    this.#drop(dropped, why)
    this.#waiting.unshift(...retry)
    this.#bound()
    if (waitMs !== undefined) this.#notBefore = Date.now() + waitMs
    if (movedTo !== undefined && this.#moves < MOST_MOVES) {
      this.#moves += 1
      this.#url = movedTo
      return true
    }
    return accepted + dropped > 0
  }

  #bound(): void {
    const over = this.#waiting.length - (this.#options.mostWaiting ?? 4000)
    if (over > 0) this.#drop(this.#waiting.splice(0, over).length, 'too many waited')
  }

  #drop(items: number, why: string): void {
    if (items === 0) return
    if (this.#dropped === 0)
      this.#options.log?.(`Telemetry is lost: ${items} items were dropped (${why}). Further losses are counted only.`)
    this.#dropped += items
  }

  async #pause(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await sleep(milliseconds, undefined, { signal: this.#stop.signal }).catch(() => undefined)
  }
}

const MOST_MOVES = 5
// The values of ExportResultCode, whose package would be loaded for two numbers.
const SUCCESS = 0
const FAILED = 1
