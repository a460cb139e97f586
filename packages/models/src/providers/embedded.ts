import type { ModelOffer } from '@aks-copilot/contracts'
import type { Backend, BackendPart, BackendRequest, Rung } from '../backend.ts'
import { type EngineOptions, LlamaEngine } from '../embedded/llama-engine.ts'

/** A GGUF file in this process. It is loaded with the first request, or by `load`. */
export class EmbeddedBackend implements Backend {
  readonly provider = 'embedded'
  readonly name: string
  readonly local = true
  readonly rungs: readonly Rung[] = ['schema', 'prompt']
  readonly #options: EngineOptions
  readonly #closing = new AbortController()
  #loading: Promise<LlamaEngine> | undefined
  #engine: LlamaEngine | undefined

  constructor(name: string, options: EngineOptions) {
    this.name = name
    this.#options = options
  }

  get contextTokens(): number {
    return this.#engine?.contextTokens ?? this.#options.contextTokens
  }

  get countTokens(): ((text: string) => number) | undefined {
    const engine = this.#engine
    return engine === undefined ? undefined : (text) => engine.countTokens(text)
  }

  async *stream(request: BackendRequest): AsyncGenerator<BackendPart> {
    const engine = await this.#load()
    request.signal.throwIfAborted()
    yield { type: 'loaded' }
    yield* engine.generate(request)
  }

  /** Loading is not cut short by one who no longer waits: the next one does. */
  async #load(): Promise<LlamaEngine> {
    this.#loading ??= LlamaEngine.load({ ...this.#options, signal: this.#closing.signal }).then((engine) => (this.#engine = engine))
    return this.#loading.catch((error: unknown) => {
      this.#loading = undefined
      throw error
    })
  }

  async probe(): Promise<void> {
    await LlamaEngine.check(this.#options)
  }

  offers(): Promise<readonly ModelOffer[]> {
    const engine = this.#engine
    return Promise.resolve([
      {
        name: this.name,
        loaded: engine !== undefined,
        contextTokens: this.contextTokens,
        ...(engine === undefined ? {} : { bytes: engine.bytes }),
      },
    ])
  }

  async load(): Promise<void> {
    await this.#load()
  }

  async unload(): Promise<void> {
    const engine = await this.#loading?.catch(() => undefined)
    this.#engine = undefined
    this.#loading = undefined
    await engine?.close()
  }

  remedy(): readonly string[] {
    return []
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.unload()
  }
}
