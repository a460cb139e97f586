import { expect, test } from 'vitest'
import { absoluteTime, clockTime, duration, relativeTime } from './format-time.ts'

const NOW = Date.parse('2026-11-22T18:01:30Z')

test.each([
  [999, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [2 * 3_600_000 + 5 * 60_000, '2 h 5 min'],
  [3 * 3_600_000, '3 h'],
  [11 * 3_600_000 + 5 * 60_000, '11 h'],
  [49 * 3_600_000, '2 d'],
])('%i ms are %s', (span, words) => {
  expect(duration(span)).toBe(words)
})

test('past, future and now have their own words', () => {
  expect(relativeTime(NOW - 34 * 60_000, NOW)).toBe('34 min ago')
  expect(relativeTime(NOW + 2 * 3_600_000, NOW)).toBe('in 2 h')
  expect(relativeTime(NOW - 4_000, NOW)).toBe('just now')
})

test('clocks are UTC, whatever the zone of the reader', () => {
  expect(clockTime(NOW)).toBe('18:01')
  expect(clockTime(NOW, true)).toBe('18:01:30')
  expect(absoluteTime(NOW)).toBe('2026-11-22 18:01:30 UTC')
})
