import type { LiveReference } from '@aks-copilot/contracts'
import { objectKey } from './live-object.ts'
import { PackedPoints } from './packed-points.ts'
import type { MetricName, MetricSeries, Time } from './records.ts'

interface Series {
  readonly object: LiveReference
  readonly container: string | undefined
  readonly metric: MetricName
  chunks: PackedPoints[]
  view: MetricSeries | undefined
}

const SERIES_BYTES = 500

/** Measured series, packed. */
export class MetricBuffer {
  bytes = 0
  readonly #series = new Map<string, Series>()

  /** Takes new points in; what is not later than the last known point is known. */
  put({ object, container, metric, points }: MetricSeries): void {
    const key = `${objectKey(object)}/${container ?? ''}/${metric}`
    let series = this.#series.get(key)
    if (series === undefined) {
      this.#series.set(key, (series = { object, container, metric, chunks: [], view: undefined }))
      this.bytes += SERIES_BYTES
    }
    for (const [at, value] of points) this.#add(series, at, value)
  }

  #add(series: Series, at: Time, value: number): void {
    let chunk = series.chunks.at(-1)
    if (chunk !== undefined && at <= chunk.to) return
    if (chunk === undefined || chunk.isFull) {
      series.chunks.push((chunk = new PackedPoints(series.metric, at)))
      this.bytes += chunk.bytes
    }
    const before = chunk.bytes
    chunk.add(at, value)
    this.bytes += chunk.bytes - before
    series.view = undefined
  }

  /** Every series as it stands, its points unpacked when somebody looks. What is given out never changes later. */
  series(from: Time, to: Time, isNow: boolean, isWanted: (series: Pick<MetricSeries, 'object'>) => boolean = () => true): MetricSeries[] {
    const all: MetricSeries[] = []
    for (const series of this.#series.values()) {
      if (!isWanted(series)) continue
      if ((series.chunks[0]?.from ?? to) > to && !isNow) continue
      all.push(isNow ? (series.view ??= new SeriesView(series, 0, Number.POSITIVE_INFINITY)) : new SeriesView(series, from, to))
    }
    return all
  }

  /** Forgets points before a time, chunk by chunk. Returns how many went. */
  forgetBefore(time: Time): number {
    let count = 0
    for (const [key, series] of this.#series) {
      const kept = series.chunks.filter(({ to }) => to >= time)
      if (kept.length === series.chunks.length) continue
      for (const chunk of series.chunks) {
        if (chunk.to >= time) continue
        count += chunk.count
        this.bytes -= chunk.bytes
      }
      series.chunks = kept
      series.view = undefined
      if (kept.length > 0) continue
      this.bytes -= SERIES_BYTES
      this.#series.delete(key)
    }
    return count
  }
}

/** A series as it was when it was asked for. */
class SeriesView implements MetricSeries {
  readonly object: LiveReference
  readonly container: string | undefined
  readonly metric: MetricName
  readonly #chunks: readonly PackedPoints[]
  readonly #last: number
  readonly #from: Time
  readonly #to: Time
  #points: readonly (readonly [Time, number])[] | undefined

  constructor({ object, container, metric, chunks }: Series, from: Time, to: Time) {
    this.object = object
    this.container = container
    this.metric = metric
    this.#chunks = [...chunks]
    this.#last = chunks.at(-1)?.count ?? 0
    this.#from = from
    this.#to = to
  }

  get points(): readonly (readonly [Time, number])[] {
    return (this.#points ??= this.#read())
  }

  #read(): readonly (readonly [Time, number])[] {
    const points: (readonly [Time, number])[] = []
    for (const [index, chunk] of this.#chunks.entries())
      chunk.readInto(points, index === this.#chunks.length - 1 ? this.#last : chunk.count)
    const isAll = (points[0]?.[0] ?? this.#from) >= this.#from && (points.at(-1)?.[0] ?? this.#to) <= this.#to
    return isAll ? points : points.filter(([at]) => at >= this.#from && at <= this.#to)
  }
}
