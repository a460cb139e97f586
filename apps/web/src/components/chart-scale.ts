/** [milliseconds since the epoch, value] */
export type Point = readonly [number, number]

export interface Scale {
  readonly x: (time: number) => number
  readonly y: (value: number) => number
}

export interface ScaleOptions {
  readonly points: readonly Point[]
  readonly band?: readonly [number, number] | undefined
  readonly from: number
  readonly to: number
  readonly width: number
  readonly height: number
}

const ROOM = 4

/** Fits values and band into the height. A flat line lies in the middle: it is not a floor. */
export function scaleOf({ points, band, from, to, width, height }: ScaleOptions): Scale {
  const values = [...points.map(([, value]) => value), ...(band ?? [])]
  const low = values.length === 0 ? 0 : Math.min(...values)
  const high = values.length === 0 ? 1 : Math.max(...values)
  const span = high - low
  const time = Math.max(1, to - from)
  return {
    x: (at) => round(((at - from) / time) * width),
    y: (value) => round(span === 0 ? height / 2 : height - ROOM - ((value - low) / span) * (height - 2 * ROOM)),
  }
}

export function linePath(points: readonly Point[], scale: Scale): string {
  return points.map(([time, value], index) => `${index === 0 ? 'M' : 'L'}${scale.x(time)} ${scale.y(value)}`).join('')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
