import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ArgoCdHttp } from './server-http.ts'

const asked: (string | undefined)[] = []
const server = createServer(({ headers }, response) => {
  asked.push(headers.authorization)
  const isTaken = headers.authorization === 'Bearer renewed'
  response.writeHead(isTaken ? 200 : 401).end(JSON.stringify(isTaken ? {} : { message: `no: ${headers.authorization ?? ''}` }))
})
beforeAll(async () => await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))
afterAll(() => void server.close())

describe('the token of Argo CD', () => {
  it('is read anew for each request, and is in no fault', async () => {
    let token = 'has-ended'
    const http = new ArgoCdHttp({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: () => Promise.resolve(token) })
    const denied: unknown = await http.json('GET', '/applications').catch((error: unknown) => error)
    expect(denied).toMatchObject({ status: 401 })
    expect(String(denied)).not.toContain('has-ended')
    token = 'renewed'
    expect(await http.json('GET', '/applications')).toEqual({})
    for await (const line of http.lines('/stream/applications', {})) expect(line).toEqual({})
    expect(asked).toEqual(['Bearer has-ended', 'Bearer renewed', 'Bearer renewed'])
    token = 'no token'
    await expect(http.json('GET', '/applications')).rejects.toMatchObject({ code: 'ARGOCD_NOT_CONFIGURED' })
  })
})
