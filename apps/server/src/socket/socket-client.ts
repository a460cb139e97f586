import { type AskRequest, clientMessageSchema, type ServerMessage } from '@aks-copilot/contracts'
import type { WebSocket } from 'ws'
import type { AnswerDesk } from '../ask/answer-desk.ts'
import { failureOf, invalidRequest, refusal } from '../http/problem.ts'

export type Topic = 'summary' | 'incidents'

export interface ClientOptions {
  readonly socket: WebSocket
  readonly runId: string
  readonly desk: AnswerDesk
  readonly closed: () => void
}

const MOST_ASKS = 4
/** Bytes that wait for a reader: from here on it gets only what it asked for. */
const SLOW = 256 * 1024
/** From here on it is taken for gone. */
const LOST = 4 * 1024 * 1024
/** An answer waits so long for a reader that does not read. */
const PATIENCE = 20_000
const LOOK_AGAIN = 250
const MESSAGES_AT_ONCE = 40
const MESSAGE_EVERY = 250

/** Close codes of our own. */
const TOO_SLOW = 4008
const TOO_MANY = 4029

/** One browser: its questions, what it wants to be told, and how well it keeps up. */
export class SocketClient {
  readonly topics = new Set<Topic>()
  cluster: string | undefined
  isAlive = true
  readonly #options: ClientOptions
  readonly #asks = new Map<string, AbortController>()
  /** Summaries that changed while the reader was slow: one word for each cluster when it is not any more. */
  readonly #waiting = new Map<string, string>()
  #waitingBytes = 0
  #flush: NodeJS.Timeout | undefined
  #allowance = MESSAGES_AT_ONCE
  #countedAt = performance.now()
  #serial = 0

  constructor(options: ClientOptions) {
    this.#options = options
    const { socket } = options
    socket.on('message', (data, isBinary) => this.#receive(isBinary || !Buffer.isBuffer(data) ? undefined : data.toString()))
    socket.on('pong', () => void (this.isAlive = true))
    socket.on('error', () => undefined)
    socket.on('close', () => this.#end())
  }

  /** Tells what happened; `key` names what one later word makes up for. A slow reader gets the last word of each key only. */
  tell(text: string, key: string): void {
    const { socket } = this.#options
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount <= SLOW && this.#waiting.size === 0) return socket.send(text)
    this.#waitingBytes += text.length - (this.#waiting.get(key)?.length ?? 0)
    this.#waiting.set(key, text)
    if (socket.bufferedAmount + this.#waitingBytes > LOST) return this.#close(TOO_SLOW, 'CLIENT_TOO_SLOW')
    this.#flush ??= setTimeout(() => this.#tellWaiting(), LOOK_AGAIN).unref()
  }

  /** Says goodbye and closes. */
  leave(notice: ServerMessage): void {
    const { socket } = this.#options
    for (const ask of this.#asks.values()) ask.abort(new Error('the server stops'))
    this.#send(notice)
    socket.close(1001, 'the server stops')
  }

  ping(): void {
    const { socket } = this.#options
    if (!this.isAlive) return socket.terminate()
    this.isAlive = false
    socket.ping()
  }

  terminate(): void {
    this.#options.socket.terminate()
  }

  #tellWaiting(): void {
    this.#flush = undefined
    const { socket } = this.#options
    if (socket.bufferedAmount > SLOW) {
      this.#flush = setTimeout(() => this.#tellWaiting(), LOOK_AGAIN).unref()
      return
    }
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    this.#waitingBytes = 0
    for (const text of all) if (socket.readyState === socket.OPEN) socket.send(text)
  }

  #receive(text: string | undefined): void {
    if (!this.#isAllowed()) return this.#close(TOO_MANY, 'TOO_MANY_MESSAGES')
    const parsed = clientMessageSchema.safeParse(text === undefined ? undefined : parse(text))
    if (!parsed.success) return this.#refuse(text)
    const message = parsed.data
    if (message.type === 'cancel') this.#asks.get(message.id)?.abort(new Error('the question was taken back'))
    else if (message.type === 'ask') void this.#ask(message.id, message)
    else {
      this.topics.clear()
      for (const topic of message.topics) this.topics.add(topic)
      this.cluster = message.cluster
    }
  }

  /** What is malformed and has an id is a question that can't be answered; anything else is only told. */
  #refuse(text: string | undefined): void {
    const value = text === undefined ? undefined : parse(text)
    const id =
      typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id.slice(0, 64) : undefined
    const fault = invalidRequest('The message is none that this server knows.')
    if (id !== undefined) this.#send({ type: 'answer-error', id, ...failureOf(fault) })
    else this.#send({ type: 'server-notice', level: 'warning', text: fault.message, code: 'MESSAGE_MALFORMED' })
  }

  async #ask(id: string, request: AskRequest): Promise<void> {
    if (this.#asks.has(id) || this.#asks.size >= MOST_ASKS) {
      const fault = this.#asks.has(id)
        ? invalidRequest('A question with this id is being answered.')
        : refusal(
            'TOO_MANY_QUESTIONS',
            `At most ${MOST_ASKS} questions are answered at a time.`,
            'Wait for one of the answers, or cancel it.',
          )
      this.#send({ type: 'answer-error', id, ...failureOf(fault) })
      return
    }
    const control = new AbortController()
    this.#asks.set(id, control)
    const { desk, runId } = this.#options
    try {
      const asker = { runId: `${runId}-${++this.#serial}`, name: runId, signal: control.signal }
      for await (const event of desk.ask(request, asker)) {
        control.signal.throwIfAborted()
        this.#send({ ...event, id } as ServerMessage)
        await this.#read(control)
      }
    } catch (error) {
      this.#send({ type: 'answer-error', id, ...failureOf(control.signal.aborted ? takenBack() : error) })
    } finally {
      this.#asks.delete(id)
    }
  }

  /** Resolves when the reader has taken most of what was sent. */
  async #read(control: AbortController): Promise<void> {
    const { socket } = this.#options
    for (let waited = 0; socket.bufferedAmount > SLOW && socket.readyState === socket.OPEN; waited += LOOK_AGAIN) {
      if (waited > PATIENCE) return this.#close(TOO_SLOW, 'CLIENT_TOO_SLOW')
      if (control.signal.aborted) return
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN).unref())
    }
  }

  /** A bucket that fills by four a second. */
  #isAllowed(): boolean {
    const now = performance.now()
    this.#allowance = Math.min(MESSAGES_AT_ONCE, this.#allowance + (now - this.#countedAt) / MESSAGE_EVERY)
    this.#countedAt = now
    if (this.#allowance < 1) return false
    this.#allowance -= 1
    return true
  }

  #send(message: ServerMessage): void {
    const { socket } = this.#options
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }

  #close(code: number, word: string): void {
    this.#send({ type: 'server-notice', level: 'warning', text: 'The connection is closed: it does not keep up.', code: word })
    const { socket } = this.#options
    socket.close(code, word)
    // A reader that does not read does not answer a goodbye.
    setTimeout(() => socket.terminate(), 1000).unref()
  }

  #end(): void {
    clearTimeout(this.#flush)
    this.#waiting.clear()
    for (const ask of this.#asks.values()) ask.abort(new Error('the client went away'))
    this.#options.closed()
  }
}

function takenBack(): Error {
  return refusal('QUESTION_STOPPED', 'The answer was stopped.', 'Ask again.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
