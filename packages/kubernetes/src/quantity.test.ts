import { expect, it } from 'vitest'
import { parseQuantity } from './quantity.ts'
import { isBase64 } from './schemas/syntax.ts'

it.each([
  ['500m', 0.5],
  ['1Gi', 2 ** 30],
  ['1e3', 1000],
  ['.5', 0.5],
  ['1.', 1],
  ['-2.5k', -2500],
  [2, 2],
  ['1x', undefined],
  ['', undefined],
  ['.', undefined],
  ['1.2.3', undefined],
])('%s is %s', (text, amount) => {
  expect(parseQuantity(text)).toBe(amount)
})

it('long texts take no time by the square', () => {
  const started = performance.now()
  expect([
    parseQuantity(`${'1'.repeat(1_000_000)}!`),
    isBase64('abcd'.repeat(4_000_000)),
    isBase64('abcd'.repeat(4_000_000) + '!'),
  ]).toEqual([undefined, true, false])
  expect(performance.now() - started).toBeLessThan(3000)
})

it.each([
  ['', true],
  ['YQ==', true],
  ['YWI=', true],
  ['YWJj', true],
  ['YWJ\nj', true],
  ['YQ=', false],
  ['YQ', false],
  ['Y===', false],
  ['====', false],
  ['YQ==YQ==', false],
])('%j is base64: %s', (text, valid) => {
  expect(isBase64(text)).toBe(valid)
})
