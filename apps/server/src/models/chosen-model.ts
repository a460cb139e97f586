import { CopilotError, type ModelStatus } from '@aks-copilot/contracts'
import { type Model, MODEL_DEFAULTS } from '@aks-copilot/models'
import type { ModelDesk } from './model-desk.ts'

/** Opens a model of the configured provider by name; undefined for `none`. Throws CopilotError. */
export type OpenModel = (name: string) => Promise<Model | undefined>

const NONE: ModelStatus = {
  provider: 'none',
  name: 'none',
  state: 'not-configured',
  message: 'No model is used: answers come whole from the evidence.',
  remedy: [],
  local: true,
  leaves: 'Nothing leaves this machine.',
  pseudonyms: false,
  contextTokens: MODEL_DEFAULTS.contextTokens,
  speed: {},
  offers: [],
}

/** The model that answers, until somebody chooses another one of the same provider. */
export class ChosenModel implements ModelDesk {
  readonly #open: OpenModel
  /** What the configuration named: `none` can be taken back. */
  readonly #configured: string
  #model: Model | undefined
  /** One change after the other. */
  #changing: Promise<unknown> = Promise.resolve()

  private constructor(open: OpenModel, configured: string, model: Model | undefined) {
    this.#open = open
    this.#configured = configured
    this.#model = model
  }

  /** Opens the configured model; that its endpoint does not answer is told by its status. */
  static async open(open: OpenModel, configured: string): Promise<ChosenModel> {
    return new ChosenModel(open, configured, await open(configured))
  }

  get current(): Model | undefined {
    return this.#model
  }

  async status(signal: AbortSignal): Promise<ModelStatus> {
    if (this.#model !== undefined) return await this.#model.status(signal)
    if (this.#configured === 'none') return NONE
    // What could be used stays visible, so that it can be chosen again.
    return await this.#aside(this.#configured, async (model) => {
      if (model === undefined) return NONE
      const { offers } = await model.status(signal)
      return { ...NONE, offers }
    })
  }

  async use(name: string, signal: AbortSignal): Promise<ModelStatus> {
    return await this.#inTurn(async () => {
      const next = await this.#open(name)
      if (next !== undefined)
        try {
          requireOffered(name, await next.status(signal))
        } catch (error) {
          await next.close()
          throw error
        }
      const before = this.#model
      this.#model = next
      // Who is in the middle of an answer keeps what was said so far.
      await before?.close()
      return await this.status(signal)
    })
  }

  async load(name: string, signal: AbortSignal): Promise<ModelStatus> {
    return await this.#withEndpoint(name, signal, 'load')
  }

  async unload(name: string, signal: AbortSignal): Promise<ModelStatus> {
    return await this.#withEndpoint(name, signal, 'unload')
  }

  async close(): Promise<void> {
    await this.#changing
    await this.#model?.close()
    this.#model = undefined
  }

  async #withEndpoint(name: string, signal: AbortSignal, verb: 'load' | 'unload'): Promise<ModelStatus> {
    return await this.#inTurn(async () => {
      await this.#aside(name, async (model) => {
        if (model?.[verb] === undefined) throw unable(verb)
        await model[verb](name, signal)
      })
      return await this.status(signal)
    })
  }

  /** A model that is opened for one thing. */
  async #aside<Result>(name: string, work: (model: Model | undefined) => Promise<Result>): Promise<Result> {
    const model = await this.#open(name)
    try {
      return await work(model)
    } finally {
      await model?.close()
    }
  }

  async #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#changing.then(change)
    this.#changing = result.catch(() => undefined)
    return await result
  }
}

function requireOffered(name: string, { offers }: ModelStatus): void {
  if (offers.length === 0 || offers.some((offer) => offer.name === name || offer.name.startsWith(`${name}-`))) return
  throw new CopilotError({
    code: 'MODEL_NOT_FOUND',
    category: 'validation',
    message: `The endpoint offers no model \`${name}\`.`,
    remedy: `It offers: ${offers
      .slice(0, 8)
      .map((offer) => offer.name)
      .join(', ')}.`,
  })
}

function unable(verb: string): CopilotError {
  return new CopilotError({
    code: 'MODEL_UNMANAGED',
    category: 'validation',
    message: `This endpoint has no way to ${verb} a model.`,
    remedy: 'Do it where the model runs.',
  })
}
