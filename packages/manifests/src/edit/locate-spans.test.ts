import { describe, expect, it } from 'vitest'
import { readYaml } from '../source/yaml.ts'
import { packSpans } from '../source/spans.ts'
import { createLocator } from './locate.ts'
import { createSpanLocator } from './locate-spans.ts'

const TEXTS = [
  'apiVersion: v1 # c\nkind: "Pod"\nmetadata:\n  name: a\n  labels: {a: b, "c": d}\nspec:\n  containers:\n    - name: x\n      image: y\n      args: [a, "b"]\n    - {name: z, image: w}\n    - image: only\n',
  '{"a": {"b": [1, 2, {"c": null}]}, "d": []}',
  'a: |\n  text\n  more\nb:\n- - x\n  - y\n-\n  k: >-\n    folded\n  l:\nc: ""\n',
  "'it''s': 1\n\"q\\\"\": 2\nlist:\n- a: {b: c}\n- a: {b: c}\n  d: e\n- f\n",
  'list:\r\n- a: 1\r\n  b: 2\r\n- c:\r\n    d: 3\r\n',
]

/** Every pointer of a value, and one below each that is not there. */
function pointers(value: unknown, path = ''): string[] {
  const children = Array.isArray(value)
    ? value.map((item, index) => [String(index), item] as const)
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : []
  return [
    path,
    `${path}/absent`,
    ...children.flatMap(([key, child]) => pointers(child, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)),
  ]
}

describe('createSpanLocator', () => {
  it.each(TEXTS)('answers as the locator that reads the text again: %j', (text) => {
    const read = readYaml(text)
    if (!read.ok) throw new Error(read.problem.reason)
    const spans = packSpans(read.events)
    if (spans === undefined) throw new Error('no spans')
    const [fast, slow] = [createSpanLocator(text, spans), createLocator(text)]
    for (const pointer of pointers(read.value)) {
      const { start, end } = slow(pointer) ?? { start: -1, end: -1 }
      expect({ pointer, ...pick(fast(pointer)) }).toEqual({ pointer, start, end })
    }
  })

  it('keeps no spans where an anchor or a tag stands', () => {
    const read = readYaml('a: &x 1\nb: *x\n')
    expect(read.ok && packSpans(read.events)).toBeUndefined()
  })
})

function pick(range: { start: number; end: number } | undefined): { start: number; end: number } {
  return { start: range?.start ?? -1, end: range?.end ?? -1 }
}
