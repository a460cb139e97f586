import type { Answer, AnswerStart, Citation, ServerMessage } from '@aks-copilot/contracts'

/** What a question was asked about; it is asked again with the same. */
export interface Asked {
  readonly question: string
  readonly cluster?: string | undefined
  readonly namespace?: string | undefined
  readonly at?: string | undefined
}

export interface Failure {
  readonly code: string
  readonly message: string
  readonly remedy?: string | undefined
}

/**
 * One question and what came of it. `asking`: nothing came yet. `answered`: the answer without a model is complete, a model may still
 * write. `done`, `stopped` by the reader, `failed`: nothing more comes; what came stays.
 */
export interface Turn {
  readonly id: string
  readonly asked: Asked
  readonly state: 'asking' | 'answered' | 'done' | 'stopped' | 'failed'
  readonly start?: AnswerStart | undefined
  readonly modelFollows: boolean
  readonly prose: string
  readonly citations: readonly Citation[]
  readonly end?: Answer | undefined
  readonly failure?: Failure | undefined
}

export type AnswerMessage = Extract<ServerMessage, { id: string }>

export function newTurn(id: string, asked: Asked): Turn {
  return { id, asked, state: 'asking', modelFollows: false, prose: '', citations: [] }
}

/** A turn of a conversation that the server kept. */
export function keptTurn(id: string, answer: Answer): Turn {
  const { cluster, namespace } = answer.understood
  return {
    id,
    asked: { question: answer.question, cluster, namespace },
    state: 'done',
    start: answer,
    modelFollows: false,
    prose: answer.prose ?? '',
    citations: answer.citations,
    end: answer,
  }
}

export function isRunning({ state }: Turn): boolean {
  return state === 'asking' || state === 'answered'
}

/** What a message makes of its turn; what comes after the end changes nothing. */
export function advance(turn: Turn, message: AnswerMessage): Turn {
  if (!isRunning(turn)) return turn
  switch (message.type) {
    case 'answer-start':
      return {
        ...turn,
        state: 'answered',
        start: message.answer,
        modelFollows: message.modelFollows,
        citations: merged(turn.citations, message.answer.citations),
      }
    case 'answer-delta':
      return { ...turn, prose: turn.prose + message.text, citations: merged(turn.citations, message.citations ?? []) }
    case 'answer-end':
      return {
        ...turn,
        state: 'done',
        start: turn.start ?? message.answer,
        end: message.answer,
        prose: message.answer.prose ?? '',
        citations: merged(message.answer.citations, turn.citations),
      }
    case 'answer-error':
      return { ...turn, state: 'failed', failure: message }
  }
}

export function stopped(turn: Turn): Turn {
  return isRunning(turn) ? { ...turn, state: 'stopped' } : turn
}

export function failed(turn: Turn, failure: Failure): Turn {
  return isRunning(turn) ? { ...turn, state: 'failed', failure } : turn
}

function merged(first: readonly Citation[], more: readonly Citation[]): readonly Citation[] {
  const known = new Set(first.map(({ id }) => id))
  return [...first, ...more.filter(({ id }) => !known.has(id))]
}
