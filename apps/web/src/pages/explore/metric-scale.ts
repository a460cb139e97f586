import type { MetricRow } from '@aks-copilot/contracts'

export interface Chart {
  readonly line: string
  readonly area: string
  readonly x: (time: number) => number
  readonly y: (value: number) => number
  readonly limitY: number | undefined
  /** How the newest value stands to the limit: nine tenths are near. */
  readonly near: 'far' | 'near' | 'over'
}

export interface ChartBox {
  readonly from: number
  readonly to: number
  readonly width: number
  readonly height: number
}

/** Without values for longer than this the line is broken: nothing is drawn that was not measured. */
const GAP = 5 * 60_000
const TOP = 4

/** The line of a series from zero to what is highest, limit included unless it is ten times higher: then the line would lie flat. */
export function chartOf(
  { points, limit, metric }: Pick<MetricRow, 'points' | 'limit' | 'metric'>,
  { from, to, width, height }: ChartBox,
): Chart {
  const highest = Math.max(0, ...points.map(([, value]) => value))
  const shownLimit = limit !== undefined && limit <= highest * 10 ? limit : undefined
  const top = Math.max(highest, shownLimit ?? 0) || 1
  const x = (time: number) => rounded(((time - from) / Math.max(1, to - from)) * width)
  const y = (value: number) => rounded(height - (value / top) * (height - TOP))
  const runs = unbroken(points)
  const line = runs.map((run) => path(run, x, y)).join('')
  const area = runs.map((run) => `${path(run, x, y)}V${height}H${x(run[0]?.[0] ?? from)}Z`).join('')
  return {
    line,
    area,
    x,
    y,
    limitY: shownLimit === undefined ? undefined : y(shownLimit),
    near: nearness(metric, points.at(-1)?.[1], limit),
  }
}

/** Who reaches these waits, and nothing breaks: no state of its own. */
const WAITS: ReadonlySet<string> = new Set(['cpu', 'cpu-throttled'])

function nearness(metric: string, newest: number | undefined, limit: number | undefined): Chart['near'] {
  if (WAITS.has(metric) || newest === undefined || limit === undefined || limit <= 0) return 'far'
  return newest >= limit ? 'over' : newest >= 0.9 * limit ? 'near' : 'far'
}

type Points = MetricRow['points']

function unbroken(points: Points): Points[] {
  const runs: Points[] = []
  for (const point of points) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run === undefined || before === undefined || point[0] - before[0] > GAP) runs.push([point])
    else run.push(point)
  }
  return runs
}

function path(run: Points, x: Chart['x'], y: Chart['y']): string {
  const line = run.map(([time, value], index) => `${index === 0 ? 'M' : 'L'}${x(time)} ${y(value)}`).join('')
  // A value without neighbours is a dot.
  return run.length === 1 ? `${line}h.01` : line
}

/** The measured point that is nearest in time. */
export function nearestPoint(points: Points, time: number): readonly [number, number] | undefined {
  let best: readonly [number, number] | undefined
  for (const point of points) if (best === undefined || Math.abs(point[0] - time) < Math.abs(best[0] - time)) best = point
  return best
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
