import { describe, expect, it } from 'vitest'
import { expandTemplate } from './expand-template.ts'

function expandOne(object: unknown, parameters: unknown[], labels?: unknown): unknown {
  return expandTemplate({ parameters, objects: [object], ...(labels === undefined ? {} : { labels }) }).objects[0]
}

describe('expandTemplate', () => {
  it('puts default values into parts of strings, several of them, and keys', () => {
    const object = { kind: 'ConfigMap', data: { '${NAME}.conf': '${NAME}:${PORT}/${UNKNOWN}' } }
    expect(
      expandOne(object, [
        { name: 'NAME', value: 'web' },
        { name: 'PORT', value: 80 },
      ]),
    ).toEqual({ kind: 'ConfigMap', data: { 'web.conf': 'web:80/${UNKNOWN}' } })
  })

  it('gives numbers, booleans and structures for ${{X}}, and only where it is the whole string', () => {
    const object = { a: '${{N}}', b: '${{B}}', c: '${{L}}', d: 'x${{N}}', e: '${{OTHER}}' }
    const parameters = [
      { name: 'N', value: '3' },
      { name: 'B', value: 'true' },
      { name: 'L', value: '["a","b"]' },
    ]
    expect(expandOne(object, parameters)).toEqual({ a: 3, b: true, c: ['a', 'b'], d: 'x${{N}}', e: '${{OTHER}}' })
  })

  it('leaves generated and required parameters open, and says so; an optional one becomes empty', () => {
    const object = { kind: 'Secret', stringData: { login: '${USER}:${PASSWORD}${SUFFIX}' } }
    const parameters = [
      { name: 'PASSWORD', generate: 'expression', from: '[a-z]{8}' },
      { name: 'USER', required: true },
      { name: 'SUFFIX' },
    ]
    expect(expandOne(object, parameters)).toEqual({
      kind: 'Secret',
      metadata: { annotations: { 'aks-copilot.dev/open-parameters': 'PASSWORD,USER' } },
      stringData: { login: '${USER}:${PASSWORD}' },
    })
  })

  it('takes the value of a generator that has one', () => {
    expect(expandOne({ a: '${P}' }, [{ name: 'P', generate: 'expression', from: 'x', value: 'known' }])).toEqual({ a: 'known' })
  })

  it('gives the labels to the metadata of each object, over its own, and not to selectors', () => {
    const object = { kind: 'Service', metadata: { name: 's', labels: { app: 'old', tier: 'x' } }, spec: { selector: { a: 'b' } } }
    expect(expandOne(object, [{ name: 'N', value: 'new' }], { app: '${N}' })).toEqual({
      ...object,
      metadata: { name: 's', labels: { app: 'new', tier: 'x' } },
    })
  })

  it('takes a fixed namespace away and keeps one with a parameter', () => {
    expect(expandOne({ metadata: { name: 'a', namespace: 'fixed' } }, [])).toEqual({ metadata: { name: 'a' } })
    expect(expandOne({ metadata: { name: 'a', namespace: '${NS}' } }, [{ name: 'NS', value: 'shop' }])).toEqual({
      metadata: { name: 'a', namespace: 'shop' },
    })
  })

  it('does not expand what would fill the memory', () => {
    const bomb = {
      parameters: [{ name: 'A', value: 'x'.repeat(1_000_000) }],
      objects: [{ kind: 'ConfigMap', data: { a: '${A}'.repeat(30) } }],
    }
    expect(expandTemplate(bomb)).toEqual({
      objects: [],
      problem: 'its parameters would expand to 30000000 characters, more than 20000000: its objects are not looked at',
    })
  })
})
