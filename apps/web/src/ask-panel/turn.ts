import type { Answer, AnswerStart, Citation, Conversation, ServerMessage } from '@aks-copilot/contracts'

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
  /** What the reader should know of how it was asked. */
  readonly note?: string | undefined
}

type KeptTurn = Conversation['turns'][number]

export type AnswerMessage = Extract<ServerMessage, { id: string }>

export function newTurn(id: string, asked: Asked): Turn {
  return { id, asked, state: 'asking', modelFollows: false, prose: '', citations: [] }
}

/** A turn of a conversation that the server kept; of an unfinished one, what there was. */
export function keptTurn(id: string, { answer, unfinished = false }: KeptTurn): Turn {
  const { cluster, namespace } = answer.understood
  return {
    id,
    asked: { question: answer.question, cluster, namespace },
    state: unfinished ? 'stopped' : 'done',
    start: answer,
    modelFollows: unfinished,
    prose: answer.prose ?? '',
    citations: answer.citations,
    end: unfinished ? undefined : answer,
  }
}

/** The server's own name of a turn's answer, once there is one. */
function runOf({ end, start }: Turn): string | undefined {
  return (end ?? start)?.runId
}

/** The turns on the screen with what the server kept besides: asked in another tab, or finished after this one lost sight of it. */
export function mergedTurns(shown: readonly Turn[], kept: readonly KeptTurn[], newId: (index: number) => string): readonly Turn[] {
  const turns = [...shown]
  let place = 0
  for (const [index, one] of kept.entries()) {
    const at = turns.findIndex((turn) => runOf(turn) === one.answer.runId)
    const known = turns[at]
    if (known === undefined) turns.splice(place++, 0, keptTurn(newId(index), one))
    else {
      if (!isRunning(known) && known.end === undefined && one.unfinished !== true) turns[at] = keptTurn(known.id, one)
      place = at + 1
    }
  }
  return turns.some((turn, index) => turn !== shown[index]) ? turns : shown
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

/** The id of the element that holds what the model writes. */
export function proseElement({ id }: Turn): string {
  return `prose-${id}`
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
