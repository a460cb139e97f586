import type { MetricSeries, Time } from '../context/records.ts'
import { largestDrop, median } from './robust-numbers.ts'

type Point = readonly [Time, number]

/** A line through measured points that a few odd ones don't bend. */
export interface SteadyRise {
  /** Units for each ms. */
  readonly slope: number
  /** From the first to the last point, in ms. */
  readonly span: number
  readonly since: Time
}

/** Enough for a line; the pairs of more points cost more than they tell. */
const MOST_POINTS = 30
const FEWEST_POINTS = 8
/** What goes down by this share of all that it went up is a sawtooth: a cache, a log that is rotated, a queue. */
const MOST_DROP = 0.25
/** The points must lie this close to the line, as a share of the whole rise. */
const MOST_SPREAD = 0.15

/** The slope (Theil–Sen: the median of all pairs) of a series that rises steadily; undefined for a stable, falling, stepped or toothed one. */
export function steadyRise(series: MetricSeries): SteadyRise | undefined {
  const points = thinned(series.points)
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || points.length < FEWEST_POINTS || last[1] <= first[1]) return undefined
  const slope = median(slopes(points))
  const span = last[0] - first[0]
  const rise = slope * span
  if (!(rise > 0) || largestDrop(points) > MOST_DROP * rise) return undefined
  const middle = median(points.map(([at, value]) => value - slope * (at - first[0])))
  const spread = median(points.map(([at, value]) => Math.abs(value - slope * (at - first[0]) - middle)))
  return spread > MOST_SPREAD * rise ? undefined : { slope, span, since: first[0] }
}

/** The slope of each pair of points. */
function slopes(points: readonly Point[]): number[] {
  const all: number[] = []
  for (const [index, [at, value]] of points.entries())
    for (const [later, more] of points.slice(index + 1)) if (later > at) all.push((more - value) / (later - at))
  return all
}

function thinned(points: readonly Point[]): readonly Point[] {
  const step = Math.ceil(points.length / MOST_POINTS)
  return points.filter((_, index) => (points.length - 1 - index) % step === 0)
}
