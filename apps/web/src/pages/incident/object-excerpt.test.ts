import { expect, test } from 'vitest'
import { excerpt } from './object-excerpt.ts'

const pod = {
  kind: 'Pod',
  metadata: { name: 'db', annotations: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`note-${index}`, 'x'])) },
  spec: { containers: [{ name: 'db', image: 'busybox:1.36', resources: { limits: { memory: '24Mi' } } }] },
}

test('the field is lit among what surrounds it, and the rest of the object is left out', () => {
  const lines = excerpt(pod, '/spec/containers/0/resources/limits/memory')
  expect(lines.filter(({ lit }) => lit).map(({ text }) => text.trim())).toEqual(['memory: "24Mi"'])
  expect(lines.some(({ text }) => text.includes('busybox:1.36'))).toBe(true)
  expect(lines.some(({ text }) => text.includes('note-1'))).toBe(false)
})

test('a field that is not there lights nothing, its nearest ancestor is shown', () => {
  const lines = excerpt(pod, '/spec/containers/0/resources/requests/cpu')
  expect(lines.some(({ lit }) => lit)).toBe(false)
  expect(lines.some(({ text }) => text.includes('24Mi'))).toBe(true)
})

test('the escapes of a JSON Pointer are undone', () => {
  const lines = excerpt({ metadata: { labels: { 'app/name': 'cart' } } }, '/metadata/labels/app~1name')
  expect(lines.find(({ lit }) => lit)?.text).toContain('cart')
})
