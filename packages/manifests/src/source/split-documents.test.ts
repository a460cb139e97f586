import { describe, expect, it } from 'vitest'
import { splitDocuments } from './split-documents.ts'

const cases: readonly (readonly [string, string[]])[] = [
  ['a: 1\n', ['a: 1\n']],
  ['# head\n---\na: 1\n---\nb: 2', ['# head\n---\na: 1\n', '---\nb: 2']],
  ['\uFEFF---\na: 1\n---\nb: 2', ['\uFEFF---\na: 1\n', '---\nb: 2']],
  ['a: 1\r\n---\r\nb: 2\r\n', ['a: 1\r\n', '---\r\nb: 2\r\n']],
  ['a: 1\n--- # why\nb: 2', ['a: 1\n', '--- # why\nb: 2']],
  ['---x\nb', ['---x\nb']],
  ['a: 1\n...\n%YAML 1.2\n# x\n---\nb: 1', ['a: 1\n...\n', '%YAML 1.2\n# x\n---\nb: 1']],
  ['a: |\n  x\n---\nb: 2', ['a: |\n  x\n', '---\nb: 2']],
  ['a: |\n  ---\n  x', ['a: |\n  ---\n  x']],
  ['{"a":1}{"b":"}{"}\n {"c": {"x": []}}\n', ['{"a":1}', '{"b":"}{"}\n ', '{"c": {"x": []}}\n']],
  ['{"a": {"b": 1}', ['{"a": {"b": 1}']],
  ['{{ a }}\n{{ b }}', ['{{ a }}\n{{ b }}']],
  ['', []],
]

describe('splitDocuments', () => {
  it.each(cases)('%j', (text, expected) => {
    expect(splitDocuments(text)).toEqual(expected)
  })

  it('takes time in proportion to the text', () => {
    const started = performance.now()
    expect(splitDocuments('---\napiVersion: v1\nkind: ConfigMap\n'.repeat(50_000))).toHaveLength(50_000)
    expect(splitDocuments('%a\n'.repeat(300_000))).toHaveLength(1)
    expect(splitDocuments(`{"a": "${'\\"'.repeat(500_000)}} {`)).toHaveLength(1)
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
