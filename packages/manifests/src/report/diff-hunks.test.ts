import { structuredPatch } from 'diff'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffHunks } from './diff-hunks.ts'
import { diffLines } from './diff-lines.ts'

const file = (before: string, after: string): { path: string; before: string; after: string } => ({ path: 'a', before, after })
const line = fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n', '---\n', '\n', 'x: 1\r\n')
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join(''))

test('hunks lead from the old text to the new one, line by line', () => {
  fc.assert(
    fc.property(text, text, fc.nat(3), (before, after, context) => {
      const lines = before
        .split('\n')
        .slice(0, -1)
        .map((one) => one.replace(/\r$/, ''))
      for (const { oldStart, oldLines, newStart, newLines, lines: own } of (diffHunks(file(before, after), context) ?? []).toReversed()) {
        expect(lines.slice(oldStart - 1, oldStart - 1 + oldLines)).toEqual(own.filter(({ sign }) => sign !== '+').map((one) => one.text))
        lines.splice(oldStart - 1, oldLines, ...own.filter(({ sign }) => sign !== '-').map((one) => one.text))
        expect([newLines, own.find(({ sign }) => sign === '+')?.number ?? newStart]).toEqual([
          own.filter(({ sign }) => sign !== '-').length,
          expect.any(Number),
        ])
      }
      expect(lines).toEqual(
        after
          .split('\n')
          .slice(0, -1)
          .map((one) => one.replace(/\r$/, '')),
      )
    }),
    { seed: 1, numRuns: 1000 },
  )
})

test('small changes give the hunks that the diff package gives', () => {
  const before = Array.from({ length: 300 }, (_, index) => `line ${index}\n`)
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(299), does: fc.constantFrom('drop', 'add', 'change') }), { minLength: 1, maxLength: 6 }),
      (changes) => {
        const after = before.map((one, index) =>
          changes.reduce(
            (now, { at, does }) =>
              at !== index ? now : does === 'drop' ? '' : does === 'add' ? `${now}new ${index}\n` : `changed ${index}\n`,
            one,
          ),
        )
        const wanted = structuredPatch('a', 'a', before.join(''), after.join(''), undefined, undefined, { context: 2 }).hunks
        expect(
          diffHunks(file(before.join(''), after.join('')))?.map(({ oldStart, oldLines, newStart, newLines, lines }) => ({
            oldStart,
            oldLines,
            newStart,
            newLines,
            lines: lines.map((one) => one.sign + one.text),
          })),
        ).toEqual(wanted)
      },
    ),
    { seed: 1, numRuns: 200 },
  )
})

test('many changes in a long file take no time, and two strange files end', () => {
  const before = Array.from({ length: 100_000 }, (_, index) => `${index % 9 === 0 ? '---' : `key${index % 9}: ${index}`}\n`)
  const after = before.flatMap((one, index) => (index % 9 === 4 ? [one, 'added: 1\n', 'added: 2\n'] : [one]))
  const started = performance.now()
  expect(diffHunks(file(before.join(''), after.join('')))?.length).toBeGreaterThan(10_000)
  expect(
    diffLines(
      Array.from({ length: 8000 }, (_, index) => `a${index}`),
      Array.from({ length: 8000 }, (_, index) => `b${index}`),
    ),
  ).toBeUndefined()
  expect(performance.now() - started).toBeLessThan(20_000)
})
