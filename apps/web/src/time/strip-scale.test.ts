import { expect, test } from 'vitest'
import { axisTicks, lanesOf, momentAt, shareOf } from './strip-scale.ts'

const HOUR = 3_600_000
const from = Date.parse('2026-11-22T16:01:30Z')
const range = { from, to: from + 2 * HOUR }

test('a moment and its place are each other’s inverse; what lies outside is held at the edge', () => {
  for (const share of [0, 0.25, 0.5, 1]) expect(shareOf(momentAt(share, range), range)).toBeCloseTo(share, 6)
  expect(shareOf(from - HOUR, range)).toBe(0)
  expect(shareOf(range.to + HOUR, range)).toBe(1)
  expect(momentAt(1.4, range)).toBe(range.to)
})

test('ticks are round, inside, and not more than asked for', () => {
  const ticks = axisTicks(range, 6)
  expect(ticks.length).toBeGreaterThan(2)
  expect(ticks.length).toBeLessThanOrEqual(6)
  for (const tick of ticks) {
    expect(tick % (30 * 60_000)).toBe(0)
    expect(tick).toBeGreaterThanOrEqual(range.from)
    expect(tick).toBeLessThanOrEqual(range.to)
  }
})

test('spans that overlap lie in lanes of their own, a free lane is used again', () => {
  const spans = [
    { name: 'c', from: 60, to: 80 },
    { name: 'a', from: 0, to: 50 },
    { name: 'b', from: 10 },
  ]
  expect(lanesOf(spans).map(([{ name }, lane]) => `${name}${lane}`)).toEqual(['a0', 'b1', 'c0'])
})
