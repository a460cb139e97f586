import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ContextStore } from './context-store.ts'
import { LiveObject } from './live-object.ts'
import { queryChanges, queryEvents, queryLogs, queryMetrics, queryObjects, queryTransitions } from './query-store.ts'
import type { EventRecord, LogStream, Time } from './records.ts'

const START = Date.parse('2026-11-22T10:00:00Z')
const HOUR = 3_600_000

interface PodFields {
  readonly name: string
  readonly uid?: string
  readonly version: number
  readonly namespace?: string
  readonly phase?: string
  readonly image?: string
  readonly owner?: string
}

function pod({ name, uid = `uid-${name}`, version, namespace = 'shop', phase = 'Running', image = 'web:1', owner }: PodFields): LiveObject {
  const owners =
    owner === undefined
      ? {}
      : { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true }] }
  return new LiveObject({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion: String(version),
      creationTimestamp: '2026-11-22T09:00:00Z',
      labels: { app: 'web' },
      ...owners,
    },
    spec: { containers: [{ name: 'web', image, env: [{ name: 'A', value: 'a longer value' }] }] },
    status: { phase, containerStatuses: [{ name: 'web', ready: phase === 'Running', restartCount: 0 }] },
  })
}

function event(uid: string, at: Time, count = 1, type: EventRecord['type'] = 'Warning'): EventRecord {
  const object = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'a', uid: 'uid-a' }
  return {
    uid,
    object,
    type,
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    count,
    firstAt: Math.min(at, START),
    lastAt: at,
    source: 'kubelet',
  }
}

function log(name: string, from: number, count: number, at: Time): LogStream {
  const lines = Array.from({ length: count }, (_, index) => ({
    id: from + index,
    at: at + index,
    text: `line ${from + index} of the log`,
    level: undefined,
    template: 0,
  }))
  const templates = [{ id: 0, pattern: 'line <*> of the log', level: undefined, count: from + count, firstAt: START, lastAt: at + count }]
  return { pod: { namespace: 'shop', name, uid: `uid-${name}` }, container: 'web', previous: false, lines, templates, dropped: 0 }
}

function newStore(options: { maxBytes?: number } = {}): { store: ContextStore; clock: { now: Time } } {
  const clock = { now: START }
  return { store: new ContextStore({ cluster: 'test', now: () => clock.now, ...options }), clock }
}

/** The keys of maps in one order: an older version that was put back has them in another. */
const sorted = (_: string, part: unknown): unknown =>
  typeof part === 'object' && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).toSorted(([left], [right]) => (left < right ? -1 : 1)))
    : part
const valuesOf = (objects: readonly LiveObject[]): string[] => objects.map(({ value }) => JSON.stringify(value, sorted)).toSorted()

/** A ConfigMap whose fields were set last at a time. */
function settings(version: number, keys: readonly string[], setAt: Time): LiveObject {
  const time = new Date(setAt).toISOString().replace(/\.\d+/, '')
  return new LiveObject({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'settings',
      namespace: 'shop',
      uid: 'uid-settings',
      resourceVersion: String(version),
      creationTimestamp: '2026-11-22T09:00:00Z',
      managedFields: [{ manager: 'argocd', operation: 'Apply', time, fields: keys.map((key) => `/data/${key}`) }],
    },
    data: Object.fromEntries(keys.map((key) => [key, `hmac:${key}`])),
  })
}

describe('when a change was made', () => {
  it('is when it was told, where a removal left no time behind', () => {
    const clock = { now: START }
    const store = new ContextStore({ cluster: 'test', now: () => clock.now })
    store.changed('added', settings(1, ['A', 'B'], START), START + 400)
    clock.now = START + 600_000
    store.changed('modified', settings(2, ['A'], START), clock.now)
    expect(queryChanges(store, {}).items.find(({ kind }) => kind === 'changed')?.at).toBe(clock.now)
  })

  it('is what the object says, where the watch had been away', () => {
    const clock = { now: START }
    const store = new ContextStore({ cluster: 'test', now: () => clock.now })
    store.changed('added', settings(1, ['A'], START), START + 400)
    clock.now = START + 600_000
    store.changed('modified', settings(2, ['A', 'B'], START + 300_000), clock.now)
    expect(queryChanges(store, {}).items.find(({ kind }) => kind === 'changed')?.at).toBe(START + 300_000)
  })
})

describe('objects', () => {
  const step = fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    incarnation: fc.integer({ min: 1, max: 2 }),
    what: fc.constantFrom('put', 'put', 'put', 'delete', 'list'),
    phase: fc.constantFrom('Running', 'Pending', 'Failed'),
    image: fc.constantFrom('web:1', 'web:2'),
    owner: fc.constantFrom(undefined, 'rs-1', 'rs-2'),
    wait: fc.integer({ min: 0, max: (2 * HOUR) / 8 }),
    again: fc.boolean(),
  })

  it('the present and every earlier time are what a copy of each version says', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 2000, max: 1_000_000 }), (steps, maxBytes) => {
        const { store, clock } = newStore({ maxBytes })
        const present = new Map<string, LiveObject>()
        const states: { at: Time; values: unknown[] }[] = []
        let version = 0
        for (const { name, incarnation, what, phase, image, owner, wait, again } of steps) {
          clock.now += wait
          version += 1
          const uid = `${name}-${incarnation}`
          const make = (): LiveObject => pod({ name, uid, version, phase, image, ...(owner === undefined ? {} : { owner }) })
          if (what === 'put') {
            present.set(name, make())
            for (let times = again ? 2 : 1; times > 0; times--) store.changed('modified', make(), clock.now)
          } else if (what === 'delete') {
            if (present.get(name)?.uid === uid) present.delete(name)
            store.changed('deleted', make(), clock.now)
          } else {
            present.delete(name)
            store.replaced(
              'Pod',
              undefined,
              [...present.values()].map(({ value }) => new LiveObject(structuredClone(value))),
              clock.now,
            )
          }
          states.push({ at: clock.now, values: valuesOf([...present.values()]) })
          // Eviction never loses the present.
          expect(valuesOf(store.snapshot().objects)).toEqual(states.at(-1)?.values)
        }
        const last = new Map(states.map(({ at, values }) => [at, values]))
        for (const [at, values] of last) {
          if (at < clock.now - store.windowMs + HOUR / 2) continue
          const then = store.snapshot({ at })
          if (then.coverage.of('Pod').why?.includes('dropped') === true || store.skipped().length > 0) continue
          expect(valuesOf(then.objects)).toEqual(values)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('siblings share what is equal, and versions too', () => {
    const { store } = newStore()
    store.changed('added', pod({ name: 'a', version: 1, owner: 'rs' }), START)
    store.changed('added', pod({ name: 'b', version: 2, owner: 'rs' }), START)
    const [a, b] = ['a', 'b'].map((name) => store.objects.find('Pod', 'shop', name)?.value)
    expect(a?.['spec']).toBe(b?.['spec'])
    store.changed('modified', pod({ name: 'a', version: 3, phase: 'Failed', owner: 'rs' }), START + 1)
    expect(store.objects.find('Pod', 'shop', 'a')?.value['spec']).toBe(a?.['spec'])
  })

  it('the bytes of what is gone come back to nothing', () => {
    const { store, clock } = newStore()
    for (let index = 0; index < 50; index++)
      store.changed('added', pod({ name: `p${index}`, version: index, owner: `rs-${index % 3}` }), START)
    for (let index = 0; index < 50; index++)
      store.changed('modified', pod({ name: `p${index}`, version: 100 + index, phase: 'Failed', owner: `rs-${index % 3}` }), START)
    for (let index = 0; index < 50; index++)
      store.changed('deleted', pod({ name: `p${index}`, version: 200 + index, owner: `rs-${index % 3}` }), START + 1)
    store.event(event('e', START, 3))
    store.event(event('e', START + 5, 4))
    store.log(log('p1', 0, 1200, START))
    store.metric({ object: { kind: 'Pod', namespace: 'shop', name: 'p1' }, metric: 'cpu', points: [[START, 1]] })
    expect(store.bytes).toBeGreaterThan(10_000)
    clock.now += 3 * HOUR
    store.sweep()
    expect(store.bytes).toBe(0)
  })
})

describe('changes', () => {
  it('are what somebody wanted, with the time when it was set', () => {
    const { store, clock } = newStore()
    const service = (app: string, version: number, time?: string): LiveObject => {
      const managedFields =
        time === undefined ? [] : [{ manager: 'kubectl-edit', operation: 'Update', time, fields: ['/spec/selector/app'] }]
      const metadata = {
        name: 'cart',
        namespace: 'shop',
        uid: 'u',
        resourceVersion: String(version),
        creationTimestamp: '2026-11-22T09:00:00Z',
        managedFields,
      }
      return new LiveObject({ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app } } })
    }
    store.replaced('Service', undefined, [service('cart', 1)], START)
    // The watch was away for a minute.
    clock.now = START + 90_000
    store.replaced('Service', undefined, [service('crat', 2, '2026-11-22T10:00:30Z')], clock.now)
    const [change] = queryChanges(store, {}).items
    expect(change).toMatchObject({
      at: START + 30_000,
      by: 'kubectl-edit',
      kind: 'changed',
      diff: [{ path: '/spec/selector/app', from: 'cart', to: 'crat' }],
    })
    // What was created before the watch is remembered by the cluster, once.
    expect(store.snapshot().changes.map(({ kind }) => kind)).toEqual(['created', 'changed'])
    store.changed('deleted', service('crat', 3), clock.now + 1)
    clock.now += 1
    expect(store.snapshot().changes.map(({ kind }) => kind)).toEqual(['created', 'changed', 'deleted'])
  })

  it('states of pods are followed', () => {
    const { store } = newStore()
    for (const [index, phase] of ['Pending', 'Running', 'Running', 'Failed'].entries())
      store.changed('modified', pod({ name: 'a', version: index, phase }), START + index)
    store.changed('deleted', pod({ name: 'a', version: 9, phase: 'Failed' }), START + 9)
    expect(queryTransitions(store, { name: 'a' }).items.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'Failed → undefined',
      'Running → Failed',
      'Pending → Running',
      'undefined → Pending',
    ])
  })
})

describe('events', () => {
  it('are held once, and were fewer earlier', () => {
    const { store, clock } = newStore()
    for (const count of [1, 2, 2, 5]) {
      clock.now = START + count * 1000
      store.event(event('e', clock.now, count))
    }
    store.event(event('e', START + 2000, 2))
    expect(store.snapshot().events.map(({ count }) => count)).toEqual([5])
    expect(store.snapshot({ at: START + 3000 }).events.map(({ count }) => count)).toEqual([2])
    expect(store.snapshot({ at: START - 1 }).events).toEqual([])
  })
})

describe('logs', () => {
  it('lines are taken once; a new instance begins anew; what was given out stays', () => {
    const { store } = newStore()
    store.log(log('a', 0, 10, START))
    const [view] = store.snapshot().logs
    store.log(log('a', 5, 10, START + 5))
    expect(view?.lines).toHaveLength(10)
    expect(store.snapshot().logs[0]?.lines.map(({ id }) => id)).toEqual(Array.from({ length: 15 }, (_, id) => id))
    store.log(log('a', 0, 3, START + 60_000))
    expect(store.snapshot().logs[0]?.lines).toHaveLength(3)
  })

  it('old lines go, and are counted', () => {
    const { store } = newStore()
    store.log(log('a', 0, 1500, START))
    expect(store.snapshot().logs[0]).toMatchObject({ dropped: 500 })
    expect(queryLogs(store, { text: 'LINE 1499 ' }).items).toHaveLength(1)
  })
})

describe('metrics', () => {
  it('points come back as they went in', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 0, max: 2 ** 45 })), { maxLength: 500 })
    fc.assert(
      fc.property(points, (steps) => {
        const { store } = newStore()
        let at = START
        const series = steps.map(([step, value]) => [(at += step), value] as const)
        const object = { kind: 'Pod', namespace: 'shop', name: 'a' }
        for (const point of series) {
          store.metric({ object, metric: 'memory', points: [point] })
          store.metric({ object, metric: 'cpu', points: [[point[0], point[1] / 1e9]] })
        }
        const found = queryMetrics(store, { kind: 'Pod' }).items
        expect(found.find(({ metric }) => metric === 'memory')?.points ?? []).toEqual(series)
        expect(found.find(({ metric }) => metric === 'cpu')?.points ?? []).toEqual(series.map(([time, value]) => [time, value / 1e9]))
      }),
      { numRuns: 60 },
    )
  })
})

describe('queries', () => {
  it('pages hold each item once while others are written', () => {
    const { store, clock } = newStore()
    for (let index = 0; index < 250; index++) {
      store.event(event(`e${index}`, START + (index % 50)))
      store.changed('added', pod({ name: `p${String(index).padStart(3, '0')}`, version: index }), START)
    }
    const pages = (ask: (cursor?: string) => { items: readonly unknown[]; next?: string | undefined }): unknown[] => {
      const all: unknown[] = []
      for (let page = ask(); ; page = ask(page.next)) {
        all.push(...page.items)
        clock.now += 1000
        store.event(event(`later ${clock.now}`, clock.now))
        if (page.next === undefined) return all
      }
    }
    const events = pages((cursor) => queryEvents(store, { limit: 30, cursor, to: START + 100 }))
    expect(new Set(events).size).toBe(250)
    expect(events).toHaveLength(250)
    const objects = pages((cursor) => queryObjects(store, { kind: 'Pod', limit: 33, cursor })) as LiveObject[]
    expect(objects.map(({ name }) => name)).toEqual(Array.from({ length: 250 }, (_, index) => `p${String(index).padStart(3, '0')}`))
    store.log(log('a', 0, 100, START))
    store.log(log('b', 0, 100, START))
    expect(new Set(pages((cursor) => queryLogs(store, { limit: 17, cursor })).map((found) => (found as { line: unknown }).line)).size).toBe(
      200,
    )
    expect(queryEvents(store, { cursor: 'no cursor', limit: 1 }).items).toHaveLength(1)
  })
})

describe('pressure', () => {
  it('Normal events go before Warnings, logs of the healthy before those of the failing, and it is told', () => {
    const { store, clock } = newStore({ maxBytes: 400_000 })
    store.covered({ kind: 'Event', observation: 'observed' })
    store.changed('added', pod({ name: 'well', version: 1 }), START)
    store.changed('added', pod({ name: 'ill', version: 2, phase: 'Failed' }), START)
    for (let index = 0; index < 300; index++) {
      clock.now = START + index * 20_000
      store.event(event(`normal ${index}`, clock.now, 1, 'Normal'))
      store.event(event(`warning ${index}`, clock.now))
      store.log(log('well', index * 3, 3, clock.now))
      store.log(log('ill', index * 3, 3, clock.now))
    }
    const { events, logs, coverage, objects } = store.snapshot()
    expect(store.bytes).toBeLessThan(400_000)
    expect(objects).toHaveLength(2)
    const count = (type: string): number => events.filter((one) => one.type === type).length
    expect(count('Normal')).toBeLessThan(count('Warning'))
    const lines = (name: string): number => logs.find(({ pod }) => pod.name === name)?.lines.length ?? 0
    expect(lines('well')).toBeLessThan(lines('ill'))
    expect(coverage.of('Event').why).toMatch(/was dropped to save memory/)
    expect(store.skipped().map(({ what }) => what)).toContain('Event')
  })
})

describe('coverage', () => {
  it('what was not yet watched was not observed', () => {
    const { store, clock } = newStore()
    store.covered({ kind: 'Pod', observation: 'observed' })
    clock.now += 60_000
    store.covered({ kind: 'Pod', observation: 'not-permitted', why: 'forbidden' })
    const at = (time: Time): string => store.snapshot({ at: time }).coverage.of('Pod').observation
    expect([at(START - 1), at(START + 1), at(clock.now)]).toEqual(['not-observed', 'observed', 'not-permitted'])
  })
})

describe('listeners', () => {
  it('are told of a burst once', async () => {
    const { store } = newStore()
    const calls: string[][] = []
    const end = store.subscribe((touched) => calls.push([...touched]), 5)
    for (let index = 0; index < 100; index++) store.changed('added', pod({ name: `p${index}`, version: index }), START)
    store.event(event('e', START))
    await new Promise((resolve) => setTimeout(resolve, 30))
    end()
    store.event(event('f', START))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(calls).toEqual([['objects', 'events']])
  })
})
