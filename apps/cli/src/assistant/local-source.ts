import type { AnswerEvent } from '@aks-copilot/assistant'
import type { ClusterView } from '@aks-copilot/cluster'
import type { Conversation } from '@aks-copilot/contracts'
import type { Knowledge } from '@aks-copilot/knowledge'
import type { Model } from '@aks-copilot/models'
import type { CommandContext } from '../command-context.ts'
import type { Configuration } from '../configuration.ts'
import { readRecordingFile } from '../diagnosis/read-recording-file.ts'
import { readSource } from '../diagnosis/read-snapshot.ts'
import type { Flags } from '../inspection.ts'
import { openConfiguredModel } from '../models/configured-model.ts'
import { namesIn } from '../models/names-in-clusters.ts'
import type { Ask, AnswerSource } from './answer-source.ts'

/** Answers in this process: from the recording of --from, or from the cluster as it is read now. */
export async function openLocalSource(flags: Flags, configuration: Configuration, context: CommandContext): Promise<AnswerSource> {
  const { openConfiguredKnowledge } = await import('../knowledge/configured-knowledge.ts')
  const view = await openView(flags, context)
  const knowledge = await openConfiguredKnowledge(configuration, context.terminal.environment)
  const wantsModel = flags['prose'] !== false && configuration.text('model.name') !== 'none'
  const model = wantsModel
    ? await openConfiguredModel(configuration, context.terminal.environment, { names: () => namesIn([view]) })
    : undefined
  const { answerQuestion, append, newConversation } = await import('@aks-copilot/assistant')
  return new LocalSource({ view, knowledge, model, answerQuestion, append, newConversation })
}

async function openView(flags: Flags, context: CommandContext): Promise<ClusterView> {
  const { viewRecording } = await import('@aks-copilot/cluster')
  const from = flags['from']
  if (typeof from === 'string') return viewRecording(await readRecordingFile(from, context))
  const namespace = flags['namespace']
  const { snapshot, api } = await readSource({ ...flags, ...(typeof namespace === 'string' ? { namespace: [namespace] } : {}) }, context)
  await api?.close()
  return viewRecording({ snapshot, history: [] })
}

type Assistant = Pick<typeof import('@aks-copilot/assistant'), 'answerQuestion' | 'append' | 'newConversation'>

interface Parts extends Assistant {
  readonly view: ClusterView
  readonly knowledge: Knowledge
  readonly model: Model | undefined
}

class LocalSource implements AnswerSource {
  readonly place: string
  readonly #parts: Parts
  #conversation: Conversation

  constructor(parts: Parts) {
    const { view } = parts
    this.#parts = parts
    this.place =
      view.status().kind === 'recording'
        ? `cluster ${view.name} as of ${new Date(view.now()).toISOString().slice(0, 16).replace('T', ' ')} UTC`
        : view.name
    this.#conversation = parts.newConversation(view.name)
  }

  async *ask({ question, runId, namespace, prose, signal }: Ask): AsyncGenerator<AnswerEvent> {
    const { view, knowledge, model, answerQuestion, append } = this.#parts
    const asked = { text: question, runId, namespace, prose, signal, conversation: this.#conversation }
    for await (const event of answerQuestion(asked, { view, knowledge, model })) {
      if (event.type === 'answer-end') this.#conversation = append(this.#conversation, event.answer)
      yield event
    }
  }

  restart(): void {
    this.#conversation = this.#parts.newConversation(this.#parts.view.name)
  }

  async close(): Promise<void> {
    const { view, knowledge, model } = this.#parts
    knowledge.close()
    await model?.close()
    await view.stop()
  }
}
