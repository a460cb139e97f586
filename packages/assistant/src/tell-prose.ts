import { type Answer, type AnswerStart, CopilotError, type Skipped } from '@aks-copilot/contracts'
import type { Model, ModelEvent, Usage } from '@aks-copilot/models'
import type { AnswerEvent, Question } from './question.ts'
import type { Draft, Material } from './answer/draft.ts'
import { GroundedProse } from './grounding/grounded-prose.ts'
import { makeGround } from './grounding/make-ground.ts'
import { ANSWER_TOKENS, makePrompt } from './prompt/make-prompt.ts'
import { factsOf } from './prompt/packet.ts'

/** The prose of one answer: asked of the model, grounded, and counted. */
export class Prose {
  readonly #begun: number
  readonly #text: string[] = []
  readonly #skipped: Skipped[] = []
  #grounded: GroundedProse | undefined
  #firstTokenMs: number | undefined
  #usage: Usage | undefined

  constructor(begun: number) {
    this.#begun = begun
  }

  /** Streams the sentences that the evidence bears out. Whatever the model does, this ends; an abort of the asker is thrown. */
  async *tell({ asker, signal }: Question, draft: Draft, material: Material, model: Model): AsyncGenerator<AnswerEvent> {
    const grounded = new GroundedProse(makeGround(draft, material))
    this.#grounded = grounded
    const { messages } = makePrompt(material.reading.question, factsOf(draft, material), model)
    const stop = new AbortController()
    const either = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal])
    try {
      for await (const event of untilAborted(model.generate({ messages, maxTokens: ANSWER_TOKENS, asker, signal: either }), either)) {
        const sentences = event.type === 'text' ? this.#heard(event.text, grounded) : this.#ended(event, grounded)
        for (const sentence of sentences) yield this.#piece(sentence)
        if (grounded.isDone) break
      }
    } catch (error) {
      signal?.throwIfAborted()
      this.#skipped.push({ what: 'prose', why: whyOf(error) })
    } finally {
      stop.abort()
    }
  }

  /** Says why no model is asked. */
  withhold(why: string): void {
    this.#skipped.push({ what: 'prose', why })
  }

  #heard(text: string, grounded: GroundedProse): readonly string[] {
    this.#firstTokenMs ??= performance.now() - this.#begun
    return grounded.push(text)
  }

  #ended(event: Extract<ModelEvent, { type: 'end' }>, grounded: GroundedProse): readonly string[] {
    this.#usage = event.usage
    return grounded.flush(event.reason === 'stop')
  }

  #piece(sentence: string): AnswerEvent {
    const text = this.#text.length === 0 ? sentence : ` ${sentence}`
    this.#text.push(sentence)
    return { type: 'answer-delta', text }
  }

  /** The answer with what the model added to it. */
  complete(start: AnswerStart): Answer {
    const prose = this.#text.join(' ')
    const totalMs = performance.now() - this.#begun
    return {
      ...start,
      ...(prose === '' ? {} : { prose }),
      model: { ...start.model, used: prose !== '' },
      dropped: this.#grounded?.dropped ?? [],
      skipped: [...start.skipped, ...this.#skipped],
      timings: { ...start.timings, ...(this.#firstTokenMs === undefined ? {} : { firstTokenMs: this.#firstTokenMs }), totalMs },
      ...(this.#usage === undefined ? {} : { tokens: { ...this.#usage } }),
    }
  }
}

/** What happened, why, and what to do. */
function whyOf(error: unknown): string {
  if (!(error instanceof CopilotError)) return 'The model failed. Ask again.'
  // What brings an endpoint up is several commands.
  return `${error.message} ${error.code === 'MODEL_UNREACHABLE' ? '`aks-copilot models` says what to run.' : error.remedy}`
}

/** The events until the signal aborts, also of a source that does not heed it. */
async function* untilAborted(events: AsyncIterable<ModelEvent>, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  const source = events[Symbol.asyncIterator]()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  aborted.catch(() => undefined)
  const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  try {
    while (true) {
      const next = await Promise.race([source.next(), aborted])
      if (next.done === true) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', abort)
    // Not awaited: a source that hangs would hang this, too.
    void source.return?.().catch(() => undefined)
  }
}
