import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ApiFault, type ApiServer, type RequestOptions } from '../connect/api-server.ts'
import { Coverage } from '../context/coverage.ts'
import { ClusterState } from '../context/cluster-state.ts'
import { LiveObject } from '../context/live-object.ts'
import { chooseContainers } from './choose-containers.ts'
import { LogFollower } from './follow-logs.ts'
import { LogPosition } from './log-position.ts'
import { readLogs } from './read-logs.ts'

const NOW = Date.parse('2026-11-22T10:00:00Z')

type Status = Readonly<Record<string, unknown>>

function pod(name: string, status: Status, more: { readonly owner?: string; readonly namespace?: string } = {}): LiveObject {
  const { owner, namespace = 'shop' } = more
  return new LiveObject({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: name,
      creationTimestamp: '2026-11-22T09:00:00Z',
      ...(owner === undefined
        ? {}
        : { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true }] }),
    },
    spec: { containers: [{ name: 'web' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'web', ...status }] },
  })
}

const RUNNING: Status = { ready: true, restartCount: 0, containerID: 'c1', state: { running: {} } }
const CRASHED: Status = {
  ready: false,
  restartCount: 1,
  containerID: 'c1',
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1, containerID: 'c1', finishedAt: '2026-11-22T09:59:00Z' } },
}
const AGAIN: Status = { ...CRASHED, containerID: 'c2', state: { running: {} } }

function stateOf(...objects: readonly LiveObject[]): ClusterState {
  const window = { from: NOW - 7_200_000, to: NOW }
  return new ClusterState({
    cluster: 'x',
    now: NOW,
    window,
    coverage: new Coverage([]),
    objects,
    events: [],
    logs: [],
    metrics: [],
    changes: [],
  })
}

type Answer = (query: NonNullable<RequestOptions['query']>, signal: AbortSignal | undefined, path: string) => AsyncIterable<string>

function apiServer(answer: Answer): ApiServer & { readonly asked: string[] } {
  const asked: string[] = []
  const unused = async (): Promise<never> => await Promise.reject(new Error('not expected'))
  return {
    asked,
    name: 'x',
    namespace: 'default',
    server: 'https://x',
    user: 'x',
    requests: {},
    get: unused,
    review: unused,
    dryRun: unused,
    close: async () => await Promise.resolve(),
    async stream(path, { query = {}, signal } = {}) {
      asked.push(
        `${path.split('/').at(-2)}${query['previous'] === true ? ' previous' : ''}${query['sinceTime'] === undefined ? '' : ` since ${query['sinceTime']}`}`,
      )
      const text = answer(query, signal, path)
      return await Promise.resolve(
        (async function* (): AsyncGenerator<Uint8Array> {
          for await (const piece of text) yield new TextEncoder().encode(piece)
        })(),
      )
    },
  }
}

async function* text(...pieces: readonly string[]): AsyncGenerator<string> {
  for (const piece of pieces) yield await Promise.resolve(piece)
}

async function* open(signal: AbortSignal | undefined, ...pieces: readonly string[]): AsyncGenerator<string> {
  yield* text(...pieces)
  await wait(60_000, undefined, signal === undefined ? {} : { signal })
}

function refusal(status: number): Answer {
  return () => {
    throw new ApiFault(status, '', `answer ${status}`)
  }
}

describe('chooseContainers', () => {
  it('takes failing ones first, two of those alike, and samples last', () => {
    const alike = ['a', 'b', 'c'].map((name) => pod(name, CRASHED, { owner: 'rs' }))
    const unready = pod('slow', { ...RUNNING, ready: false })
    const done = pod('done', { ...RUNNING, ready: false, state: { terminated: { exitCode: 0 } } })
    const young = pod('young', { ready: false, restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } })
    const state = stateOf(pod('fine', RUNNING), done, young, unready, ...alike)
    const chosen = chooseContainers(state, { most: 10, samples: true }).map(
      ({ pod, reason, previous }) => `${pod.name} ${reason} ${previous}`,
    )
    expect(chosen).toEqual(['a failing true', 'b failing true', 'slow not-ready false', 'fine sample false'])
    expect(chooseContainers(state, { most: 1, asked: new Set(['shop/fine']) })).toMatchObject([{ reason: 'asked', pod: { name: 'fine' } }])
  })
})

describe('LogPosition', () => {
  it('drops what came already after a resumption at full seconds, and keeps lines of the very same time', () => {
    const position = new LogPosition()
    const before = ['2026-11-22T10:00:00.1Z a', '2026-11-22T10:00:00.123456789Z b', '2026-11-22T10:00:00.123456789Z b']
    expect(before.map((line) => position.isNew(line))).toEqual([true, true, true])
    position.resume()
    const after = [...before, '2026-11-22T10:00:00.123456789Z b', '2026-11-22T10:00:00.12345679Z c', '2026-11-22T10:00:00.1Z late']
    expect(after.map((line) => position.isNew(line))).toEqual([false, false, false, true, true, true])
  })
})

describe('LogFollower', () => {
  it('resumes after a break without doubles, and closes its sockets', async () => {
    let now = NOW
    let calls = 0
    const api = apiServer((_, signal) => {
      calls += 1
      return calls === 1
        ? text('2026-11-22T09:59:58.1Z one\n2026-11-22T09:59:59.2Z tw', 'o\n')
        : open(signal, '2026-11-22T09:59:59.2Z two\n2026-11-22T10:00:00.3Z three\n')
    })
    const follower = new LogFollower(api, { now: () => now })
    const state = stateOf(pod('web', RUNNING))
    follower.update(state)
    await wait(20)
    expect(follower.following).toBe(0)
    follower.update(state)
    expect(api.asked).toHaveLength(1)
    now += 3_000
    follower.update(state)
    await wait(20)
    expect(follower.following).toBe(1)
    expect(api.asked[1]).toBe('web since 2026-11-22T09:59:59.200Z')
    expect(follower.streams()[0]?.lines.map(({ text }) => text)).toEqual(['one', 'two', 'three'])
    expect(follower.streams()[0]).toBe(follower.streams()[0])
    await follower.close()
    expect(follower.following).toBe(0)
  })

  it('makes the log of an instance that died the previous one, and reads that of one it never saw', async () => {
    let now = NOW
    const api = apiServer((query, signal) =>
      query['previous'] === true ? text('2026-11-22T09:50:00Z dead\n') : open(signal, '2026-11-22T09:59:00Z alive\n'),
    )
    const follower = new LogFollower(api, { now: () => now })
    follower.update(stateOf(pod('web', AGAIN)))
    await wait(20)
    now += 5_000
    const told = (): string[] => follower.streams().map(({ previous, lines }) => `${previous} ${lines.map(({ text }) => text).join()}`)
    expect(told().toSorted()).toEqual(['false alive', 'true dead'])
    await follower.close()
    expect(api.asked).toEqual(['web', 'web previous'])
  })

  it.each([400, 404, 403, 500])('takes an answer %i for what it is', async (status) => {
    const api = apiServer(refusal(status))
    const follower = new LogFollower(api, { now: () => NOW })
    const state = stateOf(pod('web', RUNNING))
    follower.update(state)
    await wait(20)
    follower.update(state)
    await wait(20)
    expect(follower.streams()).toEqual([])
    expect(api.asked).toHaveLength(1)
    expect(follower.coverage().map(({ namespace, observation }) => `${namespace} ${observation}`)).toEqual(
      status === 403 ? ['undefined observed', 'shop not-permitted'] : ['undefined observed'],
    )
    await follower.close()
  })

  it('leaves a stream that brings more than its budget', async () => {
    let sent = 0
    const api = apiServer(async function* () {
      for (; sent < 100_000; sent++) yield await Promise.resolve(`2026-11-22T10:00:00Z ${'x'.repeat(1000)}\n`)
    })
    const follower = new LogFollower(api, { now: () => NOW, bytesPerSecond: 80_000 })
    follower.update(stateOf(pod('web', RUNNING)))
    await wait(100)
    expect(follower.following).toBe(0)
    expect(sent).toBeLessThan(200)
    expect(follower.streams()[0]?.dropped).toBeGreaterThan(0)
    await follower.close()
  })
})

describe('readLogs', () => {
  it('asks for fewer lines where the limit cut the newest off', async () => {
    const line = `2026-11-22T10:00:00Z ${'x'.repeat(1000)}\n`
    const tails: unknown[] = []
    const api = apiServer((query) => {
      tails.push(query['tailLines'])
      return text(line.repeat(Math.min(Number(query['tailLines']), Math.floor(Number(query['limitBytes']) / line.length) + 1)))
    })
    const { streams } = await readLogs(api, stateOf(pod('web', CRASHED)))
    expect(tails).toEqual([200, 48])
    expect(streams).toMatchObject([{ previous: true }])
  })

  it('reads the newest instance where the one before it is gone by now', async () => {
    const gone = 'unable to retrieve container logs for containerd://c1'
    const api = apiServer((query) => text(query['previous'] === true ? gone : '2026-11-22T10:00:01Z fatal: no DATABASE_URL\n'))
    const { streams } = await readLogs(api, stateOf(pod('web', CRASHED)))
    expect(streams.map(({ previous, lines }) => [previous, lines.map((line) => line.text)])).toEqual([[false, ['fatal: no DATABASE_URL']]])
  })

  it('tells what it may not read, and what it had no time for', async () => {
    const api = apiServer((query, signal, path) => (path.includes('/closed/') ? refusal(403)(query, signal, path) : open(signal)))
    const { coverage } = await readLogs(api, stateOf(pod('a', CRASHED), pod('b', CRASHED, { namespace: 'closed' })), { timeout: 50 })
    expect(coverage.map(({ namespace, observation, why }) => [namespace, observation, why])).toEqual([
      [undefined, 'observed', undefined],
      ['closed', 'not-permitted', 'answer 403'],
      ['shop', 'not-observed', 'the logs of 1 container were not read in time'],
    ])
  })
})
