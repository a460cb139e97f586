import { CopilotError } from '@aks-copilot/contracts'
import { ModelBusy } from '../model-errors.ts'

const FIRST_PROBE_MS = 2000
const LAST_PROBE_MS = 30_000
/** Faults in a row after which an endpoint that does answer is left alone. */
const MOST_FAULTS = 3
/** A wait that the endpoint asks for and that is no longer than this is waited, not remembered. */
export const SHORT_WAIT_MS = 5000

/**
 * Knows whether asking makes sense. An endpoint that does not answer is not asked again by users until a probe in the background has
 * found it alive; one that asked to be left alone is left alone for that long.
 */
export class Circuit {
  readonly #probe: (signal: AbortSignal) => Promise<void>
  readonly #probeMs: number
  readonly #closing = new AbortController()
  #fault: CopilotError | undefined
  #faults = 0
  #pausedUntil = 0
  #timer: NodeJS.Timeout | undefined

  constructor(probe: (signal: AbortSignal) => Promise<void>, probeMs = FIRST_PROBE_MS) {
    this.#probe = probe
    this.#probeMs = probeMs
  }

  get state(): 'closed' | 'open' | 'paused' {
    if (this.#fault !== undefined) return 'open'
    return Date.now() < this.#pausedUntil ? 'paused' : 'closed'
  }

  /** Throws at once while nothing should be asked. */
  check(): void {
    if (this.#fault !== undefined) throw this.#fault
    const wait = this.#pausedUntil - Date.now()
    if (wait > 0) throw new ModelBusy('The model asked to be left alone for a while.', wait)
  }

  succeeded(): void {
    this.#faults = 0
    this.#fault = undefined
    this.#stop()
  }

  failed(error: unknown): void {
    if (!(error instanceof CopilotError) || error.category !== 'transient' || this.#closing.signal.aborted) return
    if (error instanceof ModelBusy) {
      if (error.retryAfterMs !== undefined && error.retryAfterMs > SHORT_WAIT_MS) this.#pausedUntil = Date.now() + error.retryAfterMs
      return
    }
    this.#faults += 1
    if (error.code !== 'MODEL_UNREACHABLE' && this.#faults < MOST_FAULTS) return
    this.#fault = error
    if (this.#timer === undefined) this.#schedule(this.#probeMs)
  }

  /** The probe's timer never keeps the process alive. */
  #schedule(delay: number): void {
    this.#timer = setTimeout(() => void this.#try(delay), delay * (0.8 + Math.random() * 0.4)).unref()
  }

  async #try(delay: number): Promise<void> {
    try {
      await this.#probe(AbortSignal.any([this.#closing.signal, AbortSignal.timeout(SHORT_WAIT_MS)]))
      this.succeeded()
    } catch {
      if (!this.#closing.signal.aborted) this.#schedule(Math.min(LAST_PROBE_MS, delay * 2))
    }
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  close(): void {
    this.#closing.abort()
    this.#stop()
  }
}
