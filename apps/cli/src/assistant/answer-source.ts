import type { AnswerEvent } from '@aks-copilot/assistant'

export interface Ask {
  readonly question: string
  readonly runId: string
  readonly namespace: string | undefined
  /** false: the answer without a model is enough. */
  readonly prose: boolean
  readonly signal: AbortSignal
}

/** Where answers come from: a running server, or a cluster or recording in this process. Keeps one conversation. */
export interface AnswerSource {
  /** What is asked, in words: `the server at http://127.0.0.1:8000`. */
  readonly place: string
  ask(ask: Ask): AsyncIterable<AnswerEvent>
  /** Forgets what was asked before. */
  restart(): void
  close(): Promise<void>
}
