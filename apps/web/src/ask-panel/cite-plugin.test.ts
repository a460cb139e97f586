import { expect, test } from 'vitest'
import { citePlugin } from './cite-plugin.ts'

test('citations in texts become elements; those in code stay text', () => {
  const tree = {
    type: 'root',
    children: [
      { type: 'text', value: 'Killed. [E1, E2] Since 10:02 [E3].' },
      { type: 'element', tagName: 'code', children: [{ type: 'text', value: '[E4]' }] },
    ],
  }
  citePlugin()(tree)
  expect(JSON.stringify(tree.children).match(/"cite"/g)).toHaveLength(3)
  expect(tree.children.at(-1)).toEqual({ type: 'element', tagName: 'code', children: [{ type: 'text', value: '[E4]' }] })
})
