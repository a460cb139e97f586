import { expect, test } from 'vitest'
import { nextStop } from './use-revealed.ts'

test('it stops at the ends of words, and is through in the end', () => {
  const text = `Service redis selects app: reddis. ${'More words follow. '.repeat(30)}`.trim()
  const stops: number[] = [0]
  while ((stops.at(-1) ?? 0) < text.length && stops.length < 500) stops.push(nextStop(text, stops.at(-1) ?? 0))
  expect(stops.at(-1)).toBe(text.length)
  for (const stop of stops.slice(1, -1)) expect(text[stop]).toMatch(/\s/)
  expect(stops.length).toBeGreaterThan(20)
  expect(stops.length).toBeLessThan(120)
})
