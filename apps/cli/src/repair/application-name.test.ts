import { expect, it } from 'vitest'
import { applicationName, givenApplicationName, knownApplicationName } from './application-name.ts'

it.each([
  ['shop', 'shop'],
  ['argocd/shop', 'shop'],
  ['team-a/shop', 'team-a/shop'],
  ['team-a/shop.v2', 'team-a/shop.v2'],
])('what is given as %s is called %s', (given, called) => {
  expect(givenApplicationName(given, 'argocd')).toBe(called)
})

it.each(['argocd/shop/web', '/shop', 'shop/', 'Shop', '../shop', 'team.a/shop', 'a b', '-', `${'x'.repeat(64)}/shop`, 'x'.repeat(254), ''])(
  '%s is no name of an Application',
  (given) => {
    expect(knownApplicationName(given, 'argocd')).toBeUndefined()
    expect(() => givenApplicationName(given, 'argocd')).toThrowError(expect.objectContaining({ code: 'USAGE', category: 'validation' }))
  },
)

it('has the namespace only where it is not that of Argo CD', () => {
  expect(applicationName({ namespace: 'argocd', name: 'shop' }, 'argocd')).toBe('shop')
  expect(applicationName({ name: 'shop' }, 'argocd')).toBe('shop')
  expect(applicationName({ namespace: 'argocd', name: 'shop' }, 'gitops')).toBe('argocd/shop')
})
