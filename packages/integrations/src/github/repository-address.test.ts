import { inspect } from 'node:util'
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/rest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppCredentials, tokenCredentials } from './credentials.ts'
import { repositoryAddress } from './repository-address.ts'
import { APP, APP_KEY, type Hub, openHub } from './test-support/open-hub.ts'

describe('the address of a repository', () => {
  it.each<[string, string | undefined, string, string]>([
    ['https://github.com/contoso/shop', undefined, 'https://github.com/contoso/shop', 'https://api.github.com'],
    ['https://github.com/contoso/shop.git', undefined, 'https://github.com/contoso/shop', 'https://api.github.com'],
    ['https://github.com/contoso/shop.web/', undefined, 'https://github.com/contoso/shop.web', 'https://api.github.com'],
    ['https://contoso.ghe.com/a/b', undefined, 'https://contoso.ghe.com/a/b', 'https://api.contoso.ghe.com'],
    ['https://git.contoso.com:8443/a/b', undefined, 'https://git.contoso.com:8443/a/b', 'https://git.contoso.com:8443/api/v3'],
    ['https://git.contoso.com/a/b', 'https://proxy.contoso.com/api/', 'https://git.contoso.com/a/b', 'https://proxy.contoso.com/api'],
    ['http://127.0.0.1:4000/a/b', undefined, 'http://127.0.0.1:4000/a/b', 'http://127.0.0.1:4000/api/v3'],
  ])('%s with %s', (repository, api, url, base) => {
    expect(repositoryAddress(repository, api)).toMatchObject({ url, api: base })
  })

  it.each([
    'contoso/shop',
    'git@github.com:contoso/shop.git',
    'http://github.com/contoso/shop',
    'http://127.0.0.1.example.com/a/b',
    'https://user:ghp_secret@github.com/contoso/shop',
    'https://github.com/contoso',
    'https://github.com/contoso/shop/tree/main',
    'https://github.com/contoso/..',
    'https://github.com/contoso/sh%2fop',
    'https://github.com/contoso/shop?token=ghp_secret',
    '',
  ])('is not %s, and nothing of it is repeated', (repository) => {
    expect.assertions(2)
    try {
      repositoryAddress(repository)
    } catch (fault) {
      expect(fault).toMatchObject({ code: 'GITHUB_NOT_CONFIGURED', category: 'validation' })
      expect(inspect(fault, { depth: Infinity, showHidden: true })).not.toContain('ghp_secret')
    }
  })
})

describe('credentials', () => {
  let all: Hub
  beforeAll(async () => {
    all = await openHub()
  })
  afterAll(() => all.close())

  it('of an App are renewed before they end, once for all who ask', async () => {
    let now = Date.now()
    const address = repositoryAddress(all.hub.url)
    const octokit = new Octokit({ baseUrl: address.api })
    const login = { kind: 'app', appId: APP.id, privateKey: APP_KEY } as const
    const credentials = new AppCredentials({ login, octokit, address, createAppAuth, now: () => now })
    const { signal } = new AbortController()
    const [first, same] = await Promise.all([credentials.token(signal), credentials.token(signal)])
    expect(same).toBe(first)
    now += 57 * 60_000
    expect(await credentials.token(signal)).toBe(first)
    now += 1.5 * 60_000
    const second = await credentials.token(signal)
    expect(second).not.toBe(first)
    expect(all.hub.auth.given).toBe(2)
    expect(inspect(credentials, { depth: Infinity })).not.toContain(second)
  })

  it.each(['', ' ', 'a b', 'a\nb'])('are no token: %j', (token) => {
    expect(() => tokenCredentials(token)).toThrowError(/no token/)
  })
})
