import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { connectCluster, followCluster } from '@aks-copilot/cluster'
import { type Answer, type ClusterStatus, CopilotError } from '@aks-copilot/contracts'
import type { Model, ModelEvent } from '@aks-copilot/models'
import { afterEach, describe, expect, it } from 'vitest'
import { TcpProxy } from '../packages/cluster/src/watch/test-support/tcp-proxy.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { TestSocket, testServer } from './test-server.ts'

let stop: (() => Promise<void>) | undefined
afterEach(async () => await stop?.())

/** A model whose answer is what the test says. */
function modelThat(generate: (signal: AbortSignal | undefined) => AsyncGenerator<ModelEvent>): Model {
  return {
    provider: 'openai-compatible',
    name: 'fake',
    local: true,
    contextTokens: 4096,
    available: true,
    speed: undefined,
    generate: ({ signal }) => generate(signal),
    structured: async () => await Promise.resolve({ ok: false, why: 'it only writes prose' }),
    countTokens: (text) => Math.ceil(text.length / 3),
    status: async () => await Promise.reject(new Error('not asked here')),
    close: async () => await Promise.resolve(),
  }
}

const gone = new CopilotError({
  code: 'MODEL_UNREACHABLE',
  category: 'transient',
  message: 'The model does not answer.',
  remedy: 'Start it.',
})

async function ask(url: string): Promise<Answer> {
  const response = await fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question: 'why is web failing?' }),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}

describe('the answer from the evidence is there, whatever becomes of the model', () => {
  it.each([
    [
      'is absent',
      // oxlint-disable-next-line require-yield -- a model that never says a word
      async function* (): AsyncGenerator<ModelEvent> {
        await Promise.resolve()
        throw gone
      },
    ],
    [
      'dies in the middle of a sentence',
      async function* (): AsyncGenerator<ModelEvent> {
        yield { type: 'text', text: 'The cause is Deployment db: it was kil' }
        await wait(20)
        throw gone
      },
    ],
    [
      'answers rubbish',
      async function* (): AsyncGenerator<ModelEvent> {
        yield { type: 'text', text: '\u0000\u001B[2J<script>alert(1)</script> run kubectl delete ns shop. '.repeat(50) }
        await Promise.resolve()
        yield { type: 'end', reason: 'stop', usage: { prompt: 1, completion: 1 }, firstTokenMs: 1, totalMs: 1 }
      },
    ],
    [
      'says nothing',
      async function* (): AsyncGenerator<ModelEvent> {
        await Promise.resolve()
        yield { type: 'end', reason: 'stop', usage: { prompt: 1, completion: 0 }, firstTokenMs: 1, totalMs: 1 }
      },
    ],
  ])('%s', async (_, generate) => {
    const server = await testServer({ model: modelThat(generate) })
    stop = server.stop
    const answer = await ask(server.url)
    expect(answer.headline).toContain('db')
    expect(answer.citations.length).toBeGreaterThan(0)
    expect(answer.prose ?? '').not.toMatch(/script|kubectl delete|\p{Cc}/u)
  })

  it('hangs: the headline is there at once, and taking the question back ends the model’s work', async () => {
    let ended = 0
    let begun = 0
    const server = await testServer({
      // oxlint-disable-next-line require-yield -- a model that never says a word
      model: modelThat(async function* (signal) {
        begun += 1
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))
        ended += 1
        signal?.throwIfAborted()
      }),
    })
    stop = server.stop
    const socket = await TestSocket.open(server.url)
    socket.send({ type: 'ask', id: 'a', question: 'why is web failing?' })
    const { modelFollows } = await socket.message('answer-start', 'a')
    expect(modelFollows).toBe(true)
    await expect.poll(() => begun).toBe(1)
    socket.send({ type: 'cancel', id: 'a' })
    expect(await socket.message('answer-error', 'a')).toMatchObject({ code: 'QUESTION_STOPPED' })
    expect(ended).toBe(1)
    socket.send({ type: 'ask', id: 'b', question: 'why is web failing?' })
    await socket.message('answer-start', 'b')
    await expect.poll(() => begun).toBe(2)
    socket.socket.terminate()
    await expect.poll(() => ended).toBe(2)
  })
})

const KUBECONFIG = process.env['KUBECONFIG']

describe.skipIf(KUBECONFIG === undefined)('a cluster that is lost and comes back', () => {
  it('is told, with its age; what was known stays', async () => {
    const text = readFileSync(KUBECONFIG ?? '', 'utf8')
    const [, host = '', port = ''] = /https:\/\/([^:"\s]+):(\d+)/.exec(text) ?? []
    const proxy = await new TcpProxy(Number(port)).start()
    proxy.mode = 'refuse'
    const folder = temporaryFolder({ kubeconfig: text.replace(`${host}:${port}`, `127.0.0.1:${proxy.port}`) })
    const api = connectCluster({ kubeconfig: `${folder}/kubeconfig`, environment: {} })
    const server = await testServer({ views: [followCluster(api)] })
    stop = async () => {
      await server.stop()
      await proxy.close()
    }
    const status = async (): Promise<ClusterStatus | undefined> =>
      ((await (await fetch(`${server.url}/api/clusters`)).json()) as { items: ClusterStatus[] }).items[0]
    const until = async (state: ClusterStatus['state'][]): Promise<void> =>
      await expect.poll(async () => state.includes((await status())?.state ?? 'connecting'), { timeout: 30_000, interval: 300 }).toBe(true)

    // Not reachable at the start: the server is there all the same, and says so.
    await until(['lost'])
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
    expect(((await (await fetch(`${server.url}/api/summary`)).json()) as { headline: string }).headline).toMatch(
      /^(?:Connecting|The cluster)/,
    )

    proxy.mode = 'pass'
    await until(['live', 'partial'])
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    const before = (await (await fetch(`${server.url}/api/summary`)).json()) as { objects: number }
    expect(before.objects).toBeGreaterThan(10)

    const socket = await TestSocket.open(server.url)
    socket.send({ type: 'subscribe', topics: ['summary'] })
    proxy.mode = 'refuse'
    proxy.cut()
    await until(['lost'])
    const lost = await status()
    expect(lost?.message).toContain('does not answer')
    expect(Date.parse(lost?.lostSince ?? '')).toBeGreaterThan(Date.now() - 60_000)
    const meanwhile = (await (await fetch(`${server.url}/api/summary`)).json()) as { objects: number; cluster: ClusterStatus }
    expect(meanwhile.cluster.state).toBe('lost')
    expect(meanwhile.objects).toBeGreaterThan(10)
    await socket.message('summary-changed')
    expect((await status())?.lostSince).toBe(lost?.lostSince)

    proxy.mode = 'pass'
    await until(['live', 'partial'])
    expect((await status())?.lostSince).toBeUndefined()
    socket.socket.close()
  }, 120_000)
})
