import type { AnswerEvent } from '@aks-copilot/assistant'
import type { Answer, AnswerStart, Citation, Conversation } from '@aks-copilot/contracts'
import type { Conversations } from './conversations.ts'

/** One answer on its way into its conversation: kept from its first word on, so that who reloads or stops finds what was said. */
export class KeptTurn {
  readonly #conversations: Conversations
  readonly #conversation: Conversation
  readonly #began = performance.now()
  #start: AnswerStart | undefined
  #prose = ''
  #citations: readonly Citation[] = []
  #isKept = false
  #isWhole = false

  constructor(conversations: Conversations, conversation: Conversation) {
    this.#conversations = conversations
    this.#conversation = conversation
  }

  hear(event: AnswerEvent): void {
    if (event.type === 'answer-delta') {
      this.#prose += event.text
      this.#citations = [...this.#citations, ...(event.citations ?? [])]
    } else if (event.type === 'answer-end') {
      this.#isWhole = true
      this.#keep(event.answer, false)
    } else {
      this.#start = event.answer
      this.#citations = event.answer.citations
      if (event.modelFollows) this.#keepUnfinished()
    }
  }

  /** Nothing more comes: what a model had said by then is kept. */
  end(): void {
    if (!this.#isWhole) this.#keepUnfinished()
  }

  #keepUnfinished(): void {
    if (this.#start === undefined) return
    const { timings, model, ...start } = this.#start
    this.#keep(
      {
        ...start,
        ...(this.#prose === '' ? {} : { prose: this.#prose }),
        citations: [...this.#citations],
        model: { ...model, used: this.#prose !== '' },
        dropped: [],
        timings: { ...timings, totalMs: performance.now() - this.#began },
      },
      true,
    )
  }

  /** What was deleted while it was answered stays deleted. */
  #keep(answer: Answer, unfinished: boolean): void {
    if (this.#isKept && !this.#conversations.has(this.#conversation.id)) return
    this.#isKept = true
    this.#conversations.keep(this.#conversation, { at: new Date().toISOString(), answer, ...(unfinished ? { unfinished } : {}) })
  }
}
