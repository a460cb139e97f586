import { expect, it } from 'vitest'
import { runExecPlugin } from './exec-plugin.ts'

it('a plugin that hangs is ended with all that it started', async () => {
  const began = Date.now()
  const plugin = {
    apiVersion: 'v1',
    command: 'sh',
    arguments: ['-c', 'echo To sign in, open the page >&2; sleep 30; echo'],
    environment: {},
    provideClusterInfo: false,
  }
  const run = runExecPlugin(plugin, { name: 'c', server: 'https://c', skipTlsVerify: false }, { PATH: process.env['PATH'] }, 200)
  await expect(run).rejects.toMatchObject({
    code: 'CREDENTIALS_FAILED',
    message: expect.stringContaining('within 0.2 s: To sign in, open the page') as string,
  })
  expect(Date.now() - began).toBeLessThan(5000)
})
