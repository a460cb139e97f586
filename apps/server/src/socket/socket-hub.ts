import type { ClusterView, ViewChange } from '@aks-copilot/cluster'
import type { ServerMessage } from '@aks-copilot/contracts'
import type { WebSocket } from 'ws'
import type { AnswerDesk } from '../ask/answer-desk.ts'
import type { RepairDesk } from '../repairs/repair-desk.ts'
import { SocketClient, type Topic } from './socket-client.ts'

const HEARTBEAT = 25_000
/** A busy cluster changes all the time; a page need not know more often. */
const SUMMARY_EVERY = 2000
const MOST_CLIENTS = 5000
const FULL = 1013

/** All open sockets: tells each what it wants to know, and notices who is gone. */
export class SocketHub {
  readonly #clients = new Set<SocketClient>()
  readonly #desk: AnswerDesk
  readonly #endings: (() => void)[]
  readonly #heartbeat: NodeJS.Timeout
  readonly #due = new Map<string, NodeJS.Timeout>()

  constructor(views: readonly ClusterView[], desk: AnswerDesk, repairs: RepairDesk | undefined) {
    this.#desk = desk
    this.#endings = views.map((view) => view.subscribe((change) => this.#changed(view.name, change)))
    if (repairs !== undefined)
      this.#endings.push(
        repairs.subscribe((run) =>
          this.#tell('incidents', run.cluster, { type: 'repair-changed', cluster: run.cluster, run }, `repair ${run.application}`),
        ),
      )
    this.#heartbeat = setInterval(() => this.#clients.forEach((client) => client.ping()), HEARTBEAT).unref()
  }

  get size(): number {
    return this.#clients.size
  }

  add(socket: WebSocket, runId: string): void {
    if (this.#clients.size >= MOST_CLIENTS) return socket.close(FULL, 'TOO_MANY_CLIENTS')
    const client: SocketClient = new SocketClient({ socket, runId, desk: this.#desk, closed: () => this.#clients.delete(client) })
    this.#clients.add(client)
  }

  /** Ends all sockets: with a word first, without mercy a second later. */
  async stop(): Promise<void> {
    for (const end of this.#endings) end()
    clearInterval(this.#heartbeat)
    for (const timer of this.#due.values()) clearTimeout(timer)
    for (const client of this.#clients)
      client.leave({ type: 'server-notice', level: 'info', text: 'The server stops.', code: 'SERVER_STOPPING' })
    for (let waited = 0; this.#clients.size > 0 && waited < 1000; waited += 50) await new Promise((resolve) => setTimeout(resolve, 50))
    for (const client of this.#clients) client.terminate()
  }

  #changed(cluster: string, change: ViewChange): void {
    if ('incident' in change) {
      const { type, incident } = change
      this.#tell('incidents', cluster, { type, cluster, incident }, `${type} ${cluster} ${incident.fingerprint}`)
    }
    if (this.#due.has(cluster)) return
    const tell = (): void => {
      this.#due.delete(cluster)
      this.#tell('summary', cluster, { type: 'summary-changed', cluster }, `summary ${cluster}`)
    }
    this.#due.set(cluster, setTimeout(tell, SUMMARY_EVERY).unref())
  }

  /** Written once for all who want it. */
  #tell(topic: Topic, cluster: string, message: ServerMessage, key: string): void {
    const text = JSON.stringify(message)
    for (const client of this.#clients)
      if (client.topics.has(topic) && (client.cluster === undefined || client.cluster === cluster)) client.tell(text, key)
  }
}
