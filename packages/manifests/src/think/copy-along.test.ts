import { expect, it } from 'vitest'
import { copyAlong } from './copy-along.ts'

it('owns what is on the paths, shares the rest, and leaves the original alone', () => {
  const value = { a: { b: [{ c: 1 }, { d: 2 }], e: {} }, f: {}, ['__proto__']: { g: 1 } }
  const before = structuredClone(value)
  const copy = copyAlong(value, [
    ['a', 'b', 0],
    ['a', 'missing', 'x'],
    ['constructor', 'prototype'],
  ]) as typeof value
  expect(copy).toEqual(before)
  Object.assign(copy.a.b[0] ?? {}, { c: 3 })
  copy.a.b.push({ c: 4 })
  expect(value).toEqual(before)
  expect([copy.f === value.f, copy.a.e === value.a.e, copy.a.b[1] === value.a.b[1]]).toEqual([true, true, true])
})
