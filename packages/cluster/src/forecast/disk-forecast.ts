import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { HOUR, MINUTE } from '../detect/durations.ts'
import { metricEvidence } from '../detect/evidence.ts'
import { sizeText } from '../detect/volume-usage.ts'
import { type Foreseen, whenText } from './foreseen.ts'
import { forecastOf, type Reach } from './run-out.ts'

/** Disks fill for days; a trend of two hours is believed for one day. */
const REACH: Reach = { horizon: 7 * 24 * HOUR, times: 12, leastSpan: 20 * MINUTE, leastRise: 0.005 }
/** Below this share a disk has room for surprises: only what fills it within twice the time that was seen is told. */
const HALF = 0.5
const NEAR_REACH: Reach = { ...REACH, times: 2 }
const FRESH = 15 * MINUTE

export interface DiskForecast extends Omit<Foreseen, 'message'> {
  /** `72 % full (7.2 GiB of 10 GiB)` */
  readonly level: string
  readonly pace: string
  readonly when: string
}

/** When the disk behind a claim, or of a node, is full, in bytes or in files (inodes). */
export function diskForecast(object: LiveObject, what: 'bytes' | 'inodes', state: ClusterState): DiskForecast | undefined {
  const series = state.metric(object, what === 'bytes' ? 'disk-used' : 'inodes-used')
  const room = state.metric(object, what === 'bytes' ? 'disk-capacity' : 'inodes-capacity')
  const limit = room?.points.at(-1)?.[1] ?? 0
  const [at = 0, used = 0] = series?.points.at(-1) ?? []
  if (series === undefined || room === undefined || limit <= 0 || at < state.now - FRESH) return undefined
  // Of another size, it is another volume.
  const resized = room.points.findLast(([, size]) => size !== limit)?.[0] ?? 0
  const points = series.points.filter(([time]) => time > resized)
  const forecast = forecastOf(points, limit, state.now, used < HALF * limit ? NEAR_REACH : REACH)
  if (forecast === undefined) return undefined
  const { trend, end } = forecast
  const text = (amount: number): string => (what === 'bytes' ? sizeText(amount) : `${Math.round(amount)} files`)
  const level = `${Math.floor((used / limit) * 100)} % full (${text(used)} of ${text(limit)})`
  const pace = `${text(trend.slope * HOUR)} an hour`
  return {
    kind: 'runs-out',
    what: 'disk',
    object: object.reference,
    about: what,
    level,
    pace,
    when: whenText(end, state.now, diskSpan),
    runOut: end,
    since: trend.since,
    evidence: [metricEvidence(series, `${text(used)} used, growing by ${pace}`), metricEvidence(room, `${text(limit)} in all`)],
    points: series.points,
    limit,
  }
}

function diskSpan(span: number): string {
  if (span < 2 * HOUR) return `${Math.round(span / MINUTE)} min`
  return span < 48 * HOUR ? `${Math.round(span / HOUR)} h` : `${Math.round(span / (24 * HOUR))} days`
}
