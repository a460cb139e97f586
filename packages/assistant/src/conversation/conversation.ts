import { randomUUID } from 'node:crypto'
import type { Answer, Conversation } from '@aks-copilot/contracts'

/** How many turns a conversation keeps: follow-ups refer to the last few. */
const MOST_TURNS = 50
const LONGEST_TITLE = 80

/** A conversation in which nothing was asked yet. `at` is milliseconds since the epoch. */
export function newConversation(
  cluster: string,
  { id = randomUUID(), at = Date.now() }: { readonly id?: string; readonly at?: number } = {},
): Conversation {
  return { id, title: '', cluster, startedAt: new Date(at).toISOString(), turns: [] }
}

/** The conversation with one more answer; the first question is its title, and the oldest turns go. */
export function append(conversation: Conversation, answer: Answer, at: number = Date.now()): Conversation {
  const turns = [...conversation.turns, { at: new Date(at).toISOString(), answer }].slice(-MOST_TURNS)
  const title = conversation.title === '' ? answer.question.slice(0, LONGEST_TITLE) : conversation.title
  return { ...conversation, title, turns }
}
