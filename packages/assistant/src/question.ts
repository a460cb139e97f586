import type { Answer, AnswerStart, Citation, Conversation } from '@aks-copilot/contracts'

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

/** The complete answer at once; then, where a model is there, its grounded sentences, one a piece; then the end. */
export type AnswerEvent =
  | { readonly type: 'answer-start'; readonly answer: AnswerStart; readonly modelFollows: boolean }
  | { readonly type: 'answer-delta'; readonly text: string; readonly citations?: readonly Citation[] }
  | { readonly type: 'answer-end'; readonly answer: Answer }
