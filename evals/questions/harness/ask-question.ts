import { type Answering, append, answerQuestion, newConversation } from '@aks-copilot/assistant'
import type { Answer } from '@aks-copilot/contracts'
import type { AskedQuestion } from './read-questions.ts'

/** What came of one question. Milliseconds from asking. */
export interface Asked {
  readonly question: AskedQuestion
  readonly answer: Answer
  /** Until the complete answer without a model was there. */
  readonly startMs: number
  /** What arrived of the model's prose, piece by piece. */
  readonly deltas: readonly string[]
  readonly firstDeltaMs: number | undefined
}

/** Asks a question, and before it what was asked before it; only the last one with the model. Throws what the assistant throws. */
export async function askQuestion(question: AskedQuestion, answering: Answering): Promise<Asked> {
  const { view } = answering
  let conversation = newConversation(view.name, { id: 'eval', at: view.now() })
  for (const text of question.before) {
    const { answer } = await ask({ ...question, ask: text }, conversation, { ...answering, model: undefined })
    conversation = append(conversation, answer, view.now())
  }
  return ask(question, conversation, answering)
}

async function ask(question: AskedQuestion, conversation: ReturnType<typeof newConversation>, answering: Answering): Promise<Asked> {
  const began = performance.now()
  let [startMs, firstDeltaMs]: [number, number | undefined] = [Number.NaN, undefined]
  let answer: Answer | undefined
  const deltas: string[] = []
  const { ask: text, namespace, at } = question
  const asked = {
    text,
    runId: 'eval',
    conversation,
    asker: 'eval',
    ...(namespace === undefined ? {} : { namespace }),
    ...(at === undefined ? {} : { at: Date.parse(at) }),
    prose: answering.model !== undefined,
  }
  for await (const event of answerQuestion(asked, answering)) {
    if (event.type === 'answer-start') startMs = performance.now() - began
    if (event.type === 'answer-end') answer = event.answer
    if (event.type !== 'answer-delta') continue
    firstDeltaMs ??= performance.now() - began
    deltas.push(event.text)
  }
  if (answer === undefined) throw new Error('the answer did not end')
  return { question, answer, startMs, deltas, firstDeltaMs }
}
