import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { hookAnswerSchema, problemSchema } from '@aks-copilot/contracts'
import type { RunningServer } from '@aks-copilot/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RememberingDesk } from './repair-desk.ts'
import { testServer } from './test-server.ts'

const SECRET = '6f1c0a8e5b7d4c3f9a2e1d0c8b7a69584736251403f2e1d0c9b8a79685746352'
const BODY = JSON.stringify({ application: 'shop', namespace: 'argocd', health: 'ignored' })
const seconds = (late = 0): number => Math.floor(Date.now() / 1000) - late

function hmac(text: string, secret = SECRET): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}

function signed(body: string, time = seconds(), secret = SECRET): Record<string, string> {
  return { 'x-aks-copilot-signature': `t=${time},v1=${hmac(`${time}.${body}`, secret)}` }
}

function envelope(payload: string, time = seconds()): string {
  return JSON.stringify({ payload, signature: `t=${time},v1=${hmac(`${time}.${payload}`)}` })
}

let desk: RememberingDesk
let server: RunningServer
beforeEach(async () => {
  desk = new RememberingDesk()
  server = await testServer({ repairs: desk, hookSecret: SECRET, token: 'a token of the server', mostRequests: 600 })
})
afterEach(async () => await server.stop())

async function hook(body: string, headers: Record<string, string> = {}, url = server.url): Promise<Response> {
  return await fetch(`${url}/hooks/argocd`, { method: 'POST', body, headers })
}

async function refusal(response: Response): Promise<[number, string]> {
  const problem = problemSchema.parse(await response.json())
  expect(JSON.stringify(problem)).not.toContain(SECRET.slice(0, 8))
  return [response.status, problem.code]
}

describe('POST /hooks/argocd', () => {
  it('begins a run of the Application that it names, and says which, without a token of the server', async () => {
    const response = await hook(BODY, signed(BODY))
    expect(response.status).toBe(202)
    expect(hookAnswerSchema.parse(await response.json())).toMatchObject({ runId: 'run-1', application: 'shop', state: 'running' })
    expect(desk.wishes).toEqual([{ application: 'shop', trigger: 'webhook', detail: 'a signed notification' }])
    expect(desk.audited).toEqual([{ what: 'hook', detail: { from: '127.0.0.1', application: 'shop' } }])
  })

  it('takes what a template of argocd-notifications can sign, and what relays send', async () => {
    const hub = JSON.stringify({ application: 'cart', namespace: 'team', at: seconds() })
    const answers = await Promise.all([
      hook(envelope(JSON.stringify({ application: 'shop', id: 'a' })), { 'content-type': 'application/json' }),
      hook(hub, { 'x-hub-signature-256': `sha256=${hmac(hub)}` }),
      hook(BODY, { ...signed(BODY), 'content-type': 'application/x-www-form-urlencoded' }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(desk.wishes.map(({ application }) => application).toSorted()).toEqual(['shop', 'shop', 'team/cart'])
  })

  it.each<[string, string, () => Record<string, string>, number, string]>([
    ['no signature', BODY, () => ({}), 401, 'HOOK_UNSIGNED'],
    ['no JSON, and no signature', '}', () => ({}), 401, 'HOOK_UNSIGNED'],
    ['nothing', '', () => ({}), 401, 'HOOK_UNSIGNED'],
    ['another secret', BODY, () => signed(BODY, seconds(), 'f'.repeat(64)), 401, 'HOOK_SIGNATURE_WRONG'],
    ['another body', BODY.replace('shop', 'bank'), () => signed(BODY), 401, 'HOOK_SIGNATURE_WRONG'],
    [
      'another time',
      BODY,
      () => ({ 'x-aks-copilot-signature': signed(BODY)['x-aks-copilot-signature']?.replace(/t=\d+/, 't=1') ?? '' }),
      401,
      'HOOK_SIGNATURE_WRONG',
    ],
    ['half a signature', BODY, () => ({ 'x-aks-copilot-signature': `t=${seconds()},v1=abc` }), 401, 'HOOK_SIGNATURE_WRONG'],
    ['an old one', BODY, () => signed(BODY, seconds(301)), 401, 'HOOK_TIME_REFUSED'],
    ['a future one', BODY, () => signed(BODY, seconds(-320)), 401, 'HOOK_TIME_REFUSED'],
    [
      'a body without a time, where the signature covers none',
      BODY,
      () => ({ 'x-hub-signature-256': `sha256=${hmac(BODY)}` }),
      400,
      'HOOK_MALFORMED',
    ],
    ['no application', '{"namespace":"argocd"}', () => signed('{"namespace":"argocd"}'), 400, 'HOOK_MALFORMED'],
    ['more than 16 KiB', `${BODY}${' '.repeat(17_000)}`, () => ({}), 413, 'REQUEST_TOO_LARGE'],
  ])('refuses %s, and says so in the audit trail', async (_, body, headers, status, code) => {
    expect(await refusal(await hook(body, headers()))).toEqual([status, code])
    expect(desk.wishes).toEqual([])
    expect(desk.audited).toEqual([{ what: 'hook', detail: { from: '127.0.0.1', refused: code } }])
  })

  it('takes each notification once, however its signature is written', async () => {
    const headers = signed(BODY)
    expect((await hook(BODY, headers)).status).toBe(202)
    expect(await refusal(await hook(BODY, headers))).toEqual([409, 'HOOK_REPLAYED'])
    const loud = (headers['x-aks-copilot-signature'] ?? '').replace(/v1=.*/, (text) => `v1=${text.slice(3).toUpperCase()}`)
    expect(await refusal(await hook(BODY, { 'x-aks-copilot-signature': loud }))).toEqual([409, 'HOOK_REPLAYED'])
    expect(desk.wishes).toHaveLength(1)
  })

  it('takes one again that found no place', async () => {
    const headers = signed(BODY)
    desk.isFull = true
    expect((await hook(BODY, headers)).status).toBe(429)
    desk.isFull = false
    expect((await hook(BODY, headers)).status).toBe(202)
  })

  it('is called by whatever name a cluster gives the server', async () => {
    const headers = { ...signed(BODY), host: 'aks-copilot.ops.svc:8000' }
    const status = await new Promise((resolve, reject) => {
      const call = request(`${server.url}/hooks/argocd`, { method: 'POST', headers }, (response) => resolve(response.resume().statusCode))
      call.on('error', reject).end(BODY)
    })
    expect(status).toBe(202)
  })

  it('answers only so many of one address', async () => {
    const answers = await Promise.all(Array.from({ length: 70 }, async () => await hook('{}')))
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(60)
  })

  it('refuses a page of another site, whatever it has signed', async () => {
    expect(await refusal(await hook(BODY, { ...signed(BODY), origin: 'https://evil.example' }))).toEqual([403, 'ORIGIN_REFUSED'])
  })

  it.each([
    ['repairs nothing', { hookSecret: SECRET }],
    ['has no secret', { repairs: new RememberingDesk() }],
  ])('is not there where the server %s', async (_, options) => {
    const other = await testServer(options)
    try {
      expect(await refusal(await hook(BODY, signed(BODY), other.url))).toEqual([404, 'HOOK_NOT_CONFIGURED'])
    } finally {
      await other.stop()
    }
  })
})
