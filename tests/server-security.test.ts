import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestSocket, testServer } from './test-server.ts'

const TOKEN = 'a-token-that-is-long-enough'
let open: Awaited<ReturnType<typeof testServer>>
let closed: Awaited<ReturnType<typeof testServer>>
beforeAll(async () => {
  open = await testServer({ allowedHosts: ['console.example.com'] })
  closed = await testServer({ token: TOKEN })
})
afterAll(async () => {
  await open.stop()
  await closed.stop()
})

/** A request with headers that fetch does not let anybody set. */
async function status(url: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return await new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('a server on this machine', () => {
  it.each([
    ['localhost:8000', 200],
    ['127.0.0.1', 200],
    ['[::1]:8000', 200],
    ['console.example.com', 200],
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.nip.io', 403],
    ['localhost@evil.example', 403],
  ])('asked as %s answers %i: no other name leads here', async (host, expected) => {
    expect(await status(`${open.url}/api/summary`, { host })).toBe(expected)
  })

  it('no page of another site may ask', async () => {
    expect(await status(`${open.url}/api/summary`, { origin: open.url })).toBe(200)
    expect(await status(`${open.url}/api/summary`, { origin: 'http://evil.example' })).toBe(403)
    expect(await status(`${open.url}/api/summary`, { origin: 'null' })).toBe(403)
    expect(await status(`${open.url}/api/summary`, { origin: open.url.replace(/\d+$/, '1') })).toBe(403)
    expect(await status(`${open.url}/api/summary`, { 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await status(`${open.url}/api/conversations`, { origin: 'http://evil.example' }, 'DELETE')).toBe(403)
  })

  it('no page of another site may open a socket', async () => {
    await expect(TestSocket.open(open.url, { origin: 'http://evil.example' })).rejects.toThrow('403')
    await expect(TestSocket.open(open.url, { host: 'evil.example' })).rejects.toThrow('403')
    const own = await TestSocket.open(open.url)
    own.socket.close()
  })

  it('nothing of a page may be inline, framed, cached or guessed', async () => {
    const page = await fetch(`${open.url}/api/docs`)
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self';manifest-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    )
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await fetch(`${open.url}/api/summary`)).headers.get('cache-control')).toBe('no-store')
  })

  it.each(['/..%2f..%2fpackage.json', '/assets/..%2f..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/package.json', '/assets/%00'])(
    'no file beside the page comes out: %s',
    async (path) => {
      const response = await fetch(`${open.url}${path}`)
      expect(await response.text()).not.toContain('"workspaces"')
    },
  )

  it('many requests of one address are slowed down', async () => {
    const small = await testServer({ mostRequests: 5 })
    const answers = await Promise.all(Array.from({ length: 8 }, async () => await fetch(`${small.url}/api/summary`)))
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 200, 200, 200, 200, 429, 429, 429])
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await refused?.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS', category: 'transient' })
    await small.stop()
  })
})

describe('a server for others', () => {
  it('does not start without a token, or with a short one', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'console.example.com'])
      await expect(testServer({ host })).rejects.toMatchObject({ code: 'SERVER_TOKEN_MISSING', category: 'validation' })
    await expect(testServer({ host: '0.0.0.0', token: 'short' })).rejects.toMatchObject({ code: 'SERVER_TOKEN_MISSING' })
  })

  it('says nothing to who has no token', async () => {
    for (const path of [
      '/api/summary',
      '/api/openapi.json',
      '/metrics',
      '/api/articles',
      '/mcp',
      '/API/summary',
      '//api/summary',
      '/api//summary',
      '/%61pi/summary',
    ]) {
      const response = await fetch(`${closed.url}${path}`, { redirect: 'manual' })
      expect([401, 404, 303], path).toContain(response.status)
      expect(await response.text()).not.toMatch(/cascade|incident/)
    }
    await expect(TestSocket.open(closed.url)).rejects.toThrow('401')
    await expect(TestSocket.open(closed.url, { authorization: 'Bearer wrong' })).rejects.toThrow('401')
    expect((await fetch(`${closed.url}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${closed.url}/api/session`)).json()).toMatchObject({ required: true, signedIn: false })
  })

  it('answers who has it, also a socket', async () => {
    const authorization = `Bearer ${TOKEN}`
    expect((await fetch(`${closed.url}/api/summary`, { headers: { authorization } })).status).toBe(200)
    const socket = await TestSocket.open(closed.url, { authorization })
    socket.socket.close()
  })

  it('a browser signs in with a form, and gets a cookie that no script and no other site can use', async () => {
    const first = await fetch(`${closed.url}/incidents`, { redirect: 'manual' })
    expect([first.status, first.headers.get('location')]).toEqual([303, '/login'])
    expect(await (await fetch(`${closed.url}/login`)).text()).toContain('<form method="post" action="/login">')
    const form = async (token: string): Promise<Response> =>
      await fetch(`${closed.url}/login`, { method: 'POST', body: new URLSearchParams({ token }), redirect: 'manual' })
    expect((await form('wrong')).status).toBe(401)
    const signedIn = await form(TOKEN)
    const cookie = signedIn.headers.get('set-cookie') ?? ''
    expect(signedIn.status).toBe(303)
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict/)
    expect(cookie).not.toContain(TOKEN)
    const [value = ''] = cookie.split(';')
    expect((await fetch(`${closed.url}/api/summary`, { headers: { cookie: value } })).status).toBe(200)
    const socket = await TestSocket.open(closed.url, { cookie: value })
    socket.socket.close()
    const later = value.replace(/=\d+/, (until) => `=${Number(until.slice(1)) + 1}`)
    for (const forged of [later, `${value}x`, value.replace(/\..*/, '.'), 'aks-copilot-session=9999999999999.'])
      expect((await fetch(`${closed.url}/api/summary`, { headers: { cookie: forged } })).status).toBe(401)
  })

  it('who guesses tokens is slowed down', async () => {
    const guarded = await testServer({ token: TOKEN })
    const guess = async (): Promise<number> =>
      (await fetch(`${guarded.url}/login`, { method: 'POST', body: new URLSearchParams({ token: 'guess' }), redirect: 'manual' })).status
    const statuses: number[] = []
    for (let count = 0; count < 12; count++) statuses.push(await guess())
    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401))
    expect(statuses.slice(10)).toEqual([429, 429])
    await guarded.stop()
  })
})
