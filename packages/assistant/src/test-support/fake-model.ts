import type { ModelStatus } from '@aks-copilot/contracts'
import type { GenerateRequest, Model, ModelEvent, Structured } from '@aks-copilot/models'

/** What a fake model does when it is asked. */
export type Behaviour = (request: GenerateRequest) => AsyncIterable<ModelEvent>

/** A model that says what a test wants, and remembers what it was asked. */
export class FakeModel implements Model {
  readonly provider = 'openai-compatible'
  readonly name = 'fake'
  readonly local: boolean
  readonly seesRunbooks: boolean
  readonly contextTokens = 4000
  readonly available = true
  readonly speed: Model['speed']
  readonly asked: GenerateRequest[] = []
  readonly #behaviour: Behaviour

  constructor(
    behaviour: Behaviour,
    { speed, local = true, seesRunbooks = local }: Partial<Pick<Model, 'speed' | 'local' | 'seesRunbooks'>> = {},
  ) {
    this.#behaviour = behaviour
    this.speed = speed
    this.local = local
    this.seesRunbooks = seesRunbooks
  }

  generate(request: GenerateRequest): AsyncIterable<ModelEvent> {
    this.asked.push(request)
    return this.#behaviour(request)
  }

  async structured<T>(): Promise<Structured<T>> {
    return await Promise.resolve({ ok: false, why: 'a fake' })
  }

  countTokens(text: string): number {
    return Math.ceil(text.length / 3)
  }

  async status(): Promise<ModelStatus> {
    return await Promise.reject(new Error('nobody asks a fake'))
  }

  async close(): Promise<void> {
    await Promise.resolve()
  }
}

/** Says this text in small pieces. */
export function saying(text: string): Behaviour {
  return async function* speak(): AsyncGenerator<ModelEvent> {
    for (const piece of text.match(/[\s\S]{1,7}/g) ?? []) {
      await Promise.resolve()
      yield { type: 'text', text: piece }
    }
    yield { type: 'end', reason: 'stop', usage: { prompt: 100, completion: 20 }, firstTokenMs: 1, totalMs: 2 }
  }
}

/** Says this text, then fails. */
export function failing(text: string, error: Error): Behaviour {
  return async function* fail(): AsyncGenerator<ModelEvent> {
    await Promise.resolve()
    if (text !== '') yield { type: 'text', text }
    throw error
  }
}

/** Never says anything, and does not heed its signal. */
export async function* hanging(): AsyncGenerator<ModelEvent> {
  await new Promise<never>(() => undefined)
  yield { type: 'text', text: '' }
}
