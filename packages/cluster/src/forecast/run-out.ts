import type { Time } from '../context/records.ts'
import type { Trend } from './steady-trend.ts'

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

/** Points lie this many spreads around the line, with few exceptions. */
const SPREADS = 2

/** When a trend reaches a limit; undefined where it is there already, comes to rest below it, or reaches it too late to tell. */
export function runOut(trend: Trend, limit: number, now: Time, { horizon, times, leastSpan, leastRise }: Reach): RunOut | undefined {
  const { slope, low, high, level, noise, since, until, ceiling } = trend
  const span = until - since
  const room = limit - level
  if (span < leastSpan || slope * span < leastRise * limit || room <= 0 || ceiling < limit) return undefined
  const at = until + room / slope
  if (at <= now || at - now > Math.min(horizon, times * span)) return undefined
  const earliest = until + Math.max(0, room - SPREADS * noise) / high
  const latest = until + (room + SPREADS * noise) / low
  return { at, between: [Math.max(now, earliest), Math.max(at, latest)] }
}
