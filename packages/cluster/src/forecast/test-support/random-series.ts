import type { Point } from '../steady-trend.ts'

/** Random numbers that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Random = () => number

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** How often something comes in a while in which it comes so often on average. */
export function poisson(mean: number, random: Random): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  const floor = Math.exp(-mean)
  let [count, product] = [0, random()]
  while (product > floor) {
    count += 1
    product *= random()
  }
  return count
}

const STEP = 30_000

/** Shares of a limit, one each 30 s, at minutes since the start. */
function sampled(minutes: number, until: number, value: (minute: number) => number): Point[] {
  const count = Math.floor((minutes * 60_000) / STEP)
  return Array.from({ length: count }, (_, index) => {
    const at = until - (count - 1 - index) * STEP
    return [at, Math.max(0.001, value((index * STEP) / 60_000))]
  })
}

/** Memory of containers that are well, as shares of their limit. */
export const HEALTHY: Readonly<Record<string, (random: Random, minutes: number, until: number) => Point[]>> = {
  'steady with noise': (random, minutes, until) => {
    const [level, noise] = [0.2 + 0.7 * random(), 0.001 + 0.03 * random()]
    return sampled(minutes, until, () => level + noise * normal(random))
  },
  'noise that lasts': (random, minutes, until) => {
    const [level, noise, lasting] = [0.3 + 0.5 * random(), 0.002 + 0.01 * random(), 0.8 + 0.19 * random()]
    let drift = 0
    return sampled(minutes, until, () => {
      drift = lasting * drift + noise * normal(random)
      return Math.min(0.97, level + drift)
    })
  },
  'a garbage collector': (random, minutes, until) => {
    const [floor, height, period] = [0.2 + 0.3 * random(), 0.1 + 0.3 * random(), 2 + 28 * random()]
    const phase = period * random()
    return sampled(minutes, until, (minute) => floor + (height * ((minute + phase) % period)) / period + 0.003 * normal(random))
  },
  'a cache that fills': (random, minutes, until) => {
    const [floor, height, time] = [0.1 + 0.3 * random(), 0.1 + 0.4 * random(), 3 + 30 * random()]
    return sampled(minutes, until, (minute) => floor + height * (1 - Math.exp(-minute / time)) + 0.004 * normal(random))
  },
  'a step': (random, minutes, until) => {
    const [floor, height, when] = [0.2 + 0.3 * random(), 0.05 + 0.4 * random(), minutes * random()]
    return sampled(minutes, until, (minute) => floor + (minute > when ? height : 0) + 0.004 * normal(random))
  },
  'several steps': (random, minutes, until) => {
    const steps = Array.from({ length: 3 }, () => [minutes * random(), 0.03 + 0.12 * random()] as const)
    return sampled(
      minutes,
      until,
      (minute) => 0.2 + steps.reduce((sum, [when, height]) => sum + (minute > when ? height : 0), 0) + 0.004 * normal(random),
    )
  },
  'the load of a day': (random, minutes, until) => {
    const [level, height, period, phase] = [0.4 + 0.1 * random(), 0.05 + 0.2 * random(), 30 + 1410 * random(), 2 * Math.PI * random()]
    return sampled(minutes, until, (minute) => level + height * Math.sin((2 * Math.PI * minute) / period + phase) + 0.005 * normal(random))
  },
}

/** A leak: its points, and when it reaches its limit, in ms. */
export function leak(random: Random, minutes: number, until: number): { readonly points: Point[]; readonly at: number } {
  const [start, left] = [0.15 + 0.3 * random(), 15 + minutes * random()]
  const slope = (1 - start) / (minutes + left)
  const noise = 0.002 + 0.01 * random()
  return { points: sampled(minutes, until, (minute) => start + slope * minute + noise * normal(random)), at: until + left * 60_000 }
}
