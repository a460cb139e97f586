/** Steps between the words of an axis, milliseconds; the first that leaves room is taken. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240].map((minutes) => minutes * 60_000)

export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** Where a moment lies in the window, 0 to 1; what lies outside is held at its edge. */
export function shareOf(time: number, { from, to }: TimeRange): number {
  return Math.min(1, Math.max(0, (time - from) / Math.max(1, to - from)))
}

export function momentAt(share: number, { from, to }: TimeRange): number {
  return Math.round(from + Math.min(1, Math.max(0, share)) * (to - from))
}

/** Round moments of the window, at most `most` of them. */
export function axisTicks({ from, to }: TimeRange, most: number): number[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? STEPS.at(-1) ?? 60_000
  const first = Math.ceil(from / step) * step
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step)
}

/** Puts spans that overlap into lanes of their own; the earliest comes first. */
export function lanesOf<Span extends { readonly from: number; readonly to?: number | undefined }>(
  spans: readonly Span[],
): readonly (readonly [span: Span, lane: number])[] {
  const ends: number[] = []
  return spans
    .toSorted((a, b) => a.from - b.from)
    .map((span) => {
      const free = ends.findIndex((end) => end <= span.from)
      const lane = free === -1 ? ends.length : free
      ends[lane] = span.to ?? Number.POSITIVE_INFINITY
      return [span, lane]
    })
}
