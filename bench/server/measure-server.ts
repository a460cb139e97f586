import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { WebSocket } from 'ws'
import { writeRecording } from '../../packages/cluster/src/index.ts'
import { atMost, figure } from '../cluster/bar.ts'
import { filledStore } from '../cluster/measure-query.ts'
import { built, nextMessage, opened } from './server-child.ts'

const USERS = 1000
const ASKING = 200
const ROUNDS = 300
/** The first ones are not compiled yet. */
const WARM_UP = 30

interface Ready {
  readonly url: string
  readonly pods: readonly { readonly namespace: string; readonly name: string }[]
}

/** The server at 1,000 pods: how soon one answer is there, and how soon those of 200 users are who ask at once among 1,000, behind a slow model. */
export async function measureServer(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-server-'))
  const recording = await recorded(folder)
  const worker = new URL('../../apps/server/src/manifests/manifest-worker.ts', import.meta.url).href
  const child = fork(await built('server-process.ts', folder), [recording, worker])
  try {
    const ready = (await nextMessage(child)) as Ready
    await measureRequests(ready, child)
    await measureUsers(ready, child)
  } finally {
    child.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Two hours of a cluster in a file: the process that is measured shall not have made them. */
async function recorded(folder: string): Promise<string> {
  const { store } = await filledStore()
  const file = join(folder, 'recording.json.gz')
  writeFileSync(file, gzipSync(writeRecording({ snapshot: store.snapshot(), history: store.history() })))
  return file
}

async function measureRequests({ url, pods }: Ready, child: ChildProcess): Promise<void> {
  const questions = (round: number): string => {
    const { name } = pods[(round * 7919) % pods.length] ?? { name: '' }
    return (
      [
        'what is broken?',
        `why is ${name} failing?`,
        'what changed in the last 20 minutes?',
        `show the events of ${name}`,
        'how many pods are not ready?',
      ][round % 5] ?? ''
    )
  }
  const before = await usage(child)
  const asked = await timesOf(async (round) => await post(`${url}/api/ask`, { question: questions(round), prose: false }))
  atMost(`first answer without a model, p99 (half within ${quantile(asked, 0.5).toFixed(1)} ms)`, quantile(asked, 0.99), 50, 'ms')
  figure('  work of the processor for one', `${(((await usage(child)).busyMs - before.busyMs) / ROUNDS).toFixed(1)} ms`)
  for (const [what, path] of [
    ['summary', '/api/summary'],
    ['time strip', '/api/time-strip'],
    ['objects of a kind', '/api/objects?kind=Pod&limit=200'],
  ] as const) {
    const times = await timesOf(async () => await (await fetch(`${url}${path}`)).arrayBuffer())
    figure(`  ${what}, p99`, `${quantile(times, 0.99).toFixed(1)} ms`)
  }
}

async function measureUsers({ url, pods }: Ready, child: ChildProcess): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: USERS }, async () => await opened(url)))
  for (const socket of sockets) socket.send(JSON.stringify({ type: 'subscribe', topics: ['summary', 'incidents'] }))
  const before = await usage(child)
  const heads = await Promise.all(
    sockets.slice(0, ASKING).map(async (socket, index) => {
      const { name } = pods[(index * 7919) % pods.length] ?? { name: '' }
      return await headline(socket, `why is ${name} failing?`)
    }),
  )
  atMost(`${USERS} users, ${ASKING} ask at once: headline, p99`, quantile(heads, 0.99), 500, 'ms')
  figure('  work of the processor for one', `${(((await usage(child)).busyMs - before.busyMs) / ASKING).toFixed(1)} ms`)
  const late = await Promise.all(sockets.slice(ASKING, ASKING + 10).map(async (socket) => await headline(socket, 'what is broken?')))
  atMost(`  of ten who ask while the model is busy for minutes, p99`, quantile(late, 0.99), 500, 'ms')
  atMost('  memory of the server', (await usage(child)).megabytes, 400, 'MB')
  for (const socket of sockets) socket.terminate()
}

interface Usage {
  readonly megabytes: number
  /** Of the processor, since the start. */
  readonly busyMs: number
}

async function usage(child: ChildProcess): Promise<Usage> {
  child.send('usage')
  return (await nextMessage(child)) as Usage
}

async function headline(socket: WebSocket, question: string): Promise<number> {
  const began = performance.now()
  return await new Promise((resolve, reject) => {
    socket.on('message', (data) => {
      const { type, code } = JSON.parse(Buffer.isBuffer(data) ? data.toString() : '{}') as { type: string; code?: string }
      if (type === 'answer-start') resolve(performance.now() - began)
      if (type === 'answer-error') reject(new Error(code))
    })
    socket.send(JSON.stringify({ type: 'ask', id: 'a', question }))
  })
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(await response.text())
  await response.arrayBuffer()
}

async function timesOf(ask: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now()
    await ask(round)
    times.push(performance.now() - began)
  }
  return times.slice(WARM_UP)
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((left, right) => left - right)[Math.floor(times.length * share)] ?? Number.NaN
}
