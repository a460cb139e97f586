import { randomUUID } from 'node:crypto'
import type { Conversation, ConversationRow } from '@aks-copilot/contracts'
import { notFound } from '../http/problem.ts'

type Turn = Conversation['turns'][number]

const MOST = 200
const MOST_TURNS = 50
const LONGEST_TITLE = 80

/** Conversations in memory: the oldest go first, and within one the oldest turns. */
export class Conversations {
  readonly #all = new Map<string, Conversation>()

  /** The conversation of that id, or a new one. Throws NOT_FOUND. */
  open(id: string | undefined, question: string, cluster: string, now: number): Conversation {
    if (id !== undefined) return this.get(id)
    const title = question.length > LONGEST_TITLE ? `${question.slice(0, LONGEST_TITLE - 1)}…` : question
    return { id: randomUUID(), title, cluster, startedAt: new Date(now).toISOString(), turns: [] }
  }

  /** Keeps an answer as the last turn, or in place of its own unfinished one; of a conversation that was deleted meanwhile nothing is kept. */
  keep({ id, ...conversation }: Conversation, turn: Turn): void {
    const turns = [...(this.#all.get(id)?.turns ?? [])]
    const own = turns.findIndex(({ answer }) => answer.runId === turn.answer.runId)
    if (own >= 0) turns[own] = { ...turn, at: turns[own]?.at ?? turn.at }
    else turns.push(turn)
    this.#all.delete(id)
    this.#all.set(id, { id, ...conversation, turns: turns.slice(-MOST_TURNS) })
    for (const oldest of this.#all.keys()) {
      if (this.#all.size <= MOST) break
      this.#all.delete(oldest)
    }
  }

  has(id: string): boolean {
    return this.#all.has(id)
  }

  get(id: string): Conversation {
    const known = this.#all.get(id)
    if (known === undefined) throw notFound('There is no such conversation: it was deleted, or the server was started anew.')
    return known
  }

  /** The newest first. */
  list(): ConversationRow[] {
    return [...this.#all.values()].toReversed().map(({ turns, ...row }) => ({ ...row, turns: turns.length }))
  }

  delete(id?: string): void {
    if (id === undefined) this.#all.clear()
    else this.#all.delete(this.get(id).id)
  }
}
