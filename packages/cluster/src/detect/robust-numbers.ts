/** The middle of some numbers; 0 of none. */
export function median(values: readonly number[]): number {
  return middleOf(Float64Array.from(values).toSorted())
}

/** The middle of numbers that are sorted already; 0 of none. */
export function middleOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** What makes a median distance as large as a standard deviation, for values of a normal distribution. */
const AS_DEVIATION = 1.4826

/** How far values lie from their middle, as a standard deviation that a few odd ones don't bend. */
export function spreadOf(values: readonly number[]): number {
  const middle = median(values)
  return AS_DEVIATION * median(values.map((value) => Math.abs(value - middle)))
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** The deepest fall below an earlier value: what a sawtooth has and a steady rise has not. */
export function largestDrop(points: readonly (readonly [at: number, value: number])[]): number {
  let [peak, drop] = [Number.NEGATIVE_INFINITY, 0]
  for (const [, value] of points) {
    peak = Math.max(peak, value)
    drop = Math.max(drop, peak - value)
  }
  return drop
}
