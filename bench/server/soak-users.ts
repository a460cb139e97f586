import { WebSocket } from 'ws'
import { opened } from './server-child.ts'

/** One visit: comes, does something, goes. Throws where the server did not do what it must. */
type Visit = (url: string) => Promise<void>

const QUESTIONS = [
  'what is broken?',
  'why is it failing?',
  'what changed in the last 20 minutes?',
  'list pods',
  'explain image pull errors',
]
const PATIENCE = 10_000

let asked = 0
const question = (): string => QUESTIONS[asked++ % QUESTIONS.length] ?? ''

/** All kinds of visits, the rude ones, too. */
export const VISITS: Readonly<Record<string, Visit>> = {
  async 'asks and waits'(url) {
    const socket = await opened(url)
    send(socket, { type: 'subscribe', topics: ['summary', 'incidents'] })
    send(socket, { type: 'ask', id: 'a', question: question() })
    await heard(socket, 'answer-end')
    await left(socket)
  },
  async 'takes a question back'(url) {
    const socket = await opened(url)
    send(socket, { type: 'ask', id: 'a', question: question() })
    await heard(socket, 'answer-start')
    send(socket, { type: 'cancel', id: 'a' })
    send(socket, { type: 'ask', id: 'b', question: question() })
    await heard(socket, 'answer-end', 'b')
    await left(socket)
  },
  async 'is gone in the middle of an answer'(url) {
    const socket = await opened(url)
    send(socket, { type: 'subscribe', topics: ['summary'] })
    send(socket, { type: 'ask', id: 'a', question: question() })
    await heard(socket, 'answer-start')
    socket.terminate()
  },
  async 'sends what is no message'(url) {
    const socket = await opened(url)
    socket.send('{"type":')
    await heard(socket, 'server-notice')
    socket.send(Buffer.from([0, 1, 2]), { binary: true })
    send(socket, { type: 'ask', id: 'a' })
    await heard(socket, 'answer-error')
    await left(socket)
  },
  async 'sends too much'(url) {
    const socket = await opened(url)
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    send(socket, { type: 'ask', id: 'a', question: 'x'.repeat(2 ** 20) })
    if ((await closed) !== 1009) throw new Error(`closed with ${await closed}`)
  },
  async 'asks over HTTP'(url) {
    const response = await asking(url, 'application/json')
    const { headline } = (await response.json()) as { headline: string }
    if (headline === '') throw new Error('no headline')
  },
  async 'lets a stream of events down'(url) {
    const control = new AbortController()
    const response = await asking(url, 'text/event-stream', control.signal)
    await response.body?.getReader().read()
    control.abort()
  },
  async 'looks around'(url) {
    for (const path of ['summary', 'incidents', 'objects?kind=Pod&limit=50', 'events?limit=50', 'time-strip', 'conversations']) {
      const response = await fetch(`${url}/api/${path}`)
      if (!response.ok) throw new Error(`${path}: ${response.status}`)
      await response.arrayBuffer()
    }
  },
  async 'has manifests checked'(url) {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: a }] }\n'
    const response = await posting(url, 'check', { files: [{ path: 'a.yaml', text }] })
    if (!response.ok) throw new Error(await response.text())
    await response.arrayBuffer()
  },
}

function send(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message))
}

async function heard(socket: WebSocket, wanted: string, wantedId?: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${wanted} within ${PATIENCE / 1000} s`)), PATIENCE)
    socket.on('message', (data) => {
      const { type, id } = JSON.parse(Buffer.isBuffer(data) ? data.toString() : '{}') as { type: string; id?: string }
      if (type !== wanted || (wantedId !== undefined && id !== wantedId)) return
      clearTimeout(timer)
      resolve()
    })
  })
}

async function left(socket: WebSocket): Promise<void> {
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.close()
  await closed
}

async function asking(url: string, accept: string, signal: AbortSignal | null = null): Promise<Response> {
  return await posting(url, 'ask', { question: question() }, { accept }, signal)
}

async function posting(url: string, path: string, body: object, headers: Record<string, string> = {}, signal: AbortSignal | null = null) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body), signal }
  return await fetch(`${url}/api/${path}`, init)
}
