import { CopilotError } from '@aks-copilot/contracts'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ClusterState } from '../context/cluster-state.ts'
import { ContextStore } from '../context/context-store.ts'
import { Coverage } from '../context/coverage.ts'
import { LiveObject } from '../context/live-object.ts'
import type { Snapshot } from '../context/snapshot.ts'
import { diagnose } from '../diagnose-cluster.ts'
import { openRecording, readRecording } from './read-recording.ts'
import { recordCluster } from './record-cluster.ts'
import { type Recording, stateAt } from './recording.ts'
import { writeRecording } from './write-recording.ts'

const NOW = Date.parse('2026-11-22T10:00:00Z')

function service(app: string, resourceVersion: string, extra: object = {}): LiveObject {
  const metadata = { name: 'cart', namespace: 'shop', uid: 'u1', resourceVersion, creationTimestamp: '2026-11-22T08:00:00Z', ...extra }
  return new LiveObject({ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app } } })
}

const reference = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'cart' }
const snapshot: Snapshot = {
  cluster: 'test',
  now: NOW,
  window: { from: NOW - 7_200_000, to: NOW },
  coverage: new Coverage([
    { kind: 'Service', observation: 'observed' },
    { kind: 'Secret', observation: 'not-permitted', why: 'forbidden' },
  ]),
  objects: [service('crat', '3')],
  events: [
    {
      uid: 'e',
      object: { ...reference, uid: 'u1' },
      type: 'Warning',
      reason: 'X',
      message: 'y',
      count: 3,
      firstAt: NOW - 9000,
      lastAt: NOW - 1000,
      source: 'z',
    },
  ],
  logs: [
    {
      pod: { namespace: 'shop', name: 'web-1', uid: 'p' },
      container: 'web',
      previous: false,
      lines: [{ id: 4, at: NOW - 500, text: 'error', level: 'error', template: 0 }],
      templates: [{ id: 0, pattern: 'error', level: 'error', count: 5, firstAt: NOW - 5000, lastAt: NOW - 500 }],
      dropped: 4,
    },
  ],
  metrics: [
    {
      object: reference,
      metric: 'cpu',
      points: [
        [NOW - 2000, 0.25],
        [NOW - 1000, 0.5],
      ],
    },
  ],
  changes: [
    {
      id: 'c',
      object: reference,
      uid: 'u1',
      at: NOW - 4000,
      by: 'kubectl-edit',
      kind: 'changed',
      diff: [{ path: '/spec/selector/app', from: 'cart', to: 'crat' }],
      origin: 'watch',
    },
  ],
}

describe('a recording', () => {
  it.each([false, true])('reads back what was written (gzip: %s)', (gzip) => {
    const read = readRecording(writeRecording(snapshot, { gzip }))
    expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(snapshot)))
    expect(read.objects[0]?.value).toEqual(snapshot.objects[0]?.value)
    expect(read.coverage.of('Secret').why).toBe('forbidden')
  })

  it('has one record on a line', () => {
    const lines = Buffer.from(writeRecording(snapshot)).toString().split('\n')
    expect(lines.filter((line) => line.startsWith('{"apiVersion"'))).toHaveLength(1)
    expect(lines[1]).toBe('"format": "aks-copilot-recording",')
  })

  it('walks time', () => {
    const gone = new LiveObject({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'x', uid: 'u2', creationTimestamp: '2026-11-22T09:00:00Z' },
    })
    const history = [
      { object: service('cart', '1'), from: NOW - 9000, until: NOW - 6000 },
      { object: service('cart', '2', { labels: { a: 'b' } }), from: NOW - 6000, until: NOW - 4000 },
      { object: gone, from: NOW - 9000, until: NOW - 3000 },
    ]
    const recording = openRecording(writeRecording({ snapshot, history }))
    const versions = (at: number): (string | undefined)[] =>
      stateAt(recording, at).objects.map(({ resourceVersion, name }) => `${name}${resourceVersion}`)
    expect(versions(NOW)).toEqual(['cart3'])
    expect(versions(NOW - 3500)).toEqual(['cart3', 'x'])
    expect(versions(NOW - 4001)).toEqual(['cart2', 'x'])
    expect(stateAt(recording, NOW - 7000).objects.find(({ name }) => name === 'cart')?.value).toEqual(service('cart', '1').value)
    expect(stateAt(recording, NOW - 4500).changes).toEqual([])
    expect(stateAt(recording, NOW - 1500).metrics[0]?.points).toEqual([[NOW - 2000, 0.25]])
  })
})

describe('what a store holds', () => {
  it('is replayed as it was, also under pseudonyms', () => {
    let now = NOW
    const store = new ContextStore({ cluster: 'test', now: () => now })
    const pod = (name: string, version: number, phase: string): LiveObject =>
      new LiveObject({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'shop', uid: name, resourceVersion: String(version), creationTimestamp: '2026-11-22T08:00:00Z' },
        status: { phase },
      })
    const times: number[] = []
    for (let version = 1; version < 40; version++) {
      const name = `payments-${version % 3}`
      store.changed(version % 11 === 0 ? 'deleted' : 'modified', pod(name, version, version % 2 === 0 ? 'Running' : 'Failed'), now)
      times.push(now)
      now += 60_000
    }
    const recording = { snapshot: store.snapshot(), history: store.history() }
    const read = openRecording(writeRecording(recording))
    const hidden = openRecording(recordCluster(recording, { key: Buffer.from('k') }))
    expect(Buffer.from(recordCluster(recording)).toString()).not.toContain('payments')
    for (const at of times) {
      const seen = store.snapshot({ at }).objects.map(({ resourceVersion, status }) => [resourceVersion, status.value])
      const versions = (of: Recording): unknown[] =>
        stateAt(of, at).objects.map(({ resourceVersion, status }) => [resourceVersion, status.value])
      expect(versions(read)).toEqual(expect.arrayContaining(seen))
      expect(versions(read)).toHaveLength(seen.length)
      expect(versions(hidden)).toEqual(versions(read))
    }
  })
})

describe('what is no recording', () => {
  const whole = Buffer.from(writeRecording(snapshot)).toString()
  it.each([
    ['text', 'hello', /no JSON/],
    ['other JSON', '{"format":"x"}', /no recording of aks-copilot/],
    ['cut', whole.slice(0, -30), /no JSON/],
    ['newer', whole.replace('"version": 1', '"version": 2'), /version 2/],
    ['a wrong time', whole.replace('"now": "2026', '"now": "yesterday'), /malformed at now/],
    ['an object without kind', whole.replace('"kind":"Service","metadata"', '"metadata"'), /malformed at objects\.0/],
  ])('%s', (_, text, message) => {
    expect(() => readRecording(Buffer.from(text))).toThrow(message)
    expect(() => readRecording(Buffer.from(text))).toThrow(CopilotError)
  })

  it('nested without end', () => {
    const deep = whole.replace('"spec":{', `"spec":{"deep":${'['.repeat(200_000)}${']'.repeat(200_000)},`)
    expect(() => readRecording(Buffer.from(deep))).toThrow(/nested more than/)
  })

  it('of objects that own each other is one all the same', () => {
    const owned = (uid: string, by: string): LiveObject =>
      new LiveObject({
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name: uid,
          namespace: 'shop',
          uid,
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: by, uid: by, controller: true }],
        },
        spec: { replicas: 1 },
      })
    const circle = { ...snapshot, objects: [owned('a', 'b'), owned('b', 'a'), owned('c', 'c')] }
    const state = new ClusterState(readRecording(writeRecording(circle)))
    expect(state.list('ReplicaSet').flatMap((one) => [state.podsOf(one), state.topController(one).kind])).toHaveLength(6)
    expect(diagnose(new ClusterState(circle), { runId: 'r' }).incidents).toEqual([])
  })

  it('damaged or enormous when unpacked', () => {
    expect(() => readRecording(gzipSync(Buffer.from(whole)).subarray(0, 100))).toThrow(/damaged or cut/)
    expect(() => openRecording(gzipSync(Buffer.alloc(10_000)), { mostBytes: 1000 })).toThrow(/unpacks to more than 1000/)
  })
})
