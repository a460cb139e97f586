import { setImmediate } from 'node:timers/promises'
import type { Answering, AnswerEvent, Question } from '@aks-copilot/assistant'
import { type Answer, type AskRequest, CopilotError } from '@aks-copilot/contracts'
import type { Knowledge } from '@aks-copilot/knowledge'
import type { Model } from '@aks-copilot/models'
import type { Clusters } from '../clusters/clusters.ts'
import { timeIn } from '../http/times.ts'
import { Conversations } from './conversations.ts'
import { KeptTurn } from './kept-turn.ts'

export type AnswerQuestion = (question: Question, answering: Answering) => AsyncIterable<AnswerEvent>

export interface Asker {
  readonly runId: string
  /** Whose question it is, for the model's queue. */
  readonly name: string
  readonly signal: AbortSignal
}

/** What the desk tells of each answer, for metrics. Milliseconds. */
interface AnswerWatcher {
  headline(milliseconds: number): void
  end(answer: Answer): void
}

export interface DeskOptions {
  readonly clusters: Clusters
  readonly knowledge: Knowledge
  readonly model: () => Model | undefined
  readonly answer: AnswerQuestion
  readonly watcher: AnswerWatcher
}

const MOST_AT_ONCE = 500
const MOST_ROUNDS = 100

/** Where questions are answered: one place for HTTP and the socket, with the conversations that they belong to. */
export class AnswerDesk {
  readonly conversations = new Conversations()
  readonly #options: DeskOptions
  #running = 0
  #headlines = 0

  constructor(options: DeskOptions) {
    this.#options = options
  }

  /** How many answers are under way. */
  get running(): number {
    return this.#running
  }

  /** Answers; the conversation's id stands in each answer. Throws CopilotError before the first event only. */
  async *ask(request: AskRequest, asker: Asker): AsyncGenerator<AnswerEvent> {
    const { clusters, knowledge, model, answer, watcher } = this.#options
    const view = clusters.view(request.cluster)
    const conversation = this.conversations.open(request.conversationId, request.question, view.name, Date.now())
    if (this.#running >= MOST_AT_ONCE) throw tooMany()
    const question: Question = {
      text: request.question,
      runId: asker.runId,
      namespace: request.namespace,
      at: timeIn(request.at, 'at'),
      conversation,
      prose: request.prose,
      asker: asker.name,
      signal: asker.signal,
    }
    const kept = new KeptTurn(this.conversations, conversation)
    const began = performance.now()
    this.#running += 1
    try {
      for await (const event of answer(question, { view, knowledge, model: request.prose === false ? undefined : model() })) {
        kept.hear(event)
        if (event.type === 'answer-end') watcher.end(event.answer)
        if (event.type === 'answer-start') {
          watcher.headline(performance.now() - began)
          this.#headlines += 1
        }
        yield event
        if (event.type === 'answer-start' && event.modelFollows) await this.#calm()
      }
    } finally {
      kept.end()
      this.#running -= 1
    }
  }

  /** Resolves when nobody waits for a headline: what is written for a model comes after what people wait for. */
  async #calm(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const before = this.#headlines
      await setImmediate()
      if (this.#headlines === before) return
    }
  }
}

function tooMany(): CopilotError {
  return new CopilotError({
    code: 'TOO_MANY_QUESTIONS',
    category: 'transient',
    message: 'The server answers as many questions as it can.',
    remedy: 'Ask again in a moment.',
  })
}
