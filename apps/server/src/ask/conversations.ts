import { randomUUID } from 'node:crypto'
import type { Answer, Conversation, ConversationRow } from '@aks-copilot/contracts'
import { notFound } from '../http/problem.ts'

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

  /** Keeps an answer as the last turn. */
  add({ id, ...conversation }: Conversation, answer: Answer, now: number): void {
    const turns = [...(this.#all.get(id)?.turns ?? []), { at: new Date(now).toISOString(), answer }].slice(-MOST_TURNS)
    this.#all.delete(id)
    this.#all.set(id, { id, ...conversation, turns })
    for (const oldest of this.#all.keys()) {
      if (this.#all.size <= MOST) break
      this.#all.delete(oldest)
    }
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
