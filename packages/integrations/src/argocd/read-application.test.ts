import { describe, expect, it } from 'vitest'
import { applicationSchema } from './application-schema.ts'
import { readApplication } from './read-application.ts'

const repositoryOf = (repoURL: string): string | undefined => {
  const application = { metadata: { name: 'shop', namespace: 'argocd' }, spec: { source: { repoURL, path: 'app' } } }
  return readApplication(applicationSchema.parse(application)).sources[0]?.repository
}

describe('the repository of an Application', () => {
  it.each([
    ['https://deploy:planted-1@github.com/contoso/shop.git', 'https://github.com/contoso/shop.git'],
    ['https://planted-1@github.com/contoso/shop', 'https://github.com/contoso/shop'],
    ['https://deploy:plan/ted@1@github.com/contoso/shop', ''],
    ['https://github.com/contoso/shop?token=planted-1', 'https://github.com/contoso/shop'],
    ['ssh://git:planted-1@github.com/contoso/shop', 'ssh://git@github.com/contoso/shop'],
    ['oci://deploy:planted-1@registry.example/charts', 'oci://deploy@registry.example/charts'],
  ])('is read of %s without the login', (given, wanted) => {
    const read = repositoryOf(given)
    expect(read).not.toMatch(/plan\/?ted/)
    if (wanted !== '') expect(read).toBe(wanted)
  })

  it.each(['https://github.com/contoso/shop.git', 'git@github.com:contoso/shop.git', 'file:///srv/git/shop.git', ''])(
    'stays %j',
    (address) => expect(repositoryOf(address)).toBe(address),
  )
})
