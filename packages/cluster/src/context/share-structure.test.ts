import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { applyDelta, shareStructure } from './share-structure.ts'
import { sizeOf } from './size-of.ts'

const json = fc.jsonValue({ maxDepth: 4 })
const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

it('the newer value stays, the older one comes back', () => {
  fc.assert(
    fc.property(json, json, (first, second) => {
      const [older, newer] = [copy(first), copy(second)]
      const shared = shareStructure(older, newer)
      expect(shared.value).toEqual(copy(second))
      expect(applyDelta(shared.value, shared.delta)).toEqual(copy(first))
      expect(older).toEqual(copy(first))
      expect(shared.value).toEqual(copy(second))
      expect(shared.growth).toBe(sizeOf(copy(second)) - sizeOf(copy(first)))
    }),
    { numRuns: 500 },
  )
})

it('shares what is equal, and notes only what is not', () => {
  const older = {
    metadata: { name: 'a', resourceVersion: '1' },
    spec: { containers: [{ name: 'x' }] },
    status: { conditions: [{ type: 'Ready', at: 1 }, { type: 'B' }] },
  }
  const newer = {
    metadata: { name: 'a', resourceVersion: '2' },
    spec: { containers: [{ name: 'x' }] },
    status: { conditions: [{ type: 'Ready', at: 2 }, { type: 'B' }] },
  }
  const { value, delta } = shareStructure(older, newer)
  expect(delta).toEqual(['/metadata/resourceVersion', '1', '/status/conditions/0/at', 1])
  expect((value as typeof older).spec).toBe(older.spec)
  expect((value as typeof older).status.conditions[1]).toBe(older.status.conditions[1])
})

it('keys that look like something else to JavaScript', () => {
  const [older, newer] = [JSON.parse('{"data":{"__proto__":"a","constructor":"b"}}'), JSON.parse('{"data":{"x":"a"}}')] as unknown[]
  const { value, delta } = shareStructure(older, newer)
  expect(JSON.stringify(applyDelta(value, delta))).toBe('{"data":{"__proto__":"a","constructor":"b"}}')
})
