import type { Time } from '@aks-copilot/cluster'

/** [milliseconds since the epoch, value], oldest first. */
export type Points = [number, number][]

/** Sixty steps of two minutes over the usual window. */
export const STEPS = 60

export interface Span {
  readonly from: Time
  readonly to: Time
}

export function stepOf({ from, to }: Span): number {
  return Math.max(1, (to - from) / STEPS)
}

/** How much happened in each step; each point stands at the end of its step. */
export function counted(span: Span, happened: Iterable<{ readonly at: Time; readonly count: number }>): Points {
  const step = stepOf(span)
  const counts = Array.from({ length: STEPS }, () => 0)
  for (const { at, count } of happened) {
    if (at < span.from || at > span.to) continue
    const index = Math.min(STEPS - 1, Math.floor((at - span.from) / step))
    counts[index] = (counts[index] ?? 0) + count
  }
  return counts.map((count, index) => [Math.round(span.from + (index + 1) * step), count])
}

/** The last values of several series in each step, added up. Steps in which none of them has a value are left out. */
export function summed(span: Span, series: readonly { readonly points: readonly (readonly [Time, number])[] }[]): Points {
  const step = stepOf(span)
  const sums = new Map<number, number>()
  for (const { points } of series) {
    const last = new Map<number, number>()
    for (const [at, value] of points)
      if (at >= span.from && at <= span.to) last.set(Math.min(STEPS - 1, Math.floor((at - span.from) / step)), value)
    for (const [index, value] of last) sums.set(index, (sums.get(index) ?? 0) + value)
  }
  return [...sums].toSorted(([left], [right]) => left - right).map(([index, value]) => [Math.round(span.from + (index + 1) * step), value])
}

/** Fewer points say nothing of what is usual. */
const LEAST_POINTS = 8

/** Where most of the values lie: from the tenth of a hundred to the ninetieth. Undefined where there are too few. */
export function bandOf(points: Points): [number, number] | undefined {
  if (points.length < LEAST_POINTS) return undefined
  const values = points.map(([, value]) => value).toSorted((left, right) => left - right)
  const at = (share: number): number => values[Math.round((values.length - 1) * share)] ?? 0
  return [at(0.1), at(0.9)]
}
