import type { Answer, AnswerStart, Citation, Conversation } from '@aks-copilot/contracts'
import type { ClusterView } from '@aks-copilot/cluster'
import type { Knowledge } from '@aks-copilot/knowledge'
import type { Model } from '@aks-copilot/models'

export interface Question {
  readonly text: string
  readonly runId: string
  /** Only this namespace, unless the question names another. */
  readonly namespace?: string | undefined
  /** As of then, milliseconds since the epoch; default now. */
  readonly at?: number | undefined
  /** What was asked before: follow-ups refer to it. */
  readonly conversation?: Conversation | undefined
  /** false: no model is asked. */
  readonly prose?: boolean | undefined
  /** Whose question it is, for the model's queue. */
  readonly asker?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** What an answer is made from. */
export interface Answering {
  readonly view: ClusterView
  readonly knowledge: Knowledge
  readonly model?: Model | undefined
}

/** The complete answer at once; then, where a model is there, its grounded sentences, one a piece; then the end. */
export type AnswerEvent =
  | { readonly type: 'answer-start'; readonly answer: AnswerStart; readonly modelFollows: boolean }
  | { readonly type: 'answer-delta'; readonly text: string; readonly citations?: readonly Citation[] }
  | { readonly type: 'answer-end'; readonly answer: Answer }

/** Answers a question. Faults of the model end the prose, are told in `skipped`, and never take the answer away. */
export async function* answerQuestion(question: Question, { view }: Answering): AsyncGenerator<AnswerEvent> {
  await Promise.resolve()
  throw new Error(`not yet: ${question.text} ${view.name}`)
  yield undefined as never
}
