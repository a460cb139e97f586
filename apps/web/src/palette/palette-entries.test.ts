import { expect, test } from 'vitest'
import { fitting, type PaletteEntry } from './palette-entries.ts'

const entry = (text: string, group: PaletteEntry['group'] = 'Objects'): PaletteEntry => ({ id: text, group, text, run: () => undefined })
const texts = (entries: readonly PaletteEntry[]) => entries.map(({ text }) => text)

test('a whole name comes before longer ones that begin like it', () => {
  const entries = [entry('EndpointSlice shop/db-x1'), entry('Pod shop/db-584d97dd4b-hztjq'), entry('Deployment shop/db')]
  expect(texts(fitting(entries, 'db'))[0]).toBe('Deployment shop/db')
})

test('all words must occur, in any order', () => {
  const entries = [entry('Deployment shop/cart'), entry('Service shop/cart'), entry('Deployment shop/web')]
  expect(texts(fitting(entries, 'cart dep'))).toEqual(['Deployment shop/cart'])
})

test('letters in their order are enough when there are three of them, two could be anything', () => {
  expect(texts(fitting([entry('Dark theme', 'Actions')], 'drk'))).toEqual(['Dark theme'])
  expect(fitting([entry('Dark theme', 'Actions')], 'dm')).toEqual([])
})

test('no group drowns the others', () => {
  const many = Array.from({ length: 50 }, (_, index) => entry(`Pod shop/web-${index}`))
  const found = fitting([...many, entry('Web page', 'Pages')], 'web')
  expect(found.filter(({ group }) => group === 'Objects')).toHaveLength(6)
  expect(texts(found)).toContain('Web page')
})
