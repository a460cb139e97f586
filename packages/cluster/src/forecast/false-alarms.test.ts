import { describe, expect, it } from 'vitest'
import { findOutlook } from './find-outlook.ts'
import { rateRise } from './rate-rise.ts'
import { podsWithMemory } from './test-support/pods-with-memory.ts'
import { HEALTHY, leak, poisson, seeded } from './test-support/random-series.ts'

const NOW = Date.parse('2026-11-22T10:00:00Z')
const MINUTE = 60_000

/** A load that has only risen yet can't be told from a leak. */
const MOST_ALARMS: Readonly<Record<string, number>> = { 'the load of a day': 0.03 }

describe('memory', () => {
  it.each(Object.entries(HEALTHY))('%s: hardly any random series gives an alarm', (name, make) => {
    const random = seeded(7)
    const series = Array.from({ length: 400 }, () => make(random, 20 + 100 * random(), NOW))
    const alarms = findOutlook(podsWithMemory(series, NOW))
    expect(alarms.length / series.length, alarms[0]?.message).toBeLessThanOrEqual(MOST_ALARMS[name] ?? 0.01)
  })

  it('nearly every leak is found, and its end is within the interval', () => {
    const random = seeded(11)
    const leaks = Array.from({ length: 300 }, () => leak(random, 30 + 90 * random(), NOW))
    const state = podsWithMemory(
      leaks.map(({ points }) => points),
      NOW,
    )
    const found = new Map(findOutlook(state).map((outlook) => [outlook.object.name, outlook]))
    const within = leaks.filter(({ at }, index) => {
      const [earliest = '', latest = ''] = found.get(`pod-${index}`)?.between ?? []
      return Date.parse(earliest) - MINUTE <= at && at <= Date.parse(latest) + MINUTE
    })
    expect(found.size / leaks.length).toBeGreaterThan(0.9)
    expect(within.length / found.size).toBeGreaterThan(0.95)
  })
})

describe('how far a pace is believed', () => {
  /** An hour in which half a percent of the limit is added each minute; what is left would take so many minutes more. */
  const tells = (left: number, waver: number): boolean => {
    const series = Array.from({ length: 121 }, (_, index): [number, number] => {
      const minute = index / 2
      return [NOW - (60 - minute) * MINUTE, 1 - 0.005 * (left + 60 - minute) + waver * Math.sin(minute * 1.7)]
    })
    return findOutlook(podsWithMemory([series], NOW)).length > 0
  }

  it.each([
    ['even, nearly three times as long as it was seen', 140, 0, true],
    ['wavering, so far ahead', 140, 0.03, false],
    ['wavering, nearer than twice as long', 90, 0.03, true],
  ])('%s', (_, left, waver, told) => {
    expect(tells(left, waver)).toBe(told)
  })
})

/** Error lines of containers that are as they always were, in each of 120 minutes. */
const STEADY: Readonly<Record<string, (random: () => number) => (minute: number) => number>> = {
  'a steady rate': (random) => {
    const mean = 10 ** (3 * random() - 2)
    return () => poisson(mean, random)
  },
  'a rate that wavers': (random) => {
    const mean = 10 ** (2 * random() - 1)
    return () => poisson(mean * -Math.log(1 - random()), random)
  },
  'a burst now and then': (random) => {
    const [period, size] = [5 + Math.floor(25 * random()), 1 + 40 * random()]
    const phase = Math.floor(period * random())
    return (minute) => ((minute + phase) % period === 0 ? poisson(size, random) : 0)
  },
  'a load that doubles': (random) => {
    const mean = 0.1 + 5 * random()
    return (minute) => poisson(mean * (1 + minute / 120), random)
  },
}

describe('rates', () => {
  it.each(Object.entries(STEADY))('%s: at most 1 of 100 random series gives an alarm', (_, make) => {
    const random = seeded(3)
    const alarms = Array.from({ length: 400 }, () => counts(make(random))).filter(
      (minutes) => rateRise(minutes, NOW - 119 * MINUTE, NOW) !== undefined,
    )
    expect(alarms.length / 400).toBeLessThanOrEqual(0.01)
  })

  it('nearly every rise to ten times as often is found, its beginning within minutes', () => {
    const random = seeded(5)
    const rises = Array.from({ length: 300 }, () => {
      const [mean, since] = [0.2 + 4 * random(), 80 + Math.floor(30 * random())]
      const rise = rateRise(
        counts((minute) => poisson(minute < since ? mean : 10 * mean, random)),
        NOW - 119 * MINUTE,
        NOW,
      )
      return rise === undefined ? undefined : Math.abs(rise.since - (NOW - (119 - since) * MINUTE))
    })
    const found = rises.filter((error) => error !== undefined)
    expect(found.length / rises.length).toBeGreaterThan(0.9)
    expect(found.filter((error) => error <= 3 * MINUTE).length / found.length).toBeGreaterThan(0.95)
  })
})

function counts(at: (minute: number) => number): [number, number][] {
  return Array.from({ length: 120 }, (_, minute) => [NOW - (119 - minute) * MINUTE, at(minute)])
}
