import { CopilotError, type ModelProvider, type ModelStatus } from '@aks-copilot/contracts'
import type { Backend, BackendPart, Shape } from '../backend.ts'
import { closedModel, failed, ModelBusy, promptTooLong, refused, timedOut } from '../model-errors.ts'
import type { GenerateRequest, Model, ModelEvent, PromptMessage, Structured, StructuredRequest } from '../model.ts'
import { StructuredLadder } from '../structured/structured-ladder.ts'
import { estimateTokens } from '../tokens/estimate-tokens.ts'
import { Circuit, SHORT_WAIT_MS } from './circuit.ts'
import { type Deadlines, withinDeadlines } from './deadlines.ts'
import { FairQueue } from './fair-queue.ts'
import { modelStatus } from './model-status.ts'
import { pauseBefore } from './pause-before.ts'
import { SpeedMeter } from './speed-meter.ts'

export interface ManagedOptions {
  readonly maxTokens: number
  readonly temperature: number
  /** Requests that run at the same time. */
  readonly concurrency: number
  /** Requests that may wait; one more is refused. */
  readonly waiting: number
  readonly deadlines: Deadlines
  /** Until the first probe of an endpoint that went away. */
  readonly probeMs?: number | undefined
  /** Whether an endpoint that is not local may be told what stands in the user's runbooks. */
  readonly runbooks?: boolean | undefined
}

const ATTEMPTS = 3
/** What a chat template adds to a message. */
const TOKENS_OF_A_MESSAGE = 8
/** With less room an answer is no answer. */
const LEAST_ANSWER = 16

/** What all endpoints have in common: queue, retries, time-outs, circuit, measured speed. */
export class ManagedModel implements Model {
  readonly #backend: Backend
  readonly #options: ManagedOptions
  readonly #queue: FairQueue
  readonly #circuit: Circuit
  readonly #meter = new SpeedMeter()
  readonly #ladder: StructuredLadder
  readonly #closing = new AbortController()
  readonly #running = new Set<AbortController>()
  #lastSystem: string | undefined

  constructor(backend: Backend, options: ManagedOptions) {
    this.#backend = backend
    this.#options = options
    this.#queue = new FairQueue(options.concurrency, options.waiting)
    this.#circuit = new Circuit((signal) => backend.probe(signal), options.probeMs)
    this.#ladder = new StructuredLadder(backend.rungs, (request, shape) => this.#events(request, shape))
  }

  get provider(): ModelProvider {
    return this.#backend.provider
  }

  get name(): string {
    return this.#backend.name
  }

  get local(): boolean {
    return this.#backend.local
  }

  get seesRunbooks(): boolean {
    return this.local || this.#options.runbooks === true
  }

  get contextTokens(): number {
    return this.#backend.contextTokens
  }

  get available(): boolean {
    return this.#circuit.state === 'closed' && !this.#closing.signal.aborted
  }

  get speed(): Model['speed'] {
    return this.#meter.speed
  }

  generate(request: GenerateRequest): AsyncIterable<ModelEvent> {
    return this.#events(request, undefined)
  }

  structured<T>(request: StructuredRequest<T>): Promise<Structured<T>> {
    return this.#ladder.climb(request)
  }

  countTokens(text: string): number {
    return this.#backend.countTokens?.(text) ?? estimateTokens(text)
  }

  status(signal?: AbortSignal): Promise<ModelStatus> {
    const { seesRunbooks } = this
    return modelStatus(this.#backend, { circuit: this.#circuit, speed: this.#meter.speed, seesRunbooks, signal })
  }

  async load(name: string, signal: AbortSignal = AbortSignal.timeout(this.#options.deadlines.total)): Promise<void> {
    if (this.#backend.load === undefined) throw refused(this.#where, 'it loads and unloads models by itself')
    await this.#backend.load(name, signal)
    this.#circuit.succeeded()
  }

  async unload(name: string, signal: AbortSignal = AbortSignal.timeout(this.#options.deadlines.total)): Promise<void> {
    if (this.#backend.unload === undefined) throw refused(this.#where, 'it loads and unloads models by itself')
    await this.#backend.unload(name, signal)
  }

  async close(): Promise<void> {
    this.#closing.abort(closedModel(this.name))
    for (const controller of this.#running) controller.abort(closedModel(this.name))
    this.#circuit.close()
    await this.#backend.close()
  }

  async *#events(request: GenerateRequest, shape: Shape | undefined): AsyncGenerator<ModelEvent> {
    const { maxTokens, promptTokens } = this.#fit(request)
    const controller = this.#controllerFor(request.signal)
    const onAbort = (): void => controller.abort(request.signal?.reason)
    request.signal?.addEventListener('abort', onAbort, { once: true })
    let leave: (() => void) | undefined
    try {
      this.#circuit.check()
      leave = await this.#enter(request.asker ?? '', controller)
      yield* this.#attempts({ ...request, maxTokens }, shape, controller, promptTokens)
    } finally {
      leave?.()
      request.signal?.removeEventListener('abort', onAbort)
      this.#running.delete(controller)
    }
  }

  #controllerFor(signal: AbortSignal | undefined): AbortController {
    signal?.throwIfAborted()
    this.#closing.signal.throwIfAborted()
    const controller = new AbortController()
    this.#running.add(controller)
    return controller
  }

  async #enter(asker: string, controller: AbortController): Promise<() => void> {
    const { queue } = this.#options.deadlines
    const timer = setTimeout(() => controller.abort(timedOut(this.#where, 'to get to this request', queue)), queue)
    try {
      return await this.#queue.enter(asker, controller.signal)
    } finally {
      clearTimeout(timer)
    }
  }

  /** Tries again only what may well succeed, and only while nothing was said yet. */
  async *#attempts(
    request: GenerateRequest,
    shape: Shape | undefined,
    controller: AbortController,
    promptTokens: number,
  ): AsyncGenerator<ModelEvent> {
    for (let attempt = 1; ; attempt += 1) {
      this.#circuit.check()
      let said = false
      try {
        for await (const event of this.#attempt(request, shape, controller, promptTokens)) {
          said = true
          yield event
        }
        return
      } catch (error) {
        if (controller.signal.aborted && !(controller.signal.reason instanceof CopilotError)) throw error
        if (!said && attempt < ATTEMPTS && isWorthRetry(error)) await pauseBefore(attempt, error, controller.signal)
        else {
          this.#circuit.failed(error)
          throw error
        }
      }
    }
  }

  async *#attempt(
    request: GenerateRequest,
    shape: Shape | undefined,
    outer: AbortController,
    promptTokens: number,
  ): AsyncGenerator<ModelEvent> {
    const controller = new AbortController()
    const onAbort = (): void => controller.abort(outer.signal.reason)
    outer.signal.throwIfAborted()
    outer.signal.addEventListener('abort', onAbort, { once: true })
    const { maxTokens = this.#options.maxTokens, temperature = this.#options.temperature, messages } = request
    const parts = this.#backend.stream({ messages, maxTokens, temperature, shape, signal: controller.signal })
    try {
      yield* this.#measured(withinDeadlines(parts, this.#options.deadlines, controller, this.#where), messages, promptTokens)
    } finally {
      outer.signal.removeEventListener('abort', onAbort)
    }
  }

  async *#measured(
    parts: AsyncIterable<BackendPart>,
    messages: readonly PromptMessage[],
    promptTokens: number,
  ): AsyncGenerator<ModelEvent> {
    const asked = performance.now()
    let began = asked
    let firstTokenMs: number | undefined
    let text = ''
    for await (const part of parts) {
      if (part.type === 'text') {
        firstTokenMs ??= performance.now() - asked
        text += part.text
        yield part
      }
      if (part.type === 'loaded') began = performance.now()
      if (part.type !== 'end') continue
      if (firstTokenMs === undefined || text.trim() === '') throw failed(this.#where, 'its answer is empty')
      const totalMs = performance.now() - asked
      const usage = { prompt: part.prompt ?? promptTokens, completion: part.completion ?? this.countTokens(text) }
      const waited = began - asked
      this.#meter.add({
        promptTokens: usage.prompt,
        cachedTokens: part.cached ?? this.#cachedOf(messages),
        outputTokens: usage.completion,
        firstTokenMs: firstTokenMs - waited,
        totalMs: totalMs - waited,
      })
      this.#lastSystem = systemOf(messages)
      this.#circuit.succeeded()
      return yield { type: 'end', reason: part.reason, usage, firstTokenMs, totalMs }
    }
    throw failed(this.#where, 'its answer ended before it was finished')
  }

  /** What the endpoint probably had read already: the same system message as before. */
  #cachedOf(messages: readonly PromptMessage[]): number {
    const system = systemOf(messages)
    return system !== undefined && system === this.#lastSystem ? this.countTokens(system) : 0
  }

  /** The answer gets what room the window leaves. */
  #fit({ messages, maxTokens = this.#options.maxTokens }: GenerateRequest): { readonly maxTokens: number; readonly promptTokens: number } {
    const promptTokens = messages.reduce((sum, { content }) => sum + this.countTokens(content) + TOKENS_OF_A_MESSAGE, 0)
    const room = this.contextTokens - promptTokens
    if (room < LEAST_ANSWER) throw promptTooLong(promptTokens, this.contextTokens)
    return { maxTokens: Math.min(maxTokens, room), promptTokens }
  }

  get #where(): string {
    return this.#backend.endpoint ?? this.name
  }
}

function systemOf([first]: readonly PromptMessage[]): string | undefined {
  return first?.role === 'system' ? first.content : undefined
}

/** A dead endpoint or a slow one is not worth a second wait; a busy one that says how long is, when it is short. */
function isWorthRetry(error: unknown): boolean {
  if (error instanceof ModelBusy) return (error.retryAfterMs ?? 0) <= SHORT_WAIT_MS
  return error instanceof CopilotError && error.code === 'MODEL_FAILED'
}
