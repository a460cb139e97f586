import { expect, it } from 'vitest'
import { toolEvidence } from './tool-evidence.ts'

const CALL = { tool: 'kubectl', args: ['get', 'pods', '--namespace=shop'] } as const

it('keeps tables, and nothing that cannot be seen', () => {
  const text = 'NAME\tREADY\r\nweb-1\t0/1 \u001B[31mred\u001B[0m \u202Eterces\n'
  expect(toolEvidence(CALL, { ok: true, text, truncated: false })).toEqual({
    source: 'kubectl get pods --namespace=shop',
    text: 'NAME\tREADY\nweb-1\t0/1  [31mred [0m  terces',
  })
})

it('is bounded at the end of a line, and says that it is', () => {
  const { text } = toolEvidence(CALL, { ok: true, text: 'a line of text\n'.repeat(1000), truncated: false })
  expect(text.length).toBeLessThan(4100)
  expect(
    text
      .split('\n')
      .slice(0, -1)
      .every((line) => line === 'a line of text'),
  ).toBe(true)
  expect(text.endsWith('\n(more was left out)')).toBe(true)
})

it('says what failed, what wrote nothing, and what was cut before', () => {
  expect(toolEvidence(CALL, { ok: false, text: 'NotFound', truncated: false }).text).toBe('It failed: NotFound')
  expect(toolEvidence(CALL, { ok: true, text: '\n', truncated: false }).text).toBe('(it wrote nothing)')
  expect(toolEvidence(CALL, { ok: true, text: 'a\n', truncated: true }).text).toBe('a\n(more was left out)')
})
