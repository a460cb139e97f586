import { expect, it } from 'vitest'
import { commentsOf } from './comments.ts'

it('finds comments, and no other #', () => {
  const text =
    '\uFEFF# head\na: 1 # one\nb: "no # comment"\nc: x#y\nd: | # of the block\n  # text\n  more\ne: \'it # is\'\n  # below\r\nf: [1, # in flow\n  2]\n'
  expect(commentsOf(text).map(({ text: comment }) => comment)).toEqual(['# head', '# one', '# of the block', '# below', '# in flow'])
  expect(commentsOf(text).every(({ start }) => text[start] === '#')).toBe(true)
})

it('finds nothing in a text that is no YAML', () => {
  expect(commentsOf('a: [1 # x\n')).toEqual([])
})
