import type { LiveReference } from '@aks-copilot/contracts'
import { objectKey } from '../context/live-object.ts'
import type { MetricName, MetricSeries, Time } from '../context/records.ts'

/** One value of one series. */
export interface Reading {
  readonly object: LiveReference
  readonly container?: string | undefined
  readonly metric: MetricName
  readonly at: Time
  readonly value: number
}

/** How a reference names what was measured. */
export function measured(kind: 'Pod' | 'Node' | 'PersistentVolumeClaim', name: string, namespace?: string): LiveReference {
  return { apiVersion: 'v1', kind, ...(namespace === undefined ? {} : { namespace }), name }
}

/** Names a series: one object, container and metric. */
function seriesKey({ object, container, metric }: Pick<Reading, 'object' | 'container' | 'metric'>): string {
  return `${objectKey(object)} ${container ?? ''} ${metric}`
}

/** Readings put together to series. */
export function seriesOf(readings: readonly Reading[]): MetricSeries[] {
  const series = new Map<string, { object: LiveReference; container: string | undefined; metric: MetricName; points: [Time, number][] }>()
  for (const reading of readings) {
    const key = seriesKey(reading)
    const { object, container, metric, at, value } = reading
    const known = series.get(key)
    if (known === undefined) series.set(key, { object, container, metric, points: [[at, value]] })
    else if ((known.points.at(-1)?.[0] ?? 0) < at) known.points.push([at, value])
  }
  return [...series.values()]
}
