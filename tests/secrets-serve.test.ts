import { createHmac } from 'node:crypto'
import type { RunningServer } from '@aks-copilot/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RememberingDesk } from './repair-desk.ts'
import { leaksIn, type Planted } from './secrets/planted.ts'
import { TestSocket, testServer } from './test-server.ts'

const HOOK = '6f1c0a8e5b7d4c3f9a2e1d0c8b7a69584736251403f2e1d0c9b8a79685746352'
const TOKEN = 'kB8pMy4fWc6gLt0rHs2eXn7vQz1d'
const seconds = Math.floor(Date.now() / 1000)
const body = (application: string): string => JSON.stringify({ application, namespace: 'argocd' })
const hmac = (text: string): string => createHmac('sha256', HOOK).update(text).digest('hex')
const signature = (application: string): string => hmac(`${seconds}.${body(application)}`)
/** Signatures are as good as the secret for whoever sends the same once more, to another server. */
const PLANTED: Planted = {
  'hook secret': HOOK,
  'server token': TOKEN,
  'signature that was taken': signature('shop'),
  'signature that would be right': signature('bank'),
  'signature of the body alone': hmac(body('bank')),
  'token of somebody who has none': 'zZ4mNx7qLp2sRt9vKc6yBd1w',
}

const lines: string[] = []
const shown: string[] = []
let server: RunningServer
const desk = new RememberingDesk()
beforeAll(async () => {
  const log = (level: string, fields: object): void => void lines.push(JSON.stringify({ level, ...fields }))
  server = await testServer({ repairs: desk, hookSecret: HOOK, token: TOKEN, log })
})
afterAll(async () => await server.stop())

async function send(path: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(`${server.url}${path}`, { redirect: 'manual', ...init })
  shown.push(JSON.stringify([response.status, [...response.headers], await response.text()]))
  return response.status
}
const hook = async (application: string, sent: string): Promise<number> =>
  await send('/hooks/argocd', {
    method: 'POST',
    body: body(application),
    headers: { 'x-aks-copilot-signature': `t=${seconds},v1=${sent}` },
  })

it('the secrets of a server, and what is signed with them, are in no answer, log, message and audit trail', async () => {
  expect(await hook('shop', signature('shop'))).toBe(202)
  expect(await hook('shop', signature('shop'))).toBeGreaterThan(399)
  expect(await hook('bank', signature('shop'))).toBe(401)
  expect(await hook('bank', 'f'.repeat(64))).toBe(401)
  expect(await hook('bank', `${hmac(body('bank'))}, and more`)).toBeGreaterThan(399)
  const stranger = `Bearer ${PLANTED['token of somebody who has none']}`
  for (const path of ['/', '/api/summary', '/api/repairs', '/metrics', '/api/openapi.json', '/api/nowhere'])
    for (const authorization of [`Bearer ${TOKEN}`, stranger, `Basic ${btoa(`x:${TOKEN}`)}`, `Bearer ${TOKEN.slice(0, 20)}`, ''])
      await send(path, { headers: authorization === '' ? {} : { authorization } })
  for (const path of [`/api/summary?token=${TOKEN}`, `/api/objects?limit=${TOKEN}`, `/api/incidents/${TOKEN}`])
    await send(path, { headers: { authorization: stranger } })
  const socket = await TestSocket.open(server.url, { authorization: `Bearer ${TOKEN}` })
  socket.send({ type: 'ask', id: 'one', question: 'what is broken?' })
  await socket.message('answer-end')
  socket.socket.close()
  expect(lines.length + shown.length).toBeGreaterThan(30)
  const everything = { answers: shown, log: lines, messages: socket.messages, audit: desk.audited, wishes: desk.wishes }
  for (const [where, said] of Object.entries(everything)) expect(leaksIn(JSON.stringify(said), where, PLANTED)).toEqual([])
}, 60_000)
