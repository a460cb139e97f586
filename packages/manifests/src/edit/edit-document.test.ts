import { describe, expect, test } from 'vitest'
import type { PatchOperation } from '@aks-copilot/contracts'
import { readYaml } from '../source/yaml.ts'
import { editDocument } from './edit-document.ts'

const add = (path: string, value: unknown): PatchOperation => ({ op: 'add', path, value })
const remove = (path: string): PatchOperation => ({ op: 'remove', path })
const replace = (path: string, value: unknown): PatchOperation => ({ op: 'replace', path, value })
const move = (from: string, path: string): PatchOperation => ({ op: 'move', from, path })

type Example = readonly [name: string, before: string, operations: readonly PatchOperation[], after: string]
const examples = (list: readonly Example[]): void => {
  test.each(list)('%s', (_, before, operations, after) => {
    const result = editDocument(before, operations)
    expect(result.ok ? result.text : result.reason).toBe(after)
  })
}

describe('scalars keep their quotes', () => {
  examples([
    ['single', "a: 'x' # c\n", [replace('/a', "it's")], "a: 'it''s' # c\n"],
    ['double', 'a: "x"\n', [replace('/a', 'y')], 'a: "y"\n'],
    ['plain when it is safe', 'a: x\n', [replace('/a', 'y z')], 'a: y z\n'],
    [
      'quoted when Kubernetes reads something else',
      'a: x\nb: x\nc: x\nd: x\ne: x\nf: x\n',
      [replace('/a', 'yes'), replace('/b', '0755'), replace('/c', '1_000'), replace('/d', '~'), replace('/e', ''), replace('/f', 'k: v #')],
      'a: "yes"\nb: "0755"\nc: "1_000"\nd: "~"\ne: ""\nf: "k: v #"\n',
    ],
    ['in the quotes that the file prefers', "a: x\nb: 'q'\n", [replace('/a', 'no')], "a: 'no'\nb: 'q'\n"],
    ['a number loses them', 'a: "80"\n', [replace('/a', 80)], 'a: 80\n'],
    ['aligned values stay aligned', 'a:    x\n', [replace('/a', 'z')], 'a:    z\n'],
    ['scalars of several lines', 'a: "x\n  y" # c\nb: p\n  q\n', [replace('/a', 'z'), replace('/b', 'r')], 'a: "z" # c\nb: r\n'],
    [
      'octals of YAML 1.1 and a plain =',
      'a: =\nmode: 0755\n',
      [{ op: 'test', path: '/mode', value: 493 }, replace('/mode', 420)],
      'a: =\nmode: 420\n',
    ],
    ['an empty value', 'a: # c\nb:\n', [replace('/a', 1), replace('/b', 'x')], 'a: 1 # c\nb: x\n'],
    ['tags go with what they tag', 'a: !!str 12 # c\n', [replace('/a', 12)], 'a: 12 # c\n'],
  ])
})

describe('block scalars', () => {
  examples([
    [
      'literal, with its comment and the blank lines below',
      'a: |  # c\n  x\n  y\n\n\nb: 1\n',
      [replace('/a', 'x\nz\n')],
      'a: |  # c\n  x\n  z\n\n\nb: 1\n',
    ],
    ['chomping follows the value', 'a: |\n  x\n  y\n', [replace('/a', 'one')], 'a: |-\n  one\n'],
    [
      'folded keeps the breaks of lines that stay',
      'a: >-\n  x y\n  z w\n  q\n',
      [replace('/a', 'x y changed z w q')],
      'a: >-\n  x y\n  changed\n  z w\n  q\n',
    ],
    ['kept newlines', 'a: |+\n  x\n\nb: 1\n', [replace('/a', 'y\n\n\n')], 'a: |+\n  y\n\n\nb: 1\n'],
    ['a number instead', 'a: | # c\n  x\nb: 1\n', [replace('/a', 5)], 'a: 5 # c\nb: 1\n'],
    ['text of several lines is new', 'a: x\n', [replace('/a', 'p\nq\n')], 'a: |\n  p\n  q\n'],
  ])
})

describe('block mappings', () => {
  examples([
    [
      'a new key goes to the end, before what belongs to others',
      'a:\n    b: 1 # c\n\n# about d\nd: 2\n',
      [add('/a/x', 1)],
      'a:\n    b: 1 # c\n    x: 1\n\n# about d\nd: 2\n',
    ],
    ['a removed key leaves the comments above it', '# one\na: 1 # goes\n# two\nb: 2\n', [remove('/a')], '# one\n# two\nb: 2\n'],
    ['the last key leaves {}', 'a: # c\n  b: 1\nd: 1\n', [remove('/a/b')], 'a: {} # c\nd: 1\n'],
    ['{} becomes block style', 'a: {}\n', [add('/a/b', { c: 1 })], 'a:\n  b:\n    c: 1\n'],
    ['the first key of an item', '- name: x\n  image: y\n', [remove('/0/name')], '- image: y\n'],
    [
      'the first key of an item, with a comment below',
      '- name: x\n  # about\n  image: y\n',
      [remove('/0/name')],
      '-\n  # about\n  image: y\n',
    ],
    ['the only key of an item', '- name: x # c\n- b\n', [remove('/0/name')], '- {} # c\n- b\n'],
    ['a renamed key keeps its value and comments', "'a': # c\n  # d\n  b: 1\n", [move('/a', '/z')], "'z': # c\n  # d\n  b: 1\n"],
    ['a moved value is written again', 'a:\n  b: {c: 1}\nd: {}\n', [move('/a/b', '/d/e')], 'a: {}\nd:\n  e:\n    c: 1\n'],
    [
      'a mapping replaced by another keeps what is equal',
      'a:\n  b: 1 # b\n  # d\n  d: 2\n',
      [replace('/a', { d: 3, b: 1 })],
      'a:\n  b: 1 # b\n  # d\n  d: 3\n',
    ],
    ['a scalar becomes a mapping', 'a: 1 # c\nb: 2\n', [replace('/a', { x: 1 })], 'a: # c\n  x: 1\nb: 2\n'],
    ['a key removed and added again keeps its place', 'a: 1 # c\nb: 2\n', [remove('/a'), add('/a', 3)], 'a: 3 # c\nb: 2\n'],
    ['explicit keys', '? a\n: 1\n? b\n', [replace('/a', 4), replace('/b', 5), add('/d', 1)], '? a\n: 4\n? b\n: 5\nd: 1\n'],
    ['duplicate keys: the last one is edited', 'a: 1\na: 3 # last\n', [replace('/a', 4)], 'a: 1\na: 4 # last\n'],
    ['duplicate keys: all are removed', 'a: 1\nb: 2\na: 3\n', [remove('/a')], 'b: 2\n'],
  ])
})

describe('block sequences', () => {
  examples([
    ['dashes below the key', 'a:\n- x # c\n', [add('/a/-', 'z')], 'a:\n- x # c\n- z\n'],
    ['dashes right of the key', 'a:\n  - x\n', [add('/a/-', { k: 1, l: [2] })], 'a:\n  - x\n  - k: 1\n    l:\n      - 2\n'],
    ['the width of a dash', '-   a: 1\n', [add('/-', { b: 1, c: 2 })], '-   a: 1\n-   b: 1\n    c: 2\n'],
    ['at the beginning', 'a:\n# first\n- x\n', [add('/a/0', 'w')], 'a:\n- w\n# first\n- x\n'],
    ['in between', '- a\n- b\n', [add('/1', 'x')], '- a\n- x\n- b\n'],
    ['the last item leaves []', 'a:\n- x\nb: 1\n', [remove('/a/0')], 'a: []\nb: 1\n'],
    [
      'compact nested sequences',
      '- - a\n  - b\n- - c\n',
      [remove('/0/0'), add('/1/0', 'd'), add('/0/-', [1, [2]])],
      '- - b\n  - - 1\n    - - 2\n- - d\n  - c\n',
    ],
    [
      'items replaced by name keep their text',
      '- name: a # a\n  v: 1\n- name: b # b\n  v: 1\n',
      [replace('', [{ name: 'b', v: 2 }])],
      '- name: b # b\n  v: 2\n',
    ],
    [
      'comments below an item, and deeper, go with it',
      'x: |\n  text\na:\n  b: 1\n  # of a\nc: 1\n',
      [remove('/a')],
      'x: |\n  text\nc: 1\n',
    ],
    ['a comment below does not become text', 'a: 1\n  # of a\nc: 1\n', [replace('/a', 'x\ny\n')], 'a: "x\\ny\\n"\n  # of a\nc: 1\n'],
    ['comments that belong to the item above stay with it', 'a:\n- b: 1\n  # c\n', [add('/a/-', 2)], 'a:\n- b: 1\n  # c\n- 2\n'],
  ])
})

describe('whole documents', () => {
  examples([
    [
      'comments, directives, markers',
      '%YAML 1.2\n--- # c\na: 1\n...\n# end\n',
      [add('/b', 1)],
      '%YAML 1.2\n--- # c\na: 1\nb: 1\n...\n# end\n',
    ],
    ['CRLF', 'a:\r\n  b: 1\r\n', [add('/a/c', 'x\ny\n'), remove('/a/b')], 'a:\r\n  c: |\r\n    x\r\n    y\r\n'],
    ['a byte order mark', '\uFEFFa: 1\nb: 2\n', [remove('/a'), add('/c', 1)], '\uFEFFb: 2\nc: 1\n'],
    ['no final newline', 'a: 1\nb: 2', [remove('/b'), add('/c', 1)], 'a: 1\nc: 1'],
    ['no final newline, last line removed', 'a: 1\nb: 2', [remove('/b')], 'a: 1'],
    ['tabs in comments', 'a: 1\t# x\ty\nb: 2\n', [replace('/a', 2)], 'a: 2\t# x\ty\nb: 2\n'],
    ['an empty document', '# only\n', [replace('', { a: 1 })], '# only\na: 1'],
    ['another root', '--- a\n', [replace('', { a: 1 })], '--- \na: 1\n'],
    ['a block scalar at the root', '--- | # c\n  x\n', [replace('', 'z\n')], '--- | # c\n  z\n'],
    ['nothing changes', '# c\na: [ 1,2 ]\n', [replace('/a', [1, 2]), { op: 'test', path: '/a/0', value: 1 }], '# c\na: [ 1,2 ]\n'],
  ])
  test('paths are relative to the pointer of the object', () => {
    const result = editDocument('items:\n- a: 1\n- a: 1\n', [replace('/a', 2)], '/items/1')
    expect(result).toMatchObject({ text: 'items:\n- a: 1\n- a: 2\n', edits: [{ start: 19, end: 20, text: '2' }] })
  })
  test('five operations on a document of 100 KB cost a small multiple of reading it', () => {
    const item = (index: number): string => `- name: item-${index}\n  labels:\n    app: "x" # c\n    tier: 'y'\n  ports: [80, 443]\n`
    const text = `items:\n${Array.from({ length: 1300 }, (_, index) => item(index)).join('')}`
    const operations = [1, 300, 600, 900, 1100].map((index) => replace(`/items/${index}/labels/app`, 'changed'))
    const reading = fastest(() => readYaml(text).ok)
    const editing = fastest(() => editDocument(text, operations).ok)
    if (process.env['AKS_COPILOT_SHOW'] !== undefined) console.log({ characters: text.length, reading, editing })
    expect(editing).toBeLessThan(25 * reading)
  })
})

function fastest(work: () => boolean): number {
  return Math.min(
    ...Array.from({ length: 8 }, () => {
      const start = performance.now()
      expect(work()).toBe(true)
      return performance.now() - start
    }),
  )
}
