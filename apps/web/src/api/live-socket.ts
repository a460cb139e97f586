import type { ClientMessage, ServerMessage } from '@aks-copilot/contracts'

export type SocketState = 'connecting' | 'open' | 'lost'
type Listener = (message: ServerMessage) => void

const FIRST_DELAY = 500
const LONGEST_DELAY = 15_000

export interface SocketOptions {
  readonly address: () => string
  /** For tests. */
  readonly create?: (address: string) => WebSocket
  readonly random?: () => number
}

/**
 * The one WebSocket of the page. It comes back by itself, waits longer each time, and says again what it follows.
 * Answers that were on their way when it broke are told to their listeners as `answer-error` with code CONNECTION_LOST.
 */
export class LiveSocket {
  readonly #options: SocketOptions
  readonly #listeners = new Set<Listener>()
  readonly #watchers = new Set<() => void>()
  readonly #asked = new Set<string>()
  #socket: WebSocket | undefined
  #state: SocketState = 'connecting'
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #topics: Extract<ClientMessage, { type: 'subscribe' }> | undefined
  #ended = false

  constructor(options: SocketOptions) {
    this.#options = options
  }

  get state(): SocketState {
    return this.#state
  }

  open(): void {
    if (this.#socket !== undefined) return
    this.#ended = false
    const socket = (this.#options.create ?? ((address) => new WebSocket(address)))(this.#options.address())
    this.#socket = socket
    socket.addEventListener('open', () => this.#opened())
    socket.addEventListener('message', (event: MessageEvent) => this.#received(event.data))
    socket.addEventListener('close', () => this.#closed(socket))
  }

  close(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    this.#socket?.close()
    this.#socket = undefined
  }

  /** Tries at once, where it would have waited. */
  reconnect(): void {
    if (this.#state !== 'lost') return
    clearTimeout(this.#timer)
    this.open()
  }

  /** False when it could not be sent: there is no connection now. */
  send(message: ClientMessage): boolean {
    if (message.type === 'subscribe') this.#topics = message
    if (this.#socket === undefined || this.#state !== 'open') return false
    if (message.type === 'ask') this.#asked.add(message.id)
    this.#socket.send(JSON.stringify(message))
    return true
  }

  /** Hears every message; the function that is given back ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Is told when `state` changes. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  #opened(): void {
    this.#failures = 0
    this.#become('open')
    if (this.#topics !== undefined) this.#socket?.send(JSON.stringify(this.#topics))
  }

  #received(data: unknown): void {
    const message = parse(data)
    if (message === undefined) return
    if (message.type === 'answer-end' || message.type === 'answer-error') this.#asked.delete(message.id)
    this.#tell(message)
  }

  #closed(socket: WebSocket): void {
    if (this.#socket !== socket && this.#socket !== undefined) return
    this.#socket = undefined
    this.#become('lost')
    for (const id of this.#asked) this.#tell({ type: 'answer-error', id, ...LOST })
    this.#asked.clear()
    if (this.#ended) return
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#failures++)
    this.#timer = setTimeout(() => this.open(), delay * (0.5 + (this.#options.random ?? Math.random)()))
  }

  #become(state: SocketState): void {
    if (this.#state === state) return
    this.#state = state
    for (const watcher of this.#watchers) watcher()
  }

  #tell(message: ServerMessage): void {
    for (const listener of this.#listeners) listener(message)
  }
}

const LOST = {
  code: 'CONNECTION_LOST',
  category: 'transient',
  message: 'The connection to the server broke before the answer was complete.',
  remedy: 'Ask again.',
} as const

function parse(data: unknown): ServerMessage | undefined {
  try {
    const message: unknown = typeof data === 'string' ? JSON.parse(data) : undefined
    if (typeof message === 'object' && message !== null && 'type' in message) return message as ServerMessage
  } catch {
    // What cannot be read is no message of ours.
  }
  return undefined
}
