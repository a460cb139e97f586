import { describe, expect, it } from 'vitest'
import type { ClusterState } from '../context/cluster-state.ts'
import { resolves } from '../detect/evidence.ts'
import { readExample } from '../detect/test-support/read-example.ts'
import { foresee } from './find-outlook.ts'
import type { PastObjects } from './past-objects.ts'

const NOW = Date.parse('2026-11-22T10:00:00Z')
const MINUTE = 60_000

function told(state: ClusterState, past?: PastObjects): string[] {
  return foresee(state, past).map(({ message, evidence }) => {
    for (const record of evidence) expect(resolves(record, state), record.text).toBe(true)
    return message
  })
}

function points(value: (minute: number) => number, step = 5): string {
  const all = Array.from({ length: 120 / step + 1 }, (_, index) => {
    const minute = index * step
    return `[${new Date(NOW - (120 - minute) * MINUTE).toISOString()}, ${value(minute)}]`
  })
  return `[${all.join(', ')}]`
}

describe('quotas', () => {
  const quota = (used: number): string => `
  - apiVersion: v1
    kind: ResourceQuota
    metadata: { namespace: shop, name: room, creationTimestamp: 2026-11-20T08:00:00Z }
    spec: { hard: { pods: '40' } }
    status: { hard: { pods: '40' }, used: { pods: '${used}' } }`
  const pastOf =
    (used: (minute: number) => number): PastObjects =>
    (kind, at) =>
      kind === 'ResourceQuota'
        ? readExample(`objects:${quota(Math.round(used(120 - (NOW - at) / MINUTE)))}`).state.list('ResourceQuota')
        : []

  it('tells when a use that goes up step by step reaches the limit', () => {
    const { state } = readExample(`objects:${quota(30)}`)
    const [message = ''] = told(
      state,
      pastOf((minute) => 10 + minute / 6),
    )
    expect(message).toContain('ResourceQuota `room`: 30 of 40 `pods` are used')
    expect(message).toMatch(/used up in about (?:5\d|6\d) min, at 1[01]:\d\d UTC/)
  })

  it.each([
    ['a rollout', (minute: number) => (minute > 100 ? 30 : 20)],
    ['an autoscaler', (minute: number) => 25 + Math.round(5 * Math.sin(minute / 10))],
    ['no change', () => 30],
  ])('is silent on %s', (_, used) => {
    const { state } = readExample(`objects:${quota(30)}`)
    expect(told(state, pastOf(used))).toEqual([])
  })

  it('is silent where the past is not known', () => {
    expect(told(readExample(`objects:${quota(39)}`).state)).toEqual([])
  })
})

describe('restarts', () => {
  const pod = (name: string, restarts: number, ended: string, created = '2026-11-20T08:00:00Z'): string => `
  - apiVersion: v1
    kind: Pod
    metadata: { namespace: shop, name: ${name}, owner: ReplicaSet web-6f, creationTimestamp: ${created} }
    spec: { containers: [{ name: web, image: 'web:1' }] }
    status:
      phase: Running
      containerStatuses:
        - { name: web, ready: true, restartCount: ${restarts}, state: { running: { startedAt: ${ended} } }, lastState: { terminated: { exitCode: 1, reason: Error, finishedAt: ${ended} } } }`
  const owner = `
  - { apiVersion: apps/v1, kind: Deployment, metadata: { namespace: shop, name: web } }
  - { apiVersion: apps/v1, kind: ReplicaSet, metadata: { namespace: shop, name: web-6f, owner: Deployment web } }`

  it('tells of several pods of a workload that restart within minutes', () => {
    const pods = ['a', 'b', 'c'].map((name, index) => pod(name, 1, `2026-11-22T09:5${index}:00Z`)).join('')
    expect(told(readExample(`objects:${owner}${pods}`).state)).toEqual([
      '3 restarts of container `web` of Deployment `web` in the last 15 min, the newest at 09:52 UTC; none in the 50 h before.',
    ])
  })

  it('counts what is new of one pod where its past is known', () => {
    const { state } = readExample(`objects:${owner}${pod('a', 6, '2026-11-22T09:58:00Z')}`)
    const past: PastObjects = () => readExample(`objects:${owner}${pod('a', 1, '2026-11-21T08:00:00Z')}`).state.list('Pod')
    expect(told(state, past)[0]).toContain('5 restarts of container `web`')
    expect(told(readExample(`objects:${owner}${pod('a', 6, '2026-11-22T09:58:00Z')}`).state)).toEqual([])
  })

  it.each([
    [
      'one that restarts now and then',
      [pod('a', 400, '2026-11-22T09:55:00Z'), pod('b', 380, '2026-11-22T09:50:00Z'), pod('c', 391, '2026-11-22T09:51:00Z')],
    ],
    ['restarts of yesterday', ['a', 'b', 'c'].map((name) => pod(name, 1, '2026-11-21T09:00:00Z'))],
    ['pods that are new', ['a', 'b', 'c'].map((name) => pod(name, 2, '2026-11-22T09:55:00Z', '2026-11-22T09:40:00Z'))],
  ])('is silent on %s', (_, pods) => {
    expect(told(readExample(`objects:${owner}${pods.join('')}`).state)).toEqual([])
  })
})

describe('events', () => {
  const objects = `
  - { apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: web, creationTimestamp: 2026-11-20T08:00:00Z } }`
  const first = `
  - { object: Pod shop/web, type: Normal, reason: Pulled, message: pulled, lastAt: 2026-11-22T08:05:00Z }`
  const warnings = (count: number, firstAt: string): string => `
  - { object: Pod shop/web, reason: Unhealthy, message: probe failed, count: ${count}, firstAt: ${firstAt}, lastAt: 2026-11-22T09:59:00Z }`

  it('tells of warnings that began lately', () => {
    expect(told(readExample(`objects:${objects}\nevents:${first}${warnings(30, '2026-11-22T09:45:00Z')}`).state)).toEqual([
      '30 warning events `Unhealthy` about Pod `web` since 09:45 UTC, none in the 100 min before.',
    ])
  })

  it('is silent on warnings that always came, and where the past is not known', () => {
    expect(told(readExample(`objects:${objects}\nevents:${first}${warnings(120, '2026-11-22T08:06:00Z')}`).state)).toEqual([])
    expect(told(readExample(`objects:${objects}\nevents:${warnings(30, '2026-11-22T09:45:00Z')}`).state)).toEqual([])
  })
})

describe('nodes', () => {
  const node = `
  - apiVersion: v1
    kind: Node
    metadata: { name: node-1 }
    status: { capacity: { memory: 1000Mi } }`
  const metric = (name: string, value: (minute: number) => number): string => `
  - { object: Node node-1, metric: ${name}, points: ${points(value)} }`
  const MIB = 2 ** 20

  it('tells when memory and disk are used up', () => {
    const metrics = `${metric('memory', (minute) => (600 + 2 * minute) * MIB)}${metric('disk-used', (minute) => 80e9 + minute * 2e7)}${metric('disk-capacity', () => 100e9)}`
    const messages = told(readExample(`objects:${node}\nmetrics:${metrics}`).state)
    expect(messages[0]).toContain(
      'Node `node-1` uses 840 MiB of 1000 MiB of memory and grows by 2 MiB a minute: at that pace it is full in about 80 min, at 11:20 UTC',
    )
    expect(messages[1]).toContain('The disk of node `node-1` is 82 % full')
    expect(messages[1]).toContain('at that pace it is full in about 15 h')
  })

  it('is silent where they are steady', () => {
    expect(told(readExample(`objects:${node}\nmetrics:${metric('memory', () => 950 * MIB)}`).state)).toEqual([])
  })
})
