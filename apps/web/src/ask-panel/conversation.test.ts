import type { Answer, ClientMessage, Conversation as Kept, ServerMessage } from '@aks-copilot/contracts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Conversation, type Wire } from './conversation.ts'

type Ask = Extract<ClientMessage, { type: 'ask' }>

/** The page's socket as far as a conversation sees it. */
class FakeWire implements Wire {
  state: Wire['state'] = 'open'
  readonly asks: Ask[] = []
  readonly #listeners = new Set<(message: ServerMessage) => void>()
  readonly #watchers = new Set<() => void>()
  send(message: ClientMessage): boolean {
    if (this.state !== 'open') return false
    if (message.type === 'ask') this.asks.push(message)
    return true
  }
  listen(listener: (message: ServerMessage) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }
  says(message: ServerMessage): void {
    for (const listener of this.#listeners) listener(message)
  }
  becomes(state: Wire['state']): void {
    this.state = state
    for (const watcher of this.#watchers) watcher()
  }
  fails(code: string): void {
    this.says({ type: 'answer-error', id: this.last.id, code, category: 'transient', message: code })
  }
  get last(): Ask {
    const ask = this.asks.at(-1)
    if (ask === undefined) throw new Error('nothing was asked')
    return ask
  }
}

function answer(runId: string, question: string, conversationId: string): Answer {
  return {
    schemaVersion: 1,
    runId,
    question,
    intent: 'status',
    headline: `About ${question}`,
    answer: '',
    citations: [],
    incidents: [],
    understood: { cluster: 'test', objects: [], notes: [] },
    model: { name: 'none', used: false },
    dropped: [],
    skipped: [],
    suggestions: [],
    timings: { retrievalMs: 1, totalMs: 1 },
    conversationId,
  }
}

let wire: FakeWire
let conversation: Conversation
const turns = () => conversation.snapshot.turns
const states = () => turns().map(({ asked, state }) => `${asked.question} ${state}`)

function answered(runId: string, conversationId = 'c1'): void {
  const { id, question } = wire.last
  const whole = answer(runId, question, conversationId)
  wire.says({ type: 'answer-start', id, answer: whole, modelFollows: false })
  wire.says({ type: 'answer-end', id, answer: whole })
}

beforeEach(() => {
  vi.useFakeTimers()
  wire = new FakeWire()
  conversation = new Conversation(wire)
})
afterEach(() => void vi.useRealTimers())

test('a question of which nothing came is put again when the connection is back, once', () => {
  conversation.ask({ question: 'why?' })
  wire.becomes('lost')
  wire.fails('CONNECTION_LOST')
  expect(states()).toEqual(['why? asking'])
  wire.becomes('open')
  expect(wire.asks.map(({ id }) => id)).toEqual([wire.last.id, wire.last.id])
  answered('r1')
  vi.advanceTimersByTime(60_000)
  expect(states()).toEqual(['why? done'])
})

test('it does not wait for ever', () => {
  conversation.ask({ question: 'why?' })
  wire.becomes('lost')
  wire.fails('CONNECTION_LOST')
  vi.advanceTimersByTime(10_000)
  expect(turns()[0]).toMatchObject({ state: 'failed', failure: { code: 'NOT_CONNECTED' } })
})

test('an answer that stood already keeps what came, and is not put again by itself', () => {
  conversation.ask({ question: 'why?' })
  const { id } = wire.last
  wire.says({ type: 'answer-start', id, answer: answer('r1', 'why?', 'c1'), modelFollows: true })
  wire.says({ type: 'answer-delta', id, text: 'Because.' })
  wire.becomes('lost')
  wire.fails('CONNECTION_LOST')
  wire.becomes('open')
  expect(turns()[0]).toMatchObject({ state: 'failed', prose: 'Because.', failure: { code: 'CONNECTION_LOST' } })
  expect(wire.asks).toHaveLength(1)
})

test('a server that was started anew is asked anew, and the reader is told', () => {
  conversation.ask({ question: 'why?' })
  answered('r1')
  conversation.ask({ question: 'and its logs?' })
  expect(wire.last.conversationId).toBe('c1')
  wire.fails('NOT_FOUND')
  expect(wire.asks).toHaveLength(3)
  expect(wire.last.conversationId).toBeUndefined()
  answered('r2', 'c2')
  expect(conversation.snapshot.id).toBe('c2')
  expect(turns()[1]?.note).toContain('asked anew')
  conversation.ask({ question: 'and now?' })
  expect(wire.last.conversationId).toBe('c2')
  wire.fails('NOT_FOUND')
  wire.fails('NOT_FOUND')
  expect(states().at(-1)).toBe('and now? failed')
})

test('what was asked in another tab comes in between, what is known stays', () => {
  conversation.ask({ question: 'one' })
  answered('r1')
  conversation.ask({ question: 'three' })
  answered('r3')
  const kept: Kept = {
    id: 'c1',
    title: 'one',
    cluster: 'test',
    startedAt: '2026-11-22T21:00:00Z',
    turns: ['r1', 'r2', 'r3'].map((runId) => ({ at: '2026-11-22T21:00:00Z', answer: answer(runId, runId, 'c1') })),
  }
  const [first, last] = turns()
  conversation.merge(kept)
  expect(turns().map(({ end }) => end?.runId)).toEqual(['r1', 'r2', 'r3'])
  expect([turns()[0], turns()[2]]).toEqual([first, last])
  const before = turns()
  conversation.merge(kept)
  expect(turns()).toBe(before)
})

test('an unfinished turn is shown as broken off, until the server has the whole of it', () => {
  const part = { ...answer('r1', 'one', 'c1'), prose: 'It' }
  const kept = { id: 'c1', title: 'one', cluster: 'test', startedAt: '2026-11-22T21:00:00Z' }
  conversation.show({ ...kept, turns: [{ at: kept.startedAt, answer: part, unfinished: true }] })
  expect(states()).toEqual(['one stopped'])
  conversation.merge({ ...kept, turns: [{ at: kept.startedAt, answer: { ...part, prose: 'It is so.' } }] })
  expect(turns()).toMatchObject([{ state: 'done', prose: 'It is so.' }])
})

test('a kept conversation goes on where the page names no cluster, and ends where it names another', () => {
  const kept = { id: 'c1', title: 'one', cluster: 'test', startedAt: '2026-11-22T21:00:00Z' }
  conversation.show({ ...kept, turns: [{ at: kept.startedAt, answer: answer('r1', 'one', 'c1') }] })
  conversation.ask({ question: 'two' })
  expect(wire.last.conversationId).toBe('c1')
  answered('r2')
  expect(turns()).toHaveLength(2)
  conversation.ask({ question: 'three', cluster: 'test' })
  answered('r3')
  conversation.ask({ question: 'four', cluster: 'other' })
  expect([turns().length, wire.last.conversationId]).toEqual([1, undefined])
})
