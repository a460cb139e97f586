import { describe, expect, test } from 'vitest'
import type { PatchOperation } from '@aks-copilot/contracts'
import { editDocument } from './edit-document.ts'

const add = (path: string, value: unknown): PatchOperation => ({ op: 'add', path, value })
const remove = (path: string): PatchOperation => ({ op: 'remove', path })
const replace = (path: string, value: unknown): PatchOperation => ({ op: 'replace', path, value })

describe('flow collections and JSON', () => {
  test.each<[string, string, PatchOperation[], string]>([
    ['padded', '{ a: 1, b: [1, 2] } # c\n', [add('/c', 'x, y'), remove('/b/1'), remove('/a')], '{ b: [1], c: "x, y" } # c\n'],
    ['quoted keys stay the custom', 'a: {"b": 1}\n', [add('/a/c', 'x')], 'a: {"b": 1, "c": x}\n'],
    ['a trailing comma', '[1, 2,]\n', [remove('/1'), add('/-', 3)], '[1, 3,]\n'],
    ['keys without values', '{a, b: }\n', [replace('/a', 1), replace('/b', 2)], '{a: 1, b: 2 }\n'],
    ['a pair without braces', '[a: 1, b]\n', [replace('/0/a', 2)], '[a: 2, b]\n'],
    [
      'comments between members',
      'a: {\n  b: 1, # one\n  # two\n  c: 2 # after\n  }\n',
      [add('/a/d', 3), remove('/a/b')],
      'a: {\n  # two\n  c: 2, # after\n  d: 3\n  }\n',
    ],
    ['the last member gone', '{\n  "a": {\n    "b": 1\n  }\n}', [remove('/a/b')], '{\n  "a": {}\n}'],
    [
      'pretty',
      '{\n  "a": {\n    "c": 1\n  },\n  "d": []\n}\n',
      [add('/a/b', { x: [1] }), remove('/a/c'), add('/e', 'f')],
      '{\n  "a": {\n    "b": {\n      "x": [\n        1\n      ]\n    }\n  },\n  "d": [],\n  "e": "f"\n}\n',
    ],
    ['tabs', '{\n\t"a": 1,\n\t"b": 2\n}', [remove('/a'), add('/c', [true])], '{\n\t"b": 2,\n\t"c": [\n\t\ttrue\n\t]\n}'],
    [
      'minified',
      '{"a":[1,2],"b":{"c":null}}',
      [add('/b/d', ['x']), remove('/a/0'), replace('/b/c', 'é"')],
      '{"a":[2],"b":{"c":"é\\"","d":["x"]}}',
    ],
    ['an empty root', '{}', [add('/a', 1)], '{"a": 1}'],
  ])('%s', (_, before, operations, after) => {
    const result = editDocument(before, operations)
    expect(result.ok ? result.text : result.reason).toBe(after)
  })
})
