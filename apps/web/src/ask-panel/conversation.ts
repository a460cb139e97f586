import type { ClientMessage, Conversation as KeptConversation, ServerMessage } from '@aks-copilot/contracts'
import { advance, failed, isRunning, keptTurn, mergedTurns, newTurn, stopped, type AnswerMessage, type Asked, type Turn } from './turn.ts'

/** The part of the page's socket that a conversation needs. */
export interface Wire {
  readonly state: 'connecting' | 'open' | 'lost'
  send(message: ClientMessage): boolean
  listen(listener: (message: ServerMessage) => void): () => void
  watch(watcher: () => void): () => void
}

export interface ConversationSnapshot {
  /** Given by the server with the first answer. */
  readonly id?: string | undefined
  readonly turns: readonly Turn[]
}

/** How long a question waits for the connection. */
const LONGEST_WAIT = 10_000

const NOT_CONNECTED = {
  code: 'NOT_CONNECTED',
  message: 'The server cannot be reached, so the question was not sent.',
  remedy: 'Ask again when the connection is back.',
}

const FORGOTTEN = 'asked anew: the server no longer has what was asked before'

/** The conversation on the screen: the panel and the page show the same one. It outlives both. */
export class Conversation {
  readonly #wire: Wire
  readonly #watchers = new Set<() => void>()
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>()
  #snapshot: ConversationSnapshot = { turns: [] }
  /** A conversation that the server does not know any more: it goes on under a new name. */
  #unknown: string | undefined

  constructor(wire: Wire) {
    this.#wire = wire
    wire.listen((message) => this.#hear(message))
    wire.watch(() => this.#sendWaiting())
  }

  get snapshot(): ConversationSnapshot {
    return this.#snapshot
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Asks in this conversation, or in a new one where the question is about another cluster; where there is one only, none is named. */
  ask(asked: Asked): void {
    const before = this.#snapshot.turns.at(-1)?.asked.cluster
    if (before !== undefined && asked.cluster !== undefined && before !== asked.cluster) this.reset()
    const turn = newTurn(freshId(), asked)
    this.#become({ ...this.#snapshot, turns: [...this.#snapshot.turns, turn] })
    if (!this.#send(turn)) this.#wait(turn.id)
  }

  /** Puts the question of a turn again; the new turn takes its place where nothing had come of it. */
  retry(id: string): void {
    const turn = this.#snapshot.turns.find((one) => one.id === id)
    if (turn === undefined) return
    if (turn.start === undefined) this.#become({ ...this.#snapshot, turns: this.#snapshot.turns.filter((one) => one !== turn) })
    this.ask(turn.asked)
  }

  /** Stops what is being answered; what came so far stays. */
  stop(): void {
    for (const turn of this.#snapshot.turns.filter(isRunning)) {
      this.#forget(turn.id)
      this.#wire.send({ type: 'cancel', id: turn.id })
      this.#change(turn.id, stopped)
    }
  }

  reset(): void {
    this.stop()
    this.#become({ turns: [] })
  }

  /** Shows a conversation that the server kept. */
  show(kept: KeptConversation): void {
    this.stop()
    this.#become({ id: kept.id, turns: kept.turns.map((turn, index) => keptTurn(`${kept.id}-${index}`, turn)) })
  }

  /** Adds what the server kept of this conversation besides what is on the screen. */
  merge(kept: KeptConversation): void {
    if (kept.id !== this.#snapshot.id) return
    const turns = mergedTurns(this.#snapshot.turns, kept.turns, (index) => `${kept.id}-${index}`)
    if (turns !== this.#snapshot.turns) this.#become({ ...this.#snapshot, turns })
  }

  /** A question that can't be sent now waits for the connection, but not for ever. */
  #wait(id: string): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(id)
      this.#change(id, (one) => failed(one, NOT_CONNECTED))
    }, LONGEST_WAIT)
    this.#waiting.set(id, timer)
  }

  #send({ id, asked }: Turn): boolean {
    const conversationId = this.#snapshot.id === this.#unknown ? undefined : this.#snapshot.id
    const given = Object.fromEntries(Object.entries({ ...asked, conversationId }).filter(([, value]) => value !== undefined))
    return this.#wire.send({ type: 'ask', id, question: asked.question, ...given })
  }

  #sendWaiting(): void {
    if (this.#wire.state !== 'open') return
    // A map may lose entries while it is walked.
    for (const id of this.#waiting.keys()) {
      const turn = this.#snapshot.turns.find((one) => one.id === id)
      if (turn === undefined || this.#send(turn)) this.#forget(id)
    }
  }

  #forget(id: string): void {
    clearTimeout(this.#waiting.get(id))
    this.#waiting.delete(id)
  }

  #hear(message: ServerMessage): void {
    if (!('id' in message) || this.#isAskedAgain(message)) return
    this.#change(message.id, (turn) => advance(turn, message))
    if (message.type !== 'answer-start' && message.type !== 'answer-end') return
    const { conversationId } = message.answer
    if (conversationId !== undefined && this.#snapshot.turns.some(({ id }) => id === message.id)) {
      this.#become({ ...this.#snapshot, id: conversationId })
    }
  }

  /**
   * A question of which nothing came yet is put again by itself: when the connection broke, and when the server was started anew and
   * does not know the conversation any more.
   */
  #isAskedAgain(message: AnswerMessage): boolean {
    const turn = this.#snapshot.turns.find(({ id }) => id === message.id)
    if (turn?.state !== 'asking' || message.type !== 'answer-error') return false
    if (message.code === 'CONNECTION_LOST') {
      this.#wait(turn.id)
      return true
    }
    if (message.code !== 'NOT_FOUND' || this.#snapshot.id === undefined || this.#snapshot.id === this.#unknown) return false
    this.#unknown = this.#snapshot.id
    this.#change(turn.id, (one) => ({ ...one, note: FORGOTTEN }))
    return this.#send(turn)
  }

  #change(id: string, change: (turn: Turn) => Turn): void {
    const turns = this.#snapshot.turns.map((turn) => (turn.id === id ? change(turn) : turn))
    if (turns.some((turn, index) => turn !== this.#snapshot.turns[index])) this.#become({ ...this.#snapshot, turns })
  }

  #become(snapshot: ConversationSnapshot): void {
    this.#snapshot = snapshot
    for (const watcher of this.#watchers) watcher()
  }
}

/** `randomUUID` exists on secure origins only; the page may be served over plain HTTP in a private network. */
function freshId(): string {
  return [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join('-')
}
