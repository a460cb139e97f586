import type { Time } from '../context/records.ts'
import { largestDrop, median, middleOf, spreadOf } from '../detect/robust-numbers.ts'

export type Point = readonly [at: Time, value: number]

/** A line through measured points that rise steadily. Slopes are units for each ms. */
export interface Trend {
  readonly slope: number
  /** In between the slope lies, with 99 % for noise as it was seen. */
  readonly low: number
  readonly high: number
  /** The line's value at the last point, and how far points lie from the line. */
  readonly level: number
  readonly noise: number
  readonly since: Time
  readonly until: Time
  /** Where it comes to rest if it goes on slowing down as it did; infinite where it does not slow down. */
  readonly ceiling: number
}

const MOST_POINTS = 48
const FEWEST_POINTS = 10
/** What goes down by this share of all that it went up is a sawtooth: a garbage collector, a log that is rotated, a queue. */
const MOST_DROP = 0.25
/** The points must lie this close to the line, as a share of the whole rise. */
const MOST_NOISE = 0.12
/** 99 % of a normal distribution. */
const Z = 2.576
/** A slope of which so little is certain tells no time. */
const LEAST_CERTAIN = 0.4
/** Second half against first: below, it slows down; above, it speeds up; in between, it is a line. */
const SLOWS = 0.85
const SPEEDS = 1.25

/**
 * The trend of a series (Theil–Sen: the median of the slopes of all pairs; Sen's rank interval, wider where neighbours err alike); undefined
 * for a series that is stable, falling, stepped, toothed, too short, or too noisy to tell.
 */
export function steadyTrend(all: readonly Point[]): Trend | undefined {
  const points = bucketed(all)
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || points.length < FEWEST_POINTS || last[1] <= first[1]) return undefined
  const slopes = slopesOf(points)
  const [slope, span] = [middleOf(slopes), last[0] - first[0]]
  const rise = slope * span
  if (!(rise > 0) || largestDrop(points) > MOST_DROP * rise) return undefined
  const rests = points.map(([at, value]) => value - slope * (at - first[0]))
  const noise = spreadOf(rests)
  if (noise > MOST_NOISE * rise || isStepped(points, slope, rise)) return undefined
  const [low, high] = intervalOf(slopes, points.length, likeness(rests))
  if (low < LEAST_CERTAIN * slope) return undefined
  return bent({ slope, low, high, level: median(rests) + rise, noise, since: first[0], until: last[0], ceiling: Infinity }, points)
}

/** The medians of neighbours: a few odd points vanish, and pairs stay few. */
function bucketed(points: readonly Point[]): Point[] {
  if (points.length <= MOST_POINTS) return [...points]
  const size = Math.ceil(points.length / MOST_POINTS)
  const buckets: Point[] = []
  // From the end, so that the newest bucket is whole.
  for (let end = points.length; end > 0; end -= size) {
    const some = points.slice(Math.max(0, end - size), end)
    buckets.push([median(some.map(([at]) => at)), median(some.map(([, value]) => value))])
  }
  return buckets.toReversed()
}

function slopesOf(points: readonly Point[]): Float64Array {
  const slopes: number[] = []
  for (const [index, [at, value]] of points.entries())
    for (let other = index + 1; other < points.length; other++) {
      const [later, more] = points[other] ?? [at, value]
      if (later > at) slopes.push((more - value) / (later - at))
    }
  return Float64Array.from(slopes).toSorted()
}

/** No single step, beyond what its time explains, may carry this share of the whole rise. */
const MOST_STEP = 0.3

function isStepped(points: readonly Point[], slope: number, rise: number): boolean {
  return points.some(([at, value], index) => {
    const [before, less] = points[index - 1] ?? [at, value]
    return value - less - slope * (at - before) > MOST_STEP * rise
  })
}

/** Sen's interval: the slopes at the ranks between which the true one lies. */
function intervalOf(slopes: Float64Array, count: number, inflation: number): [low: number, high: number] {
  const width = Z * Math.sqrt(((count * (count - 1) * (2 * count + 5)) / 18) * inflation)
  const rank = Math.max(0, Math.floor((slopes.length - width) / 2))
  return [slopes[rank] ?? 0, slopes[slopes.length - 1 - rank] ?? 0]
}

/** By how much the variance grows because neighbours err alike (lag-one autocorrelation): 1 for independent errors. */
function likeness(rests: readonly number[]): number {
  const middle = median(rests)
  let [alike, all] = [0, 0]
  for (const [index, rest] of rests.entries()) {
    all += (rest - middle) ** 2
    alike += index === 0 ? 0 : (rest - middle) * ((rests[index - 1] ?? middle) - middle)
  }
  const correlation = all === 0 ? 0 : Math.min(0.9, Math.max(0, alike / all))
  return (1 + correlation) / (1 - correlation)
}

/** A rise that slows down or speeds up goes on at the pace of its second half. */
function bent(trend: Trend, points: readonly Point[]): Trend | undefined {
  const half = points.length >> 1
  const earlier = middleOf(slopesOf(points.slice(0, half)))
  const later = middleOf(slopesOf(points.slice(half)))
  if (later <= 0) return undefined
  if (earlier <= 0 || (later >= SLOWS * earlier && later <= SPEEDS * earlier)) return trend
  const { low, high, level, since, until } = trend
  const ratio = later / earlier
  const ceiling = ratio >= SLOWS ? Infinity : level + (((later * (until - since)) / 2) * ratio) / (1 - ratio)
  return { ...trend, slope: later, low: Math.min(low, later * 0.8), high: Math.max(high, later * 1.2), ceiling }
}
