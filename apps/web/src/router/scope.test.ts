import { expect, test } from 'vitest'
import { incidentPath, objectPath } from './paths.ts'
import { scopedHref, scopeOf, withScope } from './scope.ts'

const scope = { cluster: 'prod', namespace: 'shop', at: '2026-11-22T10:02:00.000Z' }

test('an address restores the scope that it was made of', () => {
  const href = scopedHref('/explore/objects?object=Pod%2Fshop%2Fcart', scope)
  expect(scopeOf(href.split('?')[1] ?? '')).toEqual(scope)
  expect(new URLSearchParams(href.split('?')[1]).get('object')).toBe('Pod/shop/cart')
})

test('what a link says itself is stronger than the scope', () => {
  expect(scopedHref('/?namespace=other', scope)).toContain('namespace=other')
  expect(scopedHref('/?namespace=other', scope)).not.toContain('namespace=shop')
})

test('a time that is none is no time', () => {
  expect(scopeOf('at=yesterday').at).toBeUndefined()
})

test('a part of the scope is changed, the rest of the address stays', () => {
  expect(withScope('tab=logs&at=2026-11-22T10%3A02%3A00Z&namespace=shop', { at: undefined })).toBe('tab=logs&namespace=shop')
})

test('fingerprints and names with slashes and colons survive the address', () => {
  const fingerprint = 'container-oom-killed:Deployment/shop/db:db'
  expect(decodeURIComponent(incidentPath(fingerprint).split('/')[2] ?? '')).toBe(fingerprint)
  expect(new URLSearchParams(objectPath({ kind: 'Node', name: 'a&b' }).split('?')[1]).get('object')).toBe('Node//a&b')
})
