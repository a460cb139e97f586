import { describe, expect, it } from 'vitest'
import { Coverage } from './context/coverage.ts'
import { LiveObject } from './context/live-object.ts'
import type { MetricSeries } from './context/records.ts'
import type { PastVersion, Recording } from './record/recording.ts'
import { viewRecording } from './view-recording.ts'

const NOW = Date.parse('2026-11-22T10:00:00Z')
const MINUTE = 60_000
const KINDS = ['Service', 'Pod', 'EndpointSlice', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']

function service(app: string): LiveObject {
  const metadata = { name: 'cart', namespace: 'shop', uid: 'service', creationTimestamp: '2026-11-22T07:00:00Z' }
  return new LiveObject({ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app }, ports: [{ port: 80 }] } })
}

const pod = new LiveObject({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'cart-1', namespace: 'shop', uid: 'pod', labels: { app: 'cart' }, creationTimestamp: '2026-11-22T07:00:00Z' },
  spec: { containers: [{ name: 'cart', image: 'cart:1' }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
})

function recording(now: string, history: readonly PastVersion[], metrics: readonly MetricSeries[] = []): Recording {
  return {
    snapshot: {
      cluster: 'test',
      now: NOW,
      window: { from: NOW - 120 * MINUTE, to: NOW },
      coverage: new Coverage(KINDS.map((kind) => ({ kind, observation: 'observed' as const }))),
      objects: [service(now), pod],
      events: [],
      logs: [],
      metrics,
      changes: [],
    },
    history,
  }
}

/** Right until twenty minutes ago, wrong for ten minutes. */
const HISTORY: readonly PastVersion[] = [
  { object: service('cart'), from: NOW - 180 * MINUTE, until: NOW - 20 * MINUTE },
  { object: service('crat'), from: NOW - 20 * MINUTE, until: NOW - 10 * MINUTE },
]
const figures = (...minutes: readonly number[]): MetricSeries => ({
  object: pod.reference,
  container: 'cart',
  metric: 'memory',
  points: minutes.map((ago) => [NOW - ago * MINUTE, 1] as const),
})

describe('recall', () => {
  it('finds what was over before the end, once it has looked, and tells who follows', async () => {
    const view = viewRecording(recording('cart', [...HISTORY], [figures(40, 0)]))
    const told: string[] = []
    view.subscribe(({ type }) => void told.push(type))
    expect(view.incidents()).toEqual([])
    const before = view.state()
    await view.recall()
    const [incident, ...others] = view.incidents()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ state: 'closed', cause: { detector: 'service-no-matching-pods', object: { name: 'cart' } } })
    const closed = Date.parse(incident?.closedAt ?? '')
    expect(closed).toBeGreaterThanOrEqual(NOW - 10 * MINUTE)
    expect(closed).toBeLessThanOrEqual(NOW - 8 * MINUTE)
    expect(told).toEqual(['summary-changed'])
    expect(view.state()).not.toBe(before)
    // Of an earlier time: what was open then.
    expect(view.incidents(NOW - 15 * MINUTE).map(({ state }) => state)).toEqual(['open'])
    expect(view.incidents(NOW - 30 * MINUTE)).toEqual([])
  })

  it('tells nothing twice of what is open still, and nothing of a cluster that was read once', async () => {
    const broken = viewRecording(recording('crat', HISTORY.slice(0, 1), [figures(40, 0)]))
    await broken.recall()
    expect(broken.incidents().map(({ state }) => state)).toEqual(['open'])
    const once = viewRecording(recording('cart', []))
    await once.recall()
    expect(once.incidents()).toEqual([])
  })

  it('ends when the view is stopped', async () => {
    const view = viewRecording(recording('cart', HISTORY, [figures(110, 0)]))
    const done = view.recall()
    await view.stop()
    await done
    expect(view.incidents()).toEqual([])
  })
})

describe('since when it was watched', () => {
  it.each([
    ['the first figure that was read again', recording('cart', HISTORY, [figures(40, 0)]), 40],
    ['the first change that was seen', recording('cart', HISTORY, [figures(0)]), 20],
    ['its reading, where it was read once', recording('cart', [], [figures(1)]), 0],
    ['the window, where it was watched for longer', recording('cart', HISTORY, [figures(500, 0)]), 120],
  ])('%s', (_, recorded, ago) => {
    expect(Date.parse(viewRecording(recorded).status().watchedSince ?? '')).toBe(NOW - ago * MINUTE)
  })
})
