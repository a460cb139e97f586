import { CopilotError, type ModelStatus } from '@aks-copilot/contracts'
import { leavesText } from '../manage/model-status.ts'
import type { GenerateRequest, Model, ModelEvent, PromptMessage, Structured, StructuredRequest } from '../model.ts'
import { Pseudonyms } from './pseudonyms.ts'
import { RestoredStream } from './restored-stream.ts'

/** The names that may occur in what is sent, asked anew for each request. */
export type NameSource = () => Iterable<string>

/**
 * A model that is told pseudonyms in place of names, addresses, hosts and images, and whose answers have the names again. Where nobody
 * says which names there are (neither `names` here nor in the request) nothing is sent: MODEL_NAMES_MISSING.
 */
export function withPseudonyms(model: Model, names: NameSource | undefined): Model {
  return new PseudonymModel(model, names)
}

class PseudonymModel implements Model {
  readonly #model: Model
  readonly #names: NameSource | undefined
  readonly #pseudonyms = new Pseudonyms()

  constructor(model: Model, names: NameSource | undefined) {
    this.#model = model
    this.#names = names
  }

  get provider(): Model['provider'] {
    return this.#model.provider
  }

  get name(): string {
    return this.#model.name
  }

  get local(): boolean {
    return this.#model.local
  }

  get seesRunbooks(): boolean {
    return this.#model.seesRunbooks === true
  }

  get contextTokens(): number {
    return this.#model.contextTokens
  }

  get available(): boolean {
    return this.#model.available
  }

  get speed(): Model['speed'] {
    return this.#model.speed
  }

  async *generate(request: GenerateRequest): AsyncGenerator<ModelEvent> {
    const restored = new RestoredStream(this.#pseudonyms)
    for await (const event of this.#model.generate({ ...request, messages: this.#hide(request) })) {
      const text = event.type === 'text' ? restored.push(event.text) : restored.end()
      if (text !== '') yield { type: 'text', text }
      if (event.type === 'end') yield event
    }
  }

  structured<T>(request: StructuredRequest<T>): Promise<Structured<T>> {
    return this.#model.structured({
      ...request,
      messages: this.#hide(request),
      parse: (value) => request.parse(restoredValue(value, this.#pseudonyms)),
    })
  }

  countTokens(text: string): number {
    return this.#model.countTokens(text)
  }

  async status(signal?: AbortSignal): Promise<ModelStatus> {
    const status = await this.#model.status(signal)
    return { ...status, leaves: leavesText(status, { pseudonyms: true, seesRunbooks: this.seesRunbooks }), pseudonyms: true }
  }

  async load(name: string, signal?: AbortSignal): Promise<void> {
    await this.#model.load?.(name, signal)
  }

  async unload(name: string, signal?: AbortSignal): Promise<void> {
    await this.#model.unload?.(name, signal)
  }

  close(): Promise<void> {
    return this.#model.close()
  }

  #hide({ messages, names }: GenerateRequest): PromptMessage[] {
    if (names === undefined && this.#names === undefined) throw namesMissing(this.name)
    const matcher = this.#pseudonyms.matcher([...(names ?? []), ...(this.#names?.() ?? [])])
    // The system message is the same for all, and holds no name of anybody's cluster.
    return messages.map(({ role, content }) => ({ role, content: role === 'system' ? content : this.#pseudonyms.hide(content, matcher) }))
  }
}

function restoredValue(value: unknown, pseudonyms: Pseudonyms): unknown {
  if (typeof value === 'string') return pseudonyms.restore(value)
  if (Array.isArray(value)) return value.map((entry) => restoredValue(entry, pseudonyms))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [pseudonyms.restore(key), restoredValue(entry, pseudonyms)]))
}

function namesMissing(name: string): CopilotError {
  return new CopilotError({
    code: 'MODEL_NAMES_MISSING',
    category: 'critical',
    message: `Nothing was sent to ${name}: it is not on this machine, and the names to hide are not known.`,
    remedy: 'Use a model on this machine, or set model.pseudonyms to off if the names may leave.',
  })
}
