import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { sendEnvelopes } from './send-envelopes.ts'

it('leaves an answer that has no end', async () => {
  let written = 0
  const pour = (response: ServerResponse): void => {
    while (!response.destroyed && response.write('x'.repeat(65_536))) written += 65_536
    response.once('drain', () => pour(response))
  }
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(503)
    pour(response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2.1/track`
    expect(await sendEnvelopes(url, [], 20_000)).toMatchObject({ why: 'status 503' })
    expect(written).toBeLessThan(32 * 1024 * 1024)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  }
})
