import type { ServerMessage } from '@aks-copilot/contracts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LiveSocket } from './live-socket.ts'

/** What a WebSocket does for the page: events in, texts out. */
class FakeWire extends EventTarget {
  readonly sent: string[] = []
  send(text: string): void {
    this.sent.push(text)
  }
  close(): void {
    this.dispatchEvent(new Event('close'))
  }
  opens(): void {
    this.dispatchEvent(new Event('open'))
  }
  says(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }))
  }
}

const wires: FakeWire[] = []
const heard: ServerMessage[] = []

function connect(): LiveSocket {
  const create = () => {
    const wire = new FakeWire()
    wires.push(wire)
    return wire as unknown as WebSocket
  }
  const live = new LiveSocket({ address: () => 'ws://page/ws', create, random: () => 0.5 })
  live.listen((message) => heard.push(message))
  live.open()
  return live
}

beforeEach(() => {
  vi.useFakeTimers()
  wires.length = 0
  heard.length = 0
})
afterEach(() => void vi.useRealTimers())

test('after a break it comes back and says again what it follows', () => {
  const live = connect()
  live.send({ type: 'subscribe', topics: ['summary'] })
  wires[0]?.opens()
  expect(wires[0]?.sent).toHaveLength(1)
  wires[0]?.close()
  expect(live.state).toBe('lost')
  vi.advanceTimersByTime(500)
  wires[1]?.opens()
  expect(live.state).toBe('open')
  expect(wires[1]?.sent.map((text) => JSON.parse(text) as unknown)).toEqual([{ type: 'subscribe', topics: ['summary'] }])
})

test('it waits longer each time, and not longer than fifteen seconds', () => {
  connect()
  const waits: number[] = []
  for (let attempt = 0; attempt < 8; attempt++) {
    wires.at(-1)?.close()
    const before = wires.length
    let waited = 0
    while (wires.length === before && waited < 60_000) {
      vi.advanceTimersByTime(250)
      waited += 250
    }
    waits.push(waited)
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
})

test('an answer on its way is told as broken off, one that is complete is not', () => {
  const live = connect()
  wires[0]?.opens()
  live.send({ type: 'ask', id: 'one', question: 'why?' })
  live.send({ type: 'ask', id: 'two', question: 'when?' })
  wires[0]?.says(JSON.stringify({ type: 'answer-error', id: 'one', code: 'X', category: 'transient', message: 'no' }))
  wires[0]?.close()
  expect(heard.filter((message) => message.type === 'answer-error').map(({ id, code }) => `${id} ${code}`)).toEqual([
    'one X',
    'two CONNECTION_LOST',
  ])
})

test('without a connection nothing is sent, and the caller knows', () => {
  const live = connect()
  expect(live.send({ type: 'cancel', id: 'one' })).toBe(false)
  expect(wires[0]?.sent).toEqual([])
})

test('what cannot be read is passed over', () => {
  connect()
  wires[0]?.opens()
  for (const rubbish of ['{', '7', 'null', '{"no":"type"}', new ArrayBuffer(4)]) wires[0]?.says(rubbish)
  expect(heard).toEqual([])
})

test('closed by the page, it stays closed', () => {
  const live = connect()
  wires[0]?.opens()
  live.close()
  vi.advanceTimersByTime(60_000)
  expect(wires).toHaveLength(1)
})
