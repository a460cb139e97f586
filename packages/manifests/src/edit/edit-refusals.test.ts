import { describe, expect, test } from 'vitest'
import type { PatchOperation } from '@aks-copilot/contracts'
import { editDocument } from './edit-document.ts'

const add = (path: string, value: unknown): PatchOperation => ({ op: 'add', path, value })
const remove = (path: string): PatchOperation => ({ op: 'remove', path })
const replace = (path: string, value: unknown): PatchOperation => ({ op: 'replace', path, value })

const ALIAS = 'a: &x\n  b: 1\nc: *x\n'
const MERGE = 'a: &x\n  b: 1\n  l: {q: 1}\nc:\n  <<: *x\n  d: 1\n'

describe('what cannot be edited is refused with a reason', () => {
  test.each<[string, string, PatchOperation[], RegExp]>([
    ['an anchor that an alias repeats', ALIAS, [replace('/a/b', 2)], /anchor &x, which line 3 uses too/],
    ['an anchor that an alias needs', ALIAS, [remove('/a')], /anchor &x/],
    ['a place below an alias', ALIAS, [replace('/c/b', 2)], /alias or a merge key/],
    ['a key that is merged in, removed', MERGE, [remove('/c/b')], /comes from a merge key/],
    ['an override of a merged key, removed', 'a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n', [remove('/c/b')], /merge key/],
    ['a pair without braces that would get a key', '[a: 1]\n', [add('/0/b', 2)], /without braces/],
    ['a complex key', '? [a]\n: 1\n', [add('/d', 1)], /complex keys/],
    ['an unknown tag', 'a: !x 1\n', [add('/d', 1)], /unknown scalar tag/],
    ['broken text', 'a: [\n', [add('/d', 1)], /cannot be read/],
    ['two documents', 'a: 1\n---\nb: 1\n', [add('/d', 1)], /more than one document/],
    ['an entry under null', 'a:\n', [add('/a/b', 1)], /neither a mapping nor a sequence/],
    ['a test that fails', 'a: 1\n', [{ op: 'test', path: '/a', value: '1' }], /test failed/],
    ['a path that is not there', 'a: 1\n', [remove('/b')], /nothing is at '\/b'/],
    ['an index that is none', '- 1\n', [add('/01', 1)], /no place in a sequence/],
    ['no pointer', 'a: 1\n', [remove('a')], /no JSON Pointer/],
    ['the whole document, removed', 'a: 1\n', [remove('')], /whole document/],
    ['a value that moves into itself', 'a: {b: 1}\n', [{ op: 'move', from: '/a', path: '/a/b' }], /into itself/],
    ['a value that YAML cannot hold', 'a: 1\n', [add('/b', { c: undefined })], /no value/],
  ])('%s', (_, text, operations, reason) => {
    const result = editDocument(text, operations)
    expect(result).toMatchObject({ ok: false, operation: 0 })
    expect(result.ok ? '' : result.reason).toMatch(reason)
  })
  test('the operation to blame is named', () => {
    expect(editDocument(ALIAS, [add('/d', 1), add('/e', 1), replace('/a/b', 2), add('/f', 1)])).toMatchObject({ ok: false, operation: 2 })
    expect(editDocument('a: 1\n', [add('/d', 1), remove('/x')])).toMatchObject({ ok: false, operation: 1 })
  })
})

describe('what anchors, aliases and merge keys allow', () => {
  test.each<[string, string, PatchOperation[], string]>([
    ['an alias replaced by a value', ALIAS, [replace('/c', 3)], 'a: &x\n  b: 1\nc: 3\n'],
    ['the anchor and its alias changed alike', ALIAS, [replace('/a/b', 2), replace('/c/b', 2)], 'a: &x\n  b: 2\nc: *x\n'],
    ['other places', ALIAS, [add('/d', 1)], `${ALIAS}d: 1\n`],
    ['merged keys are overridden', MERGE, [replace('/c/b', 2), add('/c/l/z', 1)], `${MERGE}  b: 2\n  l:\n    q: 1\n    z: 1\n`],
    ['an anchor that nobody uses stays', 'a: &x 1\n', [replace('/a', { b: 1 })], 'a: &x\n  b: 1\n'],
    [
      'anchors that are defined again',
      'a: &x 1\nb: *x\nc: &x 2\nd: *x\n',
      [{ op: 'test', path: '/b', value: 1 }, { op: 'test', path: '/d', value: 2 }, replace('/b', 3)],
      'a: &x 1\nb: 3\nc: &x 2\nd: *x\n',
    ],
  ])('%s', (_, before, operations, after) => {
    const result = editDocument(before, operations)
    expect(result.ok ? result.text : result.reason).toBe(after)
  })
})
