import type { ModelOffer } from '@aks-copilot/contracts'
import type { Backend, BackendPart, BackendRequest, Rung } from '../backend.ts'
import { EndpointClient } from '../http/endpoint-client.ts'
import { type ChatModel, streamChat } from '../http/openai-chat.ts'
import { isCode, notFound } from '../model-errors.ts'
import type { RunCommand } from '../run-command.ts'
import { discoverFoundry } from './discover-foundry.ts'
import { isSameModel, nearestModel, resolveModel } from './foundry-names.ts'
import { type FoundryService, openFoundryService } from './foundry-service.ts'
import { openCompatibleChat } from './openai-compatible.ts'

export interface FoundryOptions {
  /** Where the service is tried first; the port of a running service changes from start to start. */
  readonly endpoint: URL
  /** Only that endpoint: a person named it. */
  readonly fixed: boolean
  readonly name: string
  readonly local: boolean
  readonly contextTokens: number
  readonly run: RunCommand
}

interface Session {
  readonly base: string
  readonly service: FoundryService
  readonly client: EndpointClient
}

interface Resolved extends Session {
  readonly id: string
  readonly chat: ChatModel
}

/** Azure AI Foundry Local: finds the running service, resolves an alias to the id for this machine, loads the model when it is not in memory. */
export class FoundryBackend implements Backend {
  readonly provider = 'foundry-local'
  readonly name: string
  readonly local: boolean
  readonly contextTokens: number
  readonly rungs: readonly Rung[] = ['schema', 'tool', 'object', 'prompt']
  readonly #options: FoundryOptions
  readonly #closing = new AbortController()
  #session: Promise<Session> | undefined
  #resolved: Promise<Resolved> | undefined
  #base: string

  constructor(options: FoundryOptions) {
    this.#options = options
    this.name = options.name
    this.local = options.local
    this.contextTokens = options.contextTokens
    this.#base = options.endpoint.origin
  }

  get endpoint(): string {
    return this.#base
  }

  async *stream(request: BackendRequest): AsyncGenerator<BackendPart> {
    const { chat, client } = await this.#resolve(request.signal)
    yield { type: 'loaded' }
    try {
      yield* streamChat(chat, client, request)
    } catch (error) {
      // The service may have been started again, on another port, or have put the model out of memory.
      if (isCode(error, 'MODEL_UNREACHABLE', 'MODEL_NOT_FOUND', 'MODEL_REFUSED')) this.#forget()
      throw error
    }
  }

  async probe(signal: AbortSignal): Promise<void> {
    const { service } = await this.#connect(signal)
    await service.loaded(signal).catch((error: unknown) => {
      this.#forget()
      throw error
    })
  }

  async offers(signal: AbortSignal): Promise<readonly ModelOffer[]> {
    const { service } = await this.#connect(signal)
    const [loaded, cached, catalogue] = await Promise.all([service.loaded(signal), service.cached(signal), service.catalogue(signal)])
    const own = resolveModel(this.name, { catalogue, cached, loaded })
    const names = [...loaded, ...cached.filter((id) => !loaded.some((other) => isSameModel(other, id)))]
    return names.map((id) => {
      const bytes = catalogue.find((model) => isSameModel(model.id, id))?.bytes
      return {
        name: own !== undefined && isSameModel(own.id, id) ? this.name : id,
        loaded: loaded.some((other) => isSameModel(other, id)),
        ...(bytes === undefined ? {} : { bytes }),
      }
    })
  }

  async load(name: string, signal: AbortSignal): Promise<void> {
    const { service } = await this.#connect(signal)
    await service.load(await this.#idOf(name, service, signal), signal)
  }

  async unload(name: string, signal: AbortSignal): Promise<void> {
    const { service } = await this.#connect(signal)
    await service.unload(await this.#idOf(name, service, signal), signal)
    this.#resolved = undefined
  }

  /** The model is loaded by the first request, once for all who wait. */
  #resolve(signal: AbortSignal): Promise<Resolved> {
    this.#resolved ??= this.#open(this.#closing.signal).catch((error: unknown) => {
      this.#resolved = undefined
      throw error
    })
    signal.throwIfAborted()
    return this.#resolved
  }

  async #open(signal: AbortSignal): Promise<Resolved> {
    const session = await this.#connect(signal)
    const id = await this.#idOf(this.name, session.service, signal)
    const loaded = await session.service.loaded(signal)
    if (!loaded.some((other) => isSameModel(other, id))) await session.service.load(id, signal)
    const chat = await openCompatibleChat({ endpoint: `${session.base}/v1`, name: id, client: session.client, usage: false })
    return { ...session, id, chat }
  }

  async #idOf(name: string, service: FoundryService, signal: AbortSignal): Promise<string> {
    const [loaded, cached, catalogue] = await Promise.all([service.loaded(signal), service.cached(signal), service.catalogue(signal)])
    const model = resolveModel(name, { catalogue, cached, loaded })
    const onDisk = [...loaded, ...cached].some((id) => model !== undefined && isSameModel(id, model.id))
    if (model !== undefined && onDisk) return model.id
    if (model !== undefined) throw notFound(name, this.#base, `Download it: foundry model download ${name}`)
    const near = nearestModel(name, [...catalogue, ...cached.map((id) => ({ id, alias: undefined }))])
    throw notFound(name, this.#base, near === undefined ? 'Run `foundry model list` to see what there is.' : `Did you mean \`${near}\`?`)
  }

  #connect(signal: AbortSignal): Promise<Session> {
    this.#session ??= this.#find(this.#closing.signal).catch((error: unknown) => {
      this.#session = undefined
      throw error
    })
    signal.throwIfAborted()
    return this.#session
  }

  async #find(signal: AbortSignal): Promise<Session> {
    const { endpoint, fixed, run, local, name } = this.#options
    const open = async (base: string): Promise<Session> => {
      const client = new EndpointClient({ where: new URL(base).host, local, remedy: this.remedy().join(', then '), model: name })
      try {
        return { base, client, service: await openFoundryService(base, client, AbortSignal.any([signal, AbortSignal.timeout(5000)])) }
      } catch (error) {
        await client.close()
        throw error
      }
    }
    const session = await open(endpoint.origin).catch(async (error: unknown) => {
      const other = fixed ? undefined : await discoverFoundry(run, signal)
      if (other === undefined || other === endpoint.origin) throw error
      return open(other)
    })
    this.#base = session.base
    return session
  }

  #forget(): void {
    const session = this.#session
    this.#session = undefined
    this.#resolved = undefined
    // Other requests may still read from it; what is open is closed when it is done.
    session?.then(({ client }) => client.retire()).catch(() => undefined)
  }

  remedy(): readonly string[] {
    return foundryRemedy(process.platform, this.name)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const session = await this.#session?.catch(() => undefined)
    await session?.client.close()
  }
}

/** Leads to the packages of the newest release, for macOS and Linux, too. */
const INSTALLER = 'https://aka.ms/foundry-local-installer'

/** What to run where the service is not there; the words are the same in releases 0.x and later. */
export function foundryRemedy(platform: NodeJS.Platform, name: string): readonly string[] {
  const install = platform === 'win32' ? 'winget install Microsoft.FoundryLocal' : `Install the Foundry Local CLI from ${INSTALLER}.`
  return [install, `foundry model download ${name}`, `foundry model load ${name}`]
}
