import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, ['apps/cli/src/main.ts', 'mcp', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return { child, said: () => ({ out, err }) }
}

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
}

it('speaks the protocol and nothing else on standard output, and ends when the client goes', async () => {
  const { child, said } = start('--from', 'evals/recordings/cascade-of-three.json')
  for (const message of [
    INITIALIZE,
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'diagnose', arguments: {} } },
  ])
    child.stdin.write(`${JSON.stringify(message)}\n`)
  child.stdin.write('this is no JSON\n')
  await expect.poll(() => said().out.trim().split('\n').length, { timeout: 20_000 }).toBe(2)
  const replies = said()
    .out.trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: number; result: { isError?: boolean } })
  expect(replies.map(({ id, result }) => [id, result.isError])).toEqual([
    [1, undefined],
    [2, undefined],
  ])
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(said().err).toBe('')
}, 40_000)

it('a recording that is not there is told on standard error', async () => {
  const { child, said } = start('--from', 'nothing.json')
  expect(await once(child, 'exit')).toEqual([2, null])
  expect([said().out, said().err]).toEqual(['', expect.stringContaining("The recording nothing.json can't be read.")])
}, 40_000)
