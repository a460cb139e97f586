import type { OpenKnowledge } from '@aks-copilot/knowledge'
import type { Model } from '@aks-copilot/models'
import { modelProposer, type Proposer, type RepairJudge, type RepairQuestion } from '@aks-copilot/remediation'
import type { CommandContext } from '../command-context.ts'
import type { Configuration } from '../configuration.ts'
import { invalid } from '../configuration-file.ts'
import { askOperations } from '../models/ask-operations.ts'

export interface RepairModel {
  readonly proposer: Proposer
  close(): Promise<void>
}

/** An answer is one word of a few; what goes on longer goes on about something else. */
const MOST_TOKENS = 40
/** With a smaller window, a model is too small to judge what it does not know. */
const LEAST_WINDOW = 8192

/**
 * The configured model as a proposer of the repair loop, with the knowledge base; undefined where nobody allowed it. Neither is loaded
 * before it is asked for the first time. Throws CONFIGURATION_INVALID where a model is wanted and none is configured.
 */
export function repairModel(configuration: Configuration, context: CommandContext): RepairModel | undefined {
  if (configuration.text('repair.model') !== 'yes') return undefined
  const name = configuration.text('model.name') ?? ''
  if (name === 'none' || configuration.text('model.provider') === 'none')
    throw invalid('repair.model is yes, and no model is configured.', 'Set model.provider and model.name, or repair.model: no.')
  const thinker = new LazyThinker(name, configuration, context)
  const isEmbedded = configuration.text('model.provider') === 'embedded'
  const mayAsk = !isEmbedded && Number(configuration.text('model.contextTokens')) >= LEAST_WINDOW
  return { proposer: modelProposer({ judge: thinker, knowledge: thinker, mayAsk }), close: async () => await thinker.close() }
}

/** What a model answers to a question with a few answers. */
export async function answerOf(model: Model, question: RepairQuestion, signal?: AbortSignal): ReturnType<RepairJudge['propose']> {
  return await askOperations(model, question, { most: MOST_TOKENS, names: question.names }, signal)
}

class LazyThinker implements RepairJudge {
  readonly name: string
  readonly #configuration: Configuration
  readonly #context: CommandContext
  #model: Promise<Model> | undefined
  #knowledge: Promise<OpenKnowledge> | undefined

  constructor(name: string, configuration: Configuration, context: CommandContext) {
    this.name = name
    this.#configuration = configuration
    this.#context = context
  }

  async propose(question: RepairQuestion, signal?: AbortSignal): ReturnType<RepairJudge['propose']> {
    return await answerOf(await this.#openModel(), question, signal)
  }

  /** Runbooks stay on this machine, unless the model may see them. */
  async search(
    query: string,
    options: { readonly limit?: number; readonly signal?: AbortSignal } = {},
  ): Promise<readonly { readonly text: string }[]> {
    const [model, knowledge] = [await this.#openModel(), await this.#openKnowledge()]
    const isOpen = model.local || model.seesRunbooks === true
    return await knowledge.search(query, { ...options, ...(isOpen ? {} : { kinds: ['guide', 'rule', 'detector', 'error'] }) })
  }

  async close(): Promise<void> {
    const [model, knowledge] = await Promise.allSettled([this.#model, this.#knowledge])
    if (knowledge.status === 'fulfilled') knowledge.value?.close()
    if (model.status === 'fulfilled') await model.value?.close()
  }

  #openModel(): Promise<Model> {
    this.#model ??= this.#load()
    return this.#model
  }

  async #load(): Promise<Model> {
    const { openConfiguredModel } = await import('../models/configured-model.ts')
    const model = await openConfiguredModel(this.#configuration, this.#context.terminal.environment)
    if (model === undefined) throw invalid('repair.model is yes, and no model is configured.', 'Set model.provider and model.name.')
    this.#context.log.notice(`No rule knows what would mend it: ${this.name} is asked.`)
    return model
  }

  #openKnowledge(): Promise<OpenKnowledge> {
    this.#knowledge ??= import('../knowledge/configured-knowledge.ts').then(
      async ({ openConfiguredKnowledge }) => await openConfiguredKnowledge(this.#configuration, this.#context.terminal.environment),
    )
    return this.#knowledge
  }
}
