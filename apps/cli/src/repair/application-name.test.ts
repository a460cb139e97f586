import { expect, it } from 'vitest'
import { applicationName, givenApplicationName } from './application-name.ts'

it.each([
  ['shop', 'shop'],
  ['argocd/shop', 'shop'],
  ['team-a/shop', 'team-a/shop'],
  // No names of Applications: whoever asks for them says so.
  ['argocd/shop/web', 'argocd/shop/web'],
  ['/shop', '/shop'],
])('what is given as %s is called %s', (given, called) => {
  expect(givenApplicationName(given, 'argocd')).toBe(called)
})

it('has the namespace only where it is not that of Argo CD', () => {
  expect(applicationName({ namespace: 'argocd', name: 'shop' }, 'argocd')).toBe('shop')
  expect(applicationName({ name: 'shop' }, 'argocd')).toBe('shop')
  expect(applicationName({ namespace: 'argocd', name: 'shop' }, 'gitops')).toBe('argocd/shop')
})
