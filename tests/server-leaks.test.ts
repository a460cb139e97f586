import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Answer } from '@aks-copilot/contracts'
import { type Model, openModel } from '@aks-copilot/models'
import type { RunningServer } from '@aks-copilot/server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Behaviour, FakeEndpoint } from '../packages/models/src/test-support/fake-endpoint.ts'
import { TestSocket, testServer } from './test-server.ts'

/** Each fault so many times: what is lost once is seen. */
const TIMES = 200
/** The answers that are kept, and what the compiler and the collector hold for a while. */
const MOST_GROWTH = 12 * 1024 * 1024
const DEADLINES = { first: 5000, between: 5000, total: 10_000, queue: 20_000 }
/** For an endpoint that hangs. */
const SOON = { ...DEADLINES, first: 50, between: 50 }
/** Connections to the model that are kept for a next request, both ends of them. */
const KEPT = 30
const AT_ONCE = 12

let endpoint: FakeEndpoint
let model: Model
let server: RunningServer

beforeAll(async () => {
  endpoint = await FakeEndpoint.start({ flavour: 'openai' })
})
afterAll(async () => await endpoint.stop())
afterEach(async () => {
  await server.stop()
  await model.close()
})

async function serve(origin = endpoint.origin, deadlines = DEADLINES): Promise<void> {
  const opened = await openModel({
    provider: 'openai-compatible',
    endpoint: `${origin}/v1`,
    deadlines,
    probeMs: 20,
    concurrency: AT_ONCE,
  })
  if (opened === undefined) throw new Error('no model')
  model = opened
  server = await testServer({ model, mostRequests: 100_000 })
}

async function ask(question = 'why is web failing?'): Promise<Answer> {
  const response = await fetch(`${server.url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ question }),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}

/** So often, some at a time. */
async function times(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await work(index)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

interface Held {
  readonly heap: number
  /** What keeps the loop alive, by kind. */
  readonly resources: Readonly<Record<string, number>>
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

async function held(): Promise<Held> {
  for (let round = 0; round < 3; round++) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  const resources: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1
  return { heap: process.memoryUsage().heapUsed, resources }
}

/** Does it some times, so that all is loaded and connected; then many times more: nothing may be left of those. */
async function leavesNothing(work: (index: number) => Promise<unknown>): Promise<void> {
  await times(20, work)
  const before = await held()
  await times(TIMES, work)
  const grown = (now: Held): string[] =>
    Object.entries(now.resources)
      .filter(([name, count]) => count > (before.resources[name] ?? 0) + KEPT)
      .map(([name, count]) => `${name}: ${before.resources[name] ?? 0} → ${count}`)
  // Connections that are kept for a next request end by themselves.
  await expect.poll(async () => grown(await held()), { timeout: 15_000, interval: 500 }).toEqual([])
  expect((await held()).heap - before.heap).toBeLessThan(MOST_GROWTH)
  expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^aks_copilot_answers_running 0$/m)
}

describe('a model that fails: what is said to people, and what is left behind', () => {
  async function told(behaviour: Behaviour, said: RegExp): Promise<void> {
    endpoint.behaviours = [behaviour]
    endpoint.asked.length = 0
    await serve(endpoint.origin, behaviour.does.startsWith('hang') ? SOON : DEADLINES)
    const answer = await ask()
    expect(answer.citations.length).toBeGreaterThan(0)
    expect(answer.skipped).toContainEqual({ what: 'prose', why: expect.stringMatching(said) as string })
  }

  it.each<[string, Behaviour, RegExp]>([
    ['dies in the middle of a sentence', { does: 'die' }, /broke in the middle of the answer\. Try again; `aks-copilot models status`/],
    ['answers rubbish', { does: 'raw', text: 'data: {"what": is this}\n\n' }, /is not what a model sends\. Try again/],
    ['hangs', { does: 'hang' }, /took more than 1 s .*\. Try again, choose a smaller model, or ask for less\./],
    [
      'has too much to do',
      { does: 'status', status: 429, headers: { 'retry-after-ms': '1' } },
      /has too much to do \(429.*\)\. Try again in 1 s\./,
    ],
  ])(
    '%s',
    async (_, behaviour, said) => {
      await told(behaviour, said)
      await leavesNothing(async () => await ask())
      expect(endpoint.running).toBe(0)
      // Now and then it is left alone for a moment; but it was asked.
      expect(endpoint.asked.length).toBeGreaterThan(TIMES / 4)
    },
    120_000,
  )

  it.each<[string, Behaviour, RegExp]>([
    ['hangs in the middle of a sentence', { does: 'hang-in-the-middle' }, /took more than 1 s .*\. Try again/],
    ['cuts the connection', { does: 'reset' }, /the connection broke.*\. Try again/],
    ['does not accept the login', { does: 'status', status: 401 }, /does not accept the login: 401.*AKS_COPILOT_MODEL_KEY/],
    ['has a fault', { does: 'status', status: 500, body: '<html>' }, /failed: 500\. Try again/],
  ])('%s', async (_, behaviour, said) => await told(behaviour, said), 60_000)

  it('is absent: told so, without being asked again', async () => {
    await serve(await deadOrigin())
    expect(why(await ask())).toMatch(/does not answer: connection refused\. `aks-copilot models` says what to run\./)
    expect(why(await ask())).toMatch(/is left alone for a while: it did not answer as it should\. `aks-copilot models` says how it is\./)
    await leavesNothing(async () => await ask())
  }, 120_000)

  it('comes back, and writes again by itself', async () => {
    const origin = await deadOrigin()
    await serve(origin)
    expect(why(await ask())).toMatch(/does not answer/)
    const back = await FakeEndpoint.start({ flavour: 'openai', port: Number(new URL(origin).port) })
    try {
      await expect.poll(() => model.available, { timeout: 20_000 }).toBe(true)
      expect(why(await ask())).toBeUndefined()
    } finally {
      await back.stop()
    }
  }, 60_000)
})

/** Why there is no prose. */
function why({ skipped }: Answer): string | undefined {
  return skipped.find(({ what }) => what === 'prose')?.why
}

/** An address where nobody listens, and somebody could. */
async function deadOrigin(): Promise<string> {
  const gone = await FakeEndpoint.start({ flavour: 'openai' })
  const { origin } = gone
  await gone.stop()
  return origin
}

describe('clients that come and go', () => {
  const slow: Behaviour = { does: 'say', words: Array.from({ length: 400 }, () => 'word '), everyMs: 20 }

  it.each<[string, (socket: TestSocket) => Promise<unknown>]>([
    [
      'leave in the middle of an answer',
      async (socket) => {
        socket.send({ type: 'ask', id: 'a', question: 'why is web failing?' })
        await socket.message('answer-start')
        socket.socket.terminate()
        await socket.end()
      },
    ],
    [
      'reload: come again with their conversation, and ask once more',
      async (socket) => {
        socket.send({ type: 'ask', id: 'a', question: 'what is broken?' })
        await socket.message('answer-start')
        socket.socket.close()
        const again = await TestSocket.open(server.url)
        again.send({ type: 'subscribe', topics: ['summary', 'incidents'] })
        again.send({ type: 'ask', id: 'a', question: 'what is broken?', prose: false })
        await again.message('answer-end')
        again.socket.close()
        await Promise.all([socket.end(), again.end()])
      },
    ],
    [
      'send what is no message',
      async (socket) => {
        socket.send('{"type":')
        socket.send({ type: 'ask', id: 'b' })
        await socket.message('answer-error', 'b')
        const notice = await socket.message('server-notice')
        expect(notice).toMatchObject({ code: 'MESSAGE_MALFORMED', text: 'The message is none that this server knows.' })
        socket.socket.close()
        await socket.end()
      },
    ],
    [
      'send too much',
      async (socket) => {
        socket.send({ type: 'ask', id: 'c', question: 'x'.repeat(2 ** 20) })
        expect((await socket.end()).code).toBe(1009)
      },
    ],
  ])(
    '%s: nothing is left, neither here nor at the model',
    async (_, visit) => {
      endpoint.behaviours = [slow]
      await serve()
      await leavesNothing(async () => await visit(await TestSocket.open(server.url)))
      await expect.poll(() => endpoint.running).toBe(0)
      await expect.poll(async () => await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^aks_copilot_websocket_clients 0$/m)
      endpoint.asked.length = 0
    },
    120_000,
  )
})
