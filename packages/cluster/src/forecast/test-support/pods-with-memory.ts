import { Coverage } from '../../context/coverage.ts'
import { ClusterState } from '../../context/cluster-state.ts'
import { LiveObject } from '../../context/live-object.ts'
import type { Point } from '../steady-trend.ts'

const HOUR = 3_600_000
const LIMIT = 512 * 1024 * 1024

/** A cluster with one pod for each series; the series are shares of the pod's memory limit. */
export function podsWithMemory(series: readonly (readonly Point[])[], now: number): ClusterState {
  const startedAt = (points: readonly Point[]): string => new Date(points[0]?.[0] ?? now).toISOString()
  const objects = series.map(
    (points, index) =>
      new LiveObject({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { namespace: 'shop', name: `pod-${index}`, uid: `uid-${index}`, creationTimestamp: startedAt(points) },
        spec: { containers: [{ name: 'app', resources: { limits: { memory: '512Mi' } } }] },
        status: {
          phase: 'Running',
          containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state: { running: { startedAt: startedAt(points) } } }],
        },
      }),
  )
  return new ClusterState({
    cluster: 'random',
    now,
    window: { from: now - 2 * HOUR, to: now },
    coverage: new Coverage([]),
    objects,
    events: [],
    logs: [],
    changes: [],
    metrics: series.map((points, index) => ({
      object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: `pod-${index}` },
      container: 'app',
      metric: 'memory',
      points: points.map(([at, share]) => [at, Math.round(share * LIMIT)]),
    })),
  })
}
