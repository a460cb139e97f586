import type { MetricName, Time } from './records.ts'

/** Values are whole numbers of this part of their unit: as exact as what measures them. */
const PARTS: Readonly<Record<MetricName, number>> = {
  cpu: 1e9,
  memory: 1,
  'cpu-throttled': 1e6,
  'disk-used': 1,
  'disk-capacity': 1,
  'inodes-used': 1,
  'inodes-capacity': 1,
}

const FIRST_BYTES = 64
const MOST_POINTS = 120

/** Points of a series, in order of time: differences of times and values as numbers of as few bytes as they need. */
export class PackedPoints {
  readonly from: Time
  to: Time
  count = 0
  #bytes = new Uint8Array(FIRST_BYTES)
  #length = 0
  #step = 0
  #value = 0
  readonly #parts: number

  constructor(metric: MetricName, from: Time) {
    this.#parts = PARTS[metric]
    this.from = from
    this.to = from
  }

  get isFull(): boolean {
    return this.count >= MOST_POINTS
  }

  get bytes(): number {
    return 260 + this.#bytes.length
  }

  add(at: Time, value: number): void {
    const whole = Math.round(value * this.#parts)
    const step = at - this.to
    if (this.#length + 20 > this.#bytes.length) this.#resize(this.#bytes.length * 2)
    this.#write(step - this.#step)
    this.#write(whole - this.#value)
    this.#step = step
    this.#value = whole
    this.to = at
    this.count += 1
    if (this.isFull) this.#resize(this.#length)
  }

  #resize(length: number): void {
    const bytes = new Uint8Array(length)
    bytes.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = bytes
  }

  /** Zigzag, seven bits a byte; beyond 32 bits, hence no bit operators. */
  #write(difference: number): void {
    let rest = difference < 0 ? -2 * difference - 1 : 2 * difference
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  /** The first `count` points, added to a list. */
  readInto(points: (readonly [Time, number])[], count: number): void {
    let [offset, at, step, value] = [0, this.from, 0, 0]
    const read = (): number => {
      let [number, scale] = [0, 1]
      for (;;) {
        const byte = this.#bytes[offset++] ?? 0
        number += (byte % 128) * scale
        if (byte < 128) break
        scale *= 128
      }
      return number % 2 === 1 ? -(number + 1) / 2 : number / 2
    }
    for (let index = 0; index < count; index++) {
      step += read()
      at += step
      value += read()
      points.push([at, value / this.#parts])
    }
  }
}
