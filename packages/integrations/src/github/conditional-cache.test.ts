import type { GitHost } from '@aks-copilot/remediation/ports'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ByteCache } from './byte-cache.ts'
import { ConditionalCache } from './conditional-cache.ts'
import { type Hub, openHub, TOKEN } from './test-support/open-hub.ts'

const OTHER = 'ghp_otherTokenOfTheTest01234'
let all: Hub
let host: GitHost
beforeEach(async () => {
  all = await openHub({ tokens: [TOKEN, OTHER] })
  host = await all.open()
})
afterEach(() => all.close())

/** The statuses of what a call asks, and how much of the limit it takes. */
async function asked(call: () => Promise<unknown>): Promise<{ readonly statuses: readonly number[]; readonly counted: number }> {
  const { hub } = all
  const [before, left] = [hub.requests.length, hub.limit.left]
  await call()
  return { statuses: hub.requests.slice(before).map(({ status }) => status), counted: left - hub.limit.left }
}

describe('what did not change', () => {
  it('is asked for by its tag, costs nothing, and is what it was', async () => {
    expect(await asked(() => host.head('main'))).toEqual({ statuses: [200], counted: 1 })
    expect(await asked(() => host.head('main'))).toEqual({ statuses: [304], counted: 0 })
    expect(await host.head('main')).toBe(all.base)
    expect(await host.pullRequest('main')).toBeUndefined()
    expect(await asked(() => host.pullRequest('main'))).toEqual({ statuses: [304], counted: 0 })
  })

  it('is seen to change', async () => {
    await host.head('main')
    const next = await all.hub.git.commitFiles('main', { 'deploy/web.yaml': 'image: web:1.4\n' }, 'feat: 1.4')
    expect(await host.head('main')).toBe(next)
    expect(await asked(() => host.head('main'))).toEqual({ statuses: [304], counted: 0 })
    expect(await host.head('main')).toBe(next)
  })

  it('is seen to go, and to come back', async () => {
    await host.commitInfo(all.base)
    await all.hub.git.git(['update-ref', 'refs/heads/fix', all.base])
    expect(await host.head('fix')).toBe(all.base)
    await all.hub.git.git(['update-ref', '-d', 'refs/heads/fix'])
    expect(await host.head('fix')).toBeUndefined()
    await all.hub.git.git(['update-ref', 'refs/heads/fix', all.base])
    expect(await host.head('fix')).toBe(all.base)
  })

  it('is never shown to another token, also where both use one memory', async () => {
    const other = await all.open({ login: { kind: 'token', token: OTHER } })
    await host.head('main')
    expect(await asked(() => other.head('main'))).toEqual({ statuses: [200], counted: 1 })
    const cache = new ConditionalCache()
    const [own = '', others = ''] = [TOKEN, OTHER].map((token) => cache.keyOf(token, 'GET /pulls', {}))
    cache.keep(own, 'W/"1"', [])
    expect([cache.get(own)?.etag, cache.get(others)]).toEqual(['W/"1"', undefined])
    expect(own).not.toContain(TOKEN)
  })

  it('is asked for whole where what came with the tag was no answer', async () => {
    const rubbish = { kind: 'rubbish', text: '{"object":{}}' } as const
    all.hub.fail({ on: /\/git\/ref\//, does: rubbish })
    expect((await asked(() => host.head('main'))).statuses).toEqual([200, 200])
    expect(await host.head('main')).toBe(all.base)
  })

  it('is asked for whole once the token of an App was renewed', async () => {
    const app = await all.openAsApp()
    await app.head('main')
    expect(await asked(() => app.head('main'))).toEqual({ statuses: [304], counted: 0 })
    // The token that it has is taken for ended; the same call gets another one.
    all.hub.fail({ on: /\/git\/ref\//, does: { kind: 'answer', status: 401, body: { message: 'Bad credentials' } } })
    expect((await asked(() => app.head('main'))).statuses.slice(-1)).toEqual([200])
  })

  it('is asked for whole once a token that is read anew is another one', async () => {
    let token = TOKEN
    const own = await all.open({ login: { kind: 'token', token: () => Promise.resolve(token) } })
    await own.head('main')
    expect((await asked(() => own.head('main'))).statuses).toEqual([304])
    token = OTHER
    expect((await asked(() => own.head('main'))).statuses).toEqual([200])
  })

  it('of a host without tags is asked for whole each time', async () => {
    const plain = { ref: 'refs/heads/main', object: { sha: all.base, type: 'commit' } }
    all.hub.fail({ on: /\/git\/ref\//, times: 2, does: { kind: 'answer', status: 200, body: plain } })
    expect((await asked(() => host.head('main'))).statuses).toEqual([200])
    expect((await asked(() => host.head('main'))).statuses).toEqual([200])
  })

  it('is no success where nobody asked whether it changed', async () => {
    all.hub.fail({ on: /\/git\/ref\//, does: { kind: 'answer', status: 304 } })
    await expect(host.head('main')).rejects.toMatchObject({ code: 'GITHUB_REFUSED' })
  })
})

describe('the memory', () => {
  it('holds so many bytes and no more, and what was used last', () => {
    const cache = new ByteCache<string>(100)
    for (const name of ['a', 'b', 'c']) cache.set(name, name, 40)
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 'b', 'c'])
    cache.get('b')
    cache.set('d', 'd', 40)
    expect([cache.get('b'), cache.get('c'), cache.get('d')]).toEqual(['b', undefined, 'd'])
  })

  it('counts what takes the place of another once', () => {
    const cache = new ByteCache<string>(100)
    cache.set('a', 'old', 60)
    cache.set('a', 'new', 50)
    cache.set('b', 'b', 50)
    expect([cache.get('a'), cache.get('b')]).toEqual(['new', 'b'])
    cache.set('a', 'too large', 101)
    expect(cache.get('a')).toBeUndefined()
    cache.set('c', 'c', 50)
    expect([cache.get('b'), cache.get('c')]).toEqual(['b', 'c'])
  })
})
