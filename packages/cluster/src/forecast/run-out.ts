import type { Time } from '../context/records.ts'
import { median } from '../detect/robust-numbers.ts'
import { type Point, steadyTrend, type Trend } from './steady-trend.ts'

/** When a level is reached, and between which times that is likely. */
export interface RunOut {
  readonly at: Time
  readonly between: readonly [Time, Time]
}

/** How far a trend is believed. */
export interface Reach {
  /** No further than so many ms from now. */
  readonly horizon: number
  /** No further than so many times as long as it was seen. */
  readonly times: number
  /** It was seen for at least so many ms. */
  readonly leastSpan: number
  /** It rose by at least this share of the limit while it was seen. */
  readonly leastRise: number
}

/** A pace whose interval is this narrow, as shares of it, is as good as known, and believed for longer: a leak that drips evenly. */
const EVEN = 0.1
const LONGER = 1.5

/** However evenly it went on: the pace of later is not known better than this. */
const LEAST_DOUBT = 0.05

/** Points lie this many spreads around the line, with few exceptions. */
const SPREADS = 2

/** A trend that reaches a limit. */
export interface Forecast {
  readonly trend: Trend
  readonly end: RunOut
}

/** When a series reaches a limit, if it does within reach. */
export function forecastOf(points: readonly Point[], limit: number, now: Time, reach: Reach): Forecast | undefined {
  const trend = mayReach(points, limit, reach) ? steadyTrend(points) : undefined
  const end = trend === undefined ? undefined : runOut(trend, limit, now, reach)
  return trend === undefined || end === undefined ? undefined : { trend, end }
}

/** So many points at either end, or a quarter of all, give a first look. */
const ENDS = 7
/** A first look lets pass what is half of what is asked for. */
const LENIENCE = 2

/** A first look that costs little: most series neither rise nor come near. */
function mayReach(points: readonly Point[], limit: number, { times, leastRise }: Reach): boolean {
  const end = Math.max(1, Math.min(ENDS, points.length >> 2))
  const first = median(points.slice(0, end).map(([, value]) => value))
  const last = median(points.slice(-end).map(([, value]) => value))
  const rise = last - first
  return LENIENCE * rise >= leastRise * limit && limit - last <= LENIENCE * times * rise
}

/** When a trend reaches a limit; undefined where it is there already, comes to rest below it, or reaches it too late to tell. */
function runOut(trend: Trend, limit: number, now: Time, { horizon, times, leastSpan, leastRise }: Reach): RunOut | undefined {
  const { slope, low, high, level, noise, since, until, ceiling } = trend
  const span = until - since
  const room = limit - level
  if (span < leastSpan || slope * span < leastRise * limit || room <= 0 || ceiling < limit) return undefined
  const at = until + room / slope
  if (at <= now || at - now > Math.min(horizon, times * span * (isEven(trend) ? LONGER : 1))) return undefined
  const earliest = until + Math.max(0, room - SPREADS * noise) / Math.max(high, slope * (1 + LEAST_DOUBT))
  const latest = until + (room + SPREADS * noise) / Math.min(low, slope * (1 - LEAST_DOUBT))
  return { at, between: [Math.max(now, earliest), Math.max(at, latest)] }
}

function isEven({ slope, low, high }: Trend): boolean {
  return high - low <= EVEN * slope
}
