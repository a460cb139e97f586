import type { ModelOffer } from '@aks-copilot/contracts'
import type { Backend, BackendPart, BackendRequest, Rung } from '../backend.ts'
import { EndpointClient } from '../http/endpoint-client.ts'
import { type ChatModel, streamChat } from '../http/openai-chat.ts'
import type { AccessTokens } from './azure-token.ts'

export interface AzureOptions {
  /** https://NAME.openai.azure.com */
  readonly endpoint: URL
  /** Of the deployment. */
  readonly name: string
  readonly key?: string | undefined
  /** Entra ID, where there is no key. */
  readonly tokens: AccessTokens
  readonly local: boolean
  readonly contextTokens: number
}

/** A deployment of Azure OpenAI, with a key or the login of Entra ID. */
export class AzureBackend implements Backend {
  readonly provider = 'azure-openai'
  readonly name: string
  readonly endpoint: string
  readonly local: boolean
  readonly contextTokens: number
  readonly rungs: readonly Rung[] = ['schema', 'tool', 'object', 'prompt']
  readonly #options: AzureOptions
  readonly #client: EndpointClient
  #chat: Promise<ChatModel> | undefined

  constructor(options: AzureOptions) {
    this.#options = options
    this.name = options.name
    this.endpoint = options.endpoint.origin
    this.local = options.local
    this.contextTokens = options.contextTokens
    this.#client = new EndpointClient({
      where: options.endpoint.host,
      local: options.local,
      remedy: 'Check model.endpoint and the network.',
      secret: options.key,
      model: options.name,
    })
  }

  async *stream(request: BackendRequest): AsyncGenerator<BackendPart> {
    this.#chat ??= this.#open()
    if (this.#options.key === undefined) await this.#options.tokens.token(request.signal)
    yield* streamChat(await this.#chat, this.#client, request)
  }

  async #open(): Promise<ChatModel> {
    const { createAzure } = await import('@ai-sdk/azure')
    const { key, tokens } = this.#options
    const login = key === undefined ? { tokenProvider: () => tokens.token(AbortSignal.timeout(20_000)) } : { apiKey: key }
    return createAzure({ baseURL: `${this.endpoint}/openai/v1`, fetch: this.#client.fetch, ...login }).chat(this.name)
  }

  /** Lists the models of the resource, which needs the same login as a request. */
  async probe(signal: AbortSignal): Promise<void> {
    const { key, tokens } = this.#options
    const headers: Record<string, string> =
      key === undefined ? { authorization: `Bearer ${await tokens.token(signal)}` } : { 'api-key': key }
    await this.#client.json(`${this.endpoint}/openai/v1/models`, { signal, headers })
  }

  /** The names of deployments are not told; the one that was named is asked. */
  offers(): Promise<readonly ModelOffer[]> {
    return Promise.resolve([{ name: this.name, loaded: true, contextTokens: this.contextTokens }])
  }

  remedy(): readonly string[] {
    return this.#options.key === undefined ? ['az login'] : []
  }

  async close(): Promise<void> {
    await Promise.all([this.#client.close(), this.#options.tokens.close()])
  }
}
