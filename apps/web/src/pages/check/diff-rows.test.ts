import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffRows } from './diff-rows.ts'

test('both sides hold all their lines, in order, with their numbers', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.map((line) => `${line}\n`).join(''))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const rows = diffRows(before, after)
      const left = rows.flatMap((row) => row.left ?? [])
      const right = rows.flatMap((row) => row.right ?? [])
      expect(left.map((line) => `${line.text}\n`).join('')).toBe(before)
      expect(right.map((line) => `${line.text}\n`).join('')).toBe(after)
      expect(left.map(({ number }) => number)).toEqual(left.map((_, index) => index + 1))
      expect(right.map(({ number }) => number)).toEqual(right.map((_, index) => index + 1))
    }),
    { numRuns: 300 },
  )
})
