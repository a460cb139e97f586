import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APP_KEY, type Hub, openHub, TOKEN } from './test-support/open-hub.ts'

let all: Hub
beforeAll(async () => {
  all = await openHub()
})
afterAll(() => all.close())

describe('a token that is read anew', () => {
  const denied = { on: /\/git\/ref\//, does: { kind: 'answer', status: 401, body: { message: 'Bad credentials' } } } as const

  it('is taken after a 401 where it was renewed meanwhile, once', async () => {
    const said = ['ghp_ended', 'ghp_ended', TOKEN]
    const own = await all.open({ login: { kind: 'token', token: () => Promise.resolve(said.shift() ?? TOKEN) } })
    await expect(own.head('main')).rejects.toMatchObject({ code: 'GITHUB_DENIED' })
    expect(await own.head('main')).toBe(all.base)
    const stale = ['ghp_ended']
    const again = await all.open({ login: { kind: 'token', token: () => Promise.resolve(stale.shift() ?? TOKEN) } })
    expect(await again.head('main')).toBe(all.base)
    let count = 0
    const other = await all.open({ login: { kind: 'token', token: () => Promise.resolve(`ghp_ended${(count += 1)}`) } })
    await expect(other.head('main')).rejects.toMatchObject({ code: 'GITHUB_DENIED' })
    expect(count).toBe(3)
  })

  it('is not asked with again where it is the same', async () => {
    all.hub.fail({ ...denied, times: 2 })
    const own = await all.open({ login: { kind: 'token', token: () => Promise.resolve(TOKEN) } })
    await expect(own.head('main')).rejects.toMatchObject({ code: 'GITHUB_DENIED' })
    await expect(own.head('main')).rejects.toMatchObject({ code: 'GITHUB_DENIED' })
    expect(await own.head('main')).toBe(all.base)
  })
})

describe('the key of an App', () => {
  it('that was mended counts without being opened again', async () => {
    let privateKey = APP_KEY.slice(0, 200)
    const own = await all.open({ login: { kind: 'app', appId: 4711, privateKey: () => Promise.resolve(privateKey) } })
    await expect(own.head('main')).rejects.toMatchObject({ code: 'GITHUB_NOT_CONFIGURED' })
    privateKey = APP_KEY
    expect(await own.head('main')).toBe(all.base)
  })
})
