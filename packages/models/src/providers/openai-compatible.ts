import type { ModelOffer } from '@aks-copilot/contracts'
import { z } from 'zod'
import type { Backend, BackendPart, BackendRequest, Rung } from '../backend.ts'
import { EndpointClient } from '../http/endpoint-client.ts'
import { type ChatModel, streamChat } from '../http/openai-chat.ts'
import { isCode, notFound } from '../model-errors.ts'
import { meantName } from './meant-name.ts'

export interface CompatibleOptions {
  /** The address that `/chat/completions` is added to, mostly ending in `/v1`. */
  readonly endpoint: URL
  readonly name: string
  readonly key?: string | undefined
  readonly local: boolean
  readonly contextTokens: number
}

const modelsSchema = z.object({
  data: z.array(
    z.object({ id: z.string(), max_model_len: z.number().optional(), meta: z.object({ n_ctx_train: z.number().optional() }).nullish() }),
  ),
})

/** Ollama, llama.cpp, vLLM and what else speaks the chat protocol of OpenAI. */
export class CompatibleBackend implements Backend {
  readonly provider = 'openai-compatible'
  readonly name: string
  readonly endpoint: string
  readonly local: boolean
  readonly contextTokens: number
  readonly rungs: readonly Rung[] = ['schema', 'tool', 'object', 'prompt']
  readonly #client: EndpointClient
  readonly #options: CompatibleOptions
  readonly #closing = new AbortController()
  #chat: Promise<ChatModel> | undefined

  constructor(options: CompatibleOptions) {
    this.#options = options
    this.name = options.name
    this.endpoint = options.endpoint.href.replace(/\/$/, '')
    this.local = options.local
    this.contextTokens = options.contextTokens
    this.#client = new EndpointClient({
      where: options.endpoint.host,
      local: options.local,
      remedy: this.remedy()[0] ?? '',
      secret: options.key,
      model: options.name,
    })
  }

  async *stream(request: BackendRequest): AsyncGenerator<BackendPart> {
    this.#chat ??= this.#open(this.#closing.signal).catch((error: unknown) => {
      this.#chat = undefined
      throw error
    })
    yield* streamChat(await this.#chat, this.#client, request)
  }

  /** A server with one model answers whatever name it is given; that would be another model than the one that was named. */
  async #open(signal: AbortSignal): Promise<ChatModel> {
    const names = (await this.offers(signal).catch(withoutList)).map(({ name }) => name)
    if (names.length > 0 && !names.includes(this.name) && !names.includes(`${this.name}:latest`)) {
      const near = meantName(this.name, names)
      throw notFound(
        this.name,
        this.endpoint,
        near === undefined ? `There: ${names.slice(0, 10).join(', ')}.` : `Did you mean \`${near}\`?`,
      )
    }
    return openCompatibleChat({ endpoint: this.endpoint, name: this.name, key: this.#options.key, client: this.#client, usage: true })
  }

  async probe(signal: AbortSignal): Promise<void> {
    await this.offers(signal)
  }

  async offers(signal: AbortSignal): Promise<readonly ModelOffer[]> {
    const { key } = this.#options
    const value = await this.#client.json(`${this.endpoint}/models`, {
      signal,
      ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    })
    const read = modelsSchema.safeParse(value)
    if (!read.success) return []
    return read.data.data.map(({ id, max_model_len: most, meta }) => {
      const window = most ?? meta?.n_ctx_train
      return { name: id, loaded: true, ...(window === undefined ? {} : { contextTokens: window }) }
    })
  }

  remedy(): readonly string[] {
    const port = this.#options.endpoint.port
    if (port === '11434') return ['ollama serve', `ollama pull ${this.name.includes(':') ? this.name : 'qwen2.5:0.5b'}`]
    return [`Start the server behind ${this.endpoint}, or set model.endpoint to another.`]
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#client.close()
  }
}

/** Not every server lists its models. */
function withoutList(error: unknown): readonly ModelOffer[] {
  if (isCode(error, 'MODEL_REFUSED', 'MODEL_NOT_FOUND')) return []
  throw error
}

export interface ChatOptions {
  readonly endpoint: string
  readonly name: string
  readonly key?: string | undefined
  readonly client: EndpointClient
  /** Whether the endpoint may be asked to count tokens in the stream. */
  readonly usage: boolean
}

/** The library is loaded when it is needed. */
export async function openCompatibleChat({ endpoint, name, key, client, usage }: ChatOptions): Promise<ChatModel> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  const provider = createOpenAICompatible({
    name: 'endpoint',
    baseURL: endpoint,
    includeUsage: usage,
    supportsStructuredOutputs: true,
    fetch: client.fetch,
    ...(key === undefined ? {} : { apiKey: key }),
  })
  return provider.chatModel(name)
}
