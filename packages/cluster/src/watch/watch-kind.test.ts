import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ApiServer } from '../connect/api-server.ts'
import { connectCluster } from '../connect/connect-cluster.ts'
import type { WatchPlan } from '../connect/survey-permissions.ts'
import { Intake } from './intake.ts'
import { FakeApi } from './test-support/fake-api.ts'
import { MemorySink, until } from './test-support/memory-sink.ts'
import { refuse } from './test-support/scripted-server.ts'
import { type WatchEnd, watchKind } from './watch-kind.ts'
import { TIMING } from './watch-timing.ts'

const PLAN: WatchPlan = {
  kind: 'Pod',
  apiVersion: 'v1',
  group: '',
  plural: 'pods',
  path: '/api/v1/pods',
  namespace: undefined,
  mode: 'watch',
  accept: undefined,
}
const QUICK = { ...TIMING, firstPause: 10, longestPause: 60, silence: 300, poll: 50 }

let fake: FakeApi
let api: ApiServer
let sink: MemorySink
let control: AbortController
let end: Promise<WatchEnd>

beforeEach(async () => {
  fake = await FakeApi.start()
  for (const name of ['a', 'b', 'c']) fake.put(name)
  api = connectCluster({ kubeconfig: fake.server.kubeconfig(), environment: {} })
  sink = new MemorySink()
  control = new AbortController()
})

afterEach(async () => {
  control.abort()
  await end
  await api.close()
  await fake.close()
})

/** Starts, and waits for the first list and watch. */
async function start(plan = PLAN, timing = QUICK): Promise<void> {
  const place = { api, sink, intake: new Intake(), timing, listing: async <Result>(list: () => Promise<Result>) => await list() }
  await new Promise<void>((listed) => {
    end = watchKind(place, plan, control.signal, listed)
  })
}

/** Also waits until each fault that a test prepared had its turn. */
async function settled(): Promise<void> {
  await until(() => fake.onList.length + fake.onWatch.length === 0, 'the faults are over')
  await until(() => JSON.stringify(sink.view('Pod')) === JSON.stringify(fake.view()), 'the view is what the server has')
  expect(sink.faults).toEqual([])
}

async function watching(count = 1): Promise<void> {
  await until(() => fake.watches === count, `${count} watches are open`)
}

describe('a watch', () => {
  it('lists, then follows every change', async () => {
    await start()
    await watching()
    fake.put('d')
    fake.put('a')
    fake.remove('b')
    await settled()
    expect(sink.changes).toEqual(['added d', 'modified a', 'deleted b'])
    expect(sink.lists).toBe(1)
    expect(sink.states.map(({ state }) => state)).toEqual(['listing', 'watching'])
    expect(sink.coverage.get('Pod/')?.observation).toBe('observed')
  })

  it('goes on where it was when the connection is cut, without a list', async () => {
    await start()
    await watching()
    fake.put('d')
    await settled()
    fake.cut()
    fake.put('e')
    fake.remove('a')
    await settled()
    expect(sink.lists).toBe(1)
    expect(sink.states.at(-1)).toMatchObject({ state: 'watching', breaks: 1 })
  })

  it('goes on from the last bookmark', async () => {
    await start()
    await watching()
    fake.put('d')
    fake.bookmark()
    await settled()
    fake.compact()
    fake.cut()
    fake.put('e')
    await settled()
    expect(sink.lists).toBe(1)
  })

  it('lists again when the server forgot where it was (410 as an answer)', async () => {
    await start()
    await watching()
    fake.onWatch.push((_, response) => {
      fake.put('d')
      fake.remove('c')
      fake.compact()
      refuse(response, 410, 'Expired')
      return true
    })
    fake.cut()
    await settled()
    expect(sink.lists).toBe(2)
  })

  it('lists again on an ERROR event with 410 within the stream', async () => {
    await start()
    await watching()
    fake.send(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } })}\n`)
    await until(() => sink.lists === 2, 'it was listed again')
    fake.put('d')
    await settled()
  })

  it('stays with its place on an ERROR event of another kind', async () => {
    await start()
    await watching()
    fake.send(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 500, reason: 'InternalError', message: 'etcd' } })}\n`)
    await until(() => fake.requests.filter((name) => name.startsWith('watch')).length === 2, 'it watched again')
    fake.put('d')
    await settled()
    expect(sink.lists).toBe(1)
  })

  it.each([
    ['half a line, then the end', '{"type":"ADDED","object":{"metadata":{"name":"x","res'],
    ['garbage', 'upstream connect error or disconnect\n'],
    ['an event without a version', '{"type":"ADDED","object":{"metadata":{"name":"x"}}}\n'],
    ['an unknown type', '{"type":"EXPLODED","object":{"metadata":{"name":"x","resourceVersion":"1"}}}\n'],
  ])('is not misled by %s', async (_, text) => {
    await start()
    await watching()
    fake.send(text)
    fake.cut()
    fake.put('d')
    await settled()
    expect(sink.objects.has('Pod/shop/x')).toBe(false)
  })

  it('takes a silent peer for dead', async () => {
    await start()
    await watching()
    fake.onWatch.push((_, response) => {
      response.writeHead(200).flushHeaders()
      fake.put('d')
      return true
    })
    fake.cut()
    await settled()
    expect(sink.states.some(({ why }) => why?.startsWith('nothing came for'))).toBe(true)
    expect(sink.lists).toBe(1)
  })

  it('waits as long as a busy server says', async () => {
    await start()
    await watching()
    let refused = 0
    fake.onWatch.push((_, response) => {
      refused = Date.now()
      refuse(response, 429, 'TooManyRequests', { 'retry-after': '1' })
      return true
    })
    fake.cut()
    fake.put('d')
    await settled()
    expect(Date.now() - refused).toBeGreaterThanOrEqual(990)
  })

  it('outlives a server that answers 500, 503 and nothing, and lists again only when that lasts', async () => {
    await start()
    await watching()
    for (const code of [500, 503])
      fake.onWatch.push((_, response) => {
        refuse(response, code, 'InternalError')
        return true
      })
    fake.onWatch.push((request) => {
      request.socket.destroy()
      return true
    })
    fake.cut()
    fake.put('d')
    await settled()
    expect(sink.lists).toBe(1)
    expect(fake.onWatch).toEqual([])
  })

  it('says that it sees nothing when a server fails for long, and that it sees again', async () => {
    await start(PLAN, { ...QUICK, blindness: 50 })
    await watching()
    for (let times = 0; times < 6; times++)
      fake.onWatch.push((_, response) => {
        response.destroy()
        return true
      })
    fake.cut()
    await until(() => sink.coverage.get('Pod/')?.observation === 'not-observed', 'the blindness is told')
    expect(sink.coverage.get('Pod/')?.why).toMatch(/connection/)
    await settled()
    await until(() => sink.coverage.get('Pod/')?.observation === 'observed', 'it sees again')
    expect(sink.lists).toBe(1)
  })

  it('keeps nobody waiting for a kind that can not be listed', async () => {
    for (let times = 0; times < 4; times++)
      fake.onList.push((_, response) => {
        refuse(response, 500, 'InternalError')
        return true
      })
    await start()
    expect(sink.coverage.get('Pod/')).toMatchObject({ observation: 'not-observed', why: 'InternalError by script' })
    await settled()
    expect(sink.coverage.get('Pod/')?.observation).toBe('observed')
  })

  it('shows that it may no longer read, and ends', async () => {
    await start()
    await watching()
    for (let times = 0; times < 4; times++)
      fake.onWatch.push((_, response) => {
        refuse(response, 403, 'Forbidden')
        return true
      })
    fake.cut()
    expect(await end).toBe('denied')
    expect(sink.coverage.get('Pod/')).toMatchObject({ observation: 'not-permitted', why: 'Forbidden by script' })
    expect(sink.states.at(-1)?.state).toBe('waiting')
  })

  it('ends at once when the kind is not there in the first place', async () => {
    fake.onList.push((_, response) => {
      refuse(response, 404, 'NotFound')
      return true
    })
    await start()
    expect(await end).toBe('not-served')
  })

  it('lists from time to time what may not be watched', async () => {
    await start({ ...PLAN, mode: 'list' })
    fake.put('d')
    await settled()
    expect(fake.requests.some((name) => name.startsWith('watch'))).toBe(false)
  })

  it('leaves nothing behind when stopped', async () => {
    await start()
    await watching()
    control.abort()
    expect(await end).toBe('stopped')
    await until(() => fake.watches === 0, 'the watch is closed')
    await api.close()
    await until(() => fake.server.connections.open.size === 0, 'all connections are closed')
    expect(sink.states.at(-1)?.state).toBe('stopped')
  })
})

describe('a list', () => {
  it('comes in pages, and what changes on the way is told by the watch', async () => {
    for (let index = 0; index < 1200; index++) fake.put(`p${index}`)
    let pages = 0
    fake.afterPage = () => {
      pages++
      if (pages > 2) return
      fake.remove(`p${pages * 500 + 100}`)
      fake.put('late')
    }
    await start()
    await settled()
    expect(pages).toBe(3)
    expect(sink.objects.size).toBe(1202)
  })

  it('starts anew when its continuation expired', async () => {
    for (let index = 0; index < 700; index++) fake.put(`p${index}`)
    fake.afterPage = () => {
      fake.afterPage = undefined
      fake.put('late')
      fake.compact()
    }
    await start()
    await settled()
    expect(fake.requests.filter((name) => name === 'list')).toHaveLength(2)
    expect(sink.lists).toBe(1)
  })
})
