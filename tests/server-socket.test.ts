import { setTimeout as wait } from 'node:timers/promises'
import type { AnswerEvent } from '@aks-copilot/assistant'
import type { ClusterView, ViewChange } from '@aks-copilot/cluster'
import { answerQuestion } from '@aks-copilot/assistant'
import { conversationSchema, serverMessageSchema } from '@aks-copilot/contracts'
import { afterEach, describe, expect, it } from 'vitest'
import { recorded, TestSocket, testServer, type TestServerOptions } from './test-server.ts'

let stop: (() => Promise<void>) | undefined
afterEach(async () => await stop?.())

async function serve(options: TestServerOptions = {}): Promise<string> {
  const server = await testServer(options)
  stop = server.stop
  return server.url
}

/** Answers at once, and then says nothing more until it is aborted. */
function hanging(aborted: string[]): TestServerOptions['answer'] {
  return async function* (question, answering): AsyncGenerator<AnswerEvent> {
    for await (const event of answerQuestion(question, { ...answering, model: undefined })) {
      if (event.type === 'answer-start') yield { ...event, modelFollows: true }
      else {
        await new Promise<void>((resolve) => question.signal?.addEventListener('abort', () => resolve(), { once: true }))
        aborted.push(question.text)
        question.signal?.throwIfAborted()
      }
    }
  }
}

/** A view that tells what the test says. */
function talking(): { view: ClusterView; tell: (change: ViewChange) => void; listeners: () => number } {
  const listeners = new Set<(change: ViewChange) => void>()
  const view = recorded('cascade-of-three')
  const subscribe = (listener: (change: ViewChange) => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    view: Object.assign(view, { subscribe }),
    tell: (change) => listeners.forEach((listener) => listener(change)),
    listeners: () => listeners.size,
  }
}

describe('questions over the socket', () => {
  it('are answered in order, in the shape of the contracts, several at a time', async () => {
    const socket = await TestSocket.open(await serve())
    for (const id of ['a', 'b', 'c']) socket.send({ type: 'ask', id, question: 'why is web failing?' })
    for (const id of ['a', 'b', 'c']) await socket.message('answer-end', id)
    for (const message of socket.messages) serverMessageSchema.parse(message)
    const own = socket.messages.filter((message) => 'id' in message && message.id === 'b').map(({ type }) => type)
    expect([own[0], own.at(-1)]).toEqual(['answer-start', 'answer-end'])
    socket.socket.close()
  })

  it('more than four at a time are refused, and a cancelled one makes room', async () => {
    const aborted: string[] = []
    const socket = await TestSocket.open(await serve({ answer: hanging(aborted) }))
    for (const id of ['1', '2', '3', '4', '5']) socket.send({ type: 'ask', id, question: `question ${id}` })
    expect(await socket.message('answer-error', '5')).toMatchObject({ code: 'TOO_MANY_QUESTIONS' })
    await socket.message('answer-start', '2')
    socket.send({ type: 'cancel', id: '2' })
    expect(await socket.message('answer-error', '2')).toMatchObject({ code: 'QUESTION_STOPPED' })
    expect(aborted).toEqual(['question 2'])
    socket.send({ type: 'ask', id: '6', question: 'question 6' })
    await socket.message('answer-start', '6')
    socket.socket.close()
  })

  it('of a client that goes away are given up, down to the model', async () => {
    const aborted: string[] = []
    const url = await serve({ answer: hanging(aborted) })
    for (const leave of ['close', 'terminate'] as const) {
      const socket = await TestSocket.open(url)
      socket.send({ type: 'ask', id: 'a', question: leave })
      await socket.message('answer-start', 'a')
      socket.socket[leave]()
    }
    await expect.poll(() => aborted.toSorted()).toEqual(['close', 'terminate'])
    await expect.poll(async () => /^aks_copilot_websocket_clients 0$/m.test(await (await fetch(`${url}/metrics`)).text())).toBe(true)
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^aks_copilot_answers_running 0$/m)
  })

  it('that are broken off stay in their conversation as far as they came, and can be followed up', async () => {
    const url = await serve({ answer: hanging([]) })
    const socket = await TestSocket.open(url)
    socket.send({ type: 'ask', id: 'a', question: 'why is web failing?' })
    const started = await socket.message('answer-start', 'a')
    const id = 'answer' in started && 'conversationId' in started.answer ? started.answer.conversationId : undefined
    const turns = async () => conversationSchema.parse(await (await fetch(`${url}/api/conversations/${id}`)).json()).turns
    expect((await turns()).map(({ unfinished }) => unfinished)).toEqual([true])
    socket.socket.terminate()
    await wait(100)
    const [turn, ...others] = await turns()
    expect([turn?.answer.question, turn?.unfinished, others.length]).toEqual(['why is web failing?', true, 0])
    const other = await TestSocket.open(url)
    other.send({ type: 'ask', id: 'b', question: 'and its logs?', ...(id === undefined ? {} : { conversationId: id }) })
    await other.message('answer-start', 'b')
    await fetch(`${url}/api/conversations/${id}`, { method: 'DELETE' })
    other.send({ type: 'cancel', id: 'b' })
    await other.message('answer-error', 'b')
    expect((await fetch(`${url}/api/conversations/${id}`)).status).toBe(404)
    other.socket.close()
  })

  it('of a client over HTTP that goes away, too', async () => {
    const aborted: string[] = []
    const url = await serve({ answer: hanging(aborted) })
    for (const accept of ['application/json', 'text/event-stream']) {
      const control = new AbortController()
      const body = JSON.stringify({ question: accept })
      const asked = fetch(`${url}/api/ask`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body,
        signal: control.signal,
      })
      await wait(300)
      control.abort()
      await expect(asked.then(async (response) => await response.text())).rejects.toThrow()
    }
    await expect.poll(() => aborted.toSorted()).toEqual(['application/json', 'text/event-stream'])
  })

  it('are answered where another client’s model hangs', async () => {
    const url = await serve({ answer: hanging([]) })
    const sockets = await Promise.all(Array.from({ length: 20 }, async () => await TestSocket.open(url)))
    const began = performance.now()
    for (const socket of sockets) socket.send({ type: 'ask', id: 'a', question: 'why is web failing?' })
    await Promise.all(sockets.map(async (socket) => await socket.message('answer-start', 'a')))
    expect(performance.now() - began).toBeLessThan(2000)
    for (const { socket } of sockets) socket.terminate()
  })
})

describe('what is no question', () => {
  it('is answered with a word, and the socket goes on', async () => {
    const socket = await TestSocket.open(await serve())
    for (const text of ['rubbish', '[]', 'null', '{"type":"other"}', '{"type":"ask","question":"no id"}']) socket.send(text)
    socket.socket.send(Buffer.from([0, 1, 2]))
    socket.send({ type: 'ask', id: 'empty', question: '' })
    expect(await socket.message('answer-error', 'empty')).toMatchObject({ code: 'REQUEST_INVALID' })
    expect(socket.messages.filter(({ type }) => type === 'server-notice')).toHaveLength(6)
    socket.send({ type: 'ask', id: 'a', question: 'what is broken?' })
    await socket.message('answer-end', 'a')
    socket.socket.close()
  })

  it('of a cluster or conversation that is not there is an error of its own', async () => {
    const socket = await TestSocket.open(await serve())
    socket.send({ type: 'ask', id: 'a', question: 'what?', cluster: 'nobody' })
    socket.send({ type: 'ask', id: 'b', question: 'what?', conversationId: 'nobody' })
    expect(await socket.message('answer-error', 'a')).toMatchObject({ code: 'CLUSTER_UNKNOWN' })
    expect(await socket.message('answer-error', 'b')).toMatchObject({ code: 'NOT_FOUND' })
    socket.socket.close()
  })

  it('is too large: that socket ends, the server does not', async () => {
    const url = await serve()
    const socket = await TestSocket.open(url)
    socket.send('x'.repeat(200_000))
    expect(await socket.end()).toMatchObject({ code: 1009 })
    const next = await TestSocket.open(url)
    next.send({ type: 'ask', id: 'a', question: 'what is broken?' })
    await next.message('answer-end', 'a')
    next.socket.close()
  })

  it('comes without end: that socket is closed', async () => {
    const socket = await TestSocket.open(await serve())
    for (let count = 0; count < 200; count++) socket.send({ type: 'cancel', id: 'nobody' })
    expect(await socket.end()).toEqual({ code: 4029, reason: 'TOO_MANY_MESSAGES' })
  })
})

describe('what happens in a cluster', () => {
  it('is told to who wants it, and summaries not more often than anybody can look', async () => {
    const { view, tell } = talking()
    const url = await serve({ views: [view] })
    const [both, incidents, other, nothing] = await Promise.all([url, url, url, url].map(async (one) => await TestSocket.open(one)))
    both?.send({ type: 'subscribe', topics: ['summary', 'incidents'] })
    incidents?.send({ type: 'subscribe', topics: ['incidents'], cluster: view.name })
    other?.send({ type: 'subscribe', topics: ['incidents', 'summary'], cluster: 'another' })
    await wait(100)
    const [incident] = view.incidents()
    if (incident === undefined) throw new Error('the recording has no incident')
    tell({ type: 'incident-opened', incident })
    for (let count = 0; count < 100; count++) tell({ type: 'summary-changed' })
    await both?.message('incident-opened')
    await incidents?.message('incident-opened')
    await both?.message('summary-changed')
    expect(both?.messages.map(({ type }) => type)).toEqual(['incident-opened', 'summary-changed'])
    expect(incidents?.messages.map(({ type }) => type)).toEqual(['incident-opened'])
    expect([other?.messages, nothing?.messages]).toEqual([[], []])
    for (const client of [both, incidents, other, nothing]) client?.socket.terminate()
  })

  it('is thinned for a reader that does not keep up, and one that does not read at all is closed', async () => {
    const { view, tell } = talking()
    const url = await serve({ views: [view] })
    const slow = await TestSocket.open(url)
    slow.send({ type: 'subscribe', topics: ['incidents'] })
    await wait(100)
    slow.socket.pause()
    const [incident] = view.incidents()
    if (incident === undefined) throw new Error('the recording has no incident')
    const large = { ...incident, title: 'x'.repeat(100_000) }
    // More than the system itself takes for a reader, of one incident: the last word of it counts.
    for (let count = 0; count < 400; count++) tell({ type: 'incident-updated', incident: { ...large, since: `${count}` } })
    slow.socket.resume()
    await expect
      .poll(() => slow.messages.map((message) => ('incident' in message ? message.incident.since : '')).at(-1), { timeout: 5000 })
      .toBe('399')
    expect(slow.messages.length).toBeLessThan(300)
    slow.socket.pause()
    for (let count = 0; count < 400; count++) tell({ type: 'incident-updated', incident: { ...large, fingerprint: `f${count}` } })
    await wait(600)
    slow.socket.resume()
    expect((await slow.end()).code).not.toBe(1000)
  })
})

describe('the end of the server', () => {
  it('is told to every socket; readers of summaries are let go', async () => {
    const { view, listeners } = talking()
    const aborted: string[] = []
    const server = await testServer({ views: [view], answer: hanging(aborted) })
    const socket = await TestSocket.open(server.url)
    socket.send({ type: 'ask', id: 'a', question: 'what is broken?' })
    await socket.message('answer-start', 'a')
    const began = performance.now()
    await server.stop()
    expect(performance.now() - began).toBeLessThan(5000)
    expect(await socket.message('server-notice')).toMatchObject({ code: 'SERVER_STOPPING' })
    expect((await socket.end()).code).toBe(1001)
    expect([aborted, listeners()]).toEqual([['what is broken?'], 0])
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
  })
})
