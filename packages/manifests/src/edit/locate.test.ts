import { expect, test } from 'vitest'
import { createLocator, locate } from './locate.ts'

const TEXT = `# top
kind: "Pod"
spec:
  containers:
  - name: x
    ports: [80, {p: 1}]
  empty:
  alias: &a {k: v}
  again: *a
`

test.each([
  ['/kind', '"Pod"', '/kind'],
  ['', 'kind', ''],
  ['/spec', 'spec', '/spec'],
  ['/spec/containers/0', 'name: x', '/spec/containers/0'],
  ['/spec/containers/0/ports/1/p', '1', '/spec/containers/0/ports/1/p'],
  ['/spec/containers/0/ports/9', 'ports', '/spec/containers/0/ports'],
  ['/spec/containers/0/image/tag', 'name: x', '/spec/containers/0'],
  ['/spec/empty', 'empty', '/spec/empty'],
  ['/spec/again/k', '*a', '/spec/again'],
  ['/spec/alias/k', 'v', '/spec/alias/k'],
  ['/metadata/name', 'kind', ''],
])('%s is found', (pointer, text, found) => {
  const location = createLocator(TEXT)(pointer)
  expect(location?.found).toBe(found)
  expect(TEXT.slice(location?.start, location?.end)).toBe(text)
})

test('keys have their own range', () => {
  const location = locate(TEXT, '/kind')
  expect(TEXT.slice(location?.keyStart, location?.keyEnd)).toBe('kind')
})

test('nothing is found in broken text, nor for what is no pointer', () => {
  expect(locate('a: [', '/a')).toBeUndefined()
  expect(locate('a: 1', 'a')).toBeUndefined()
  expect(locate('', '/a')).toEqual({ start: 0, end: 0, found: '' })
})
