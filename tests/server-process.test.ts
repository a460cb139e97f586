import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'
import { TestSocket, testServer } from './test-server.ts'

const ROOT = join(import.meta.dirname, '..')
const RECORDINGS = ['cascade-of-three', 'claim-missing'].flatMap((name) => ['--from', `evals/recordings/${name}.json`])

interface Started {
  readonly child: ChildProcess
  readonly output: () => string
  readonly errors: () => string
  readonly ended: Promise<number | null>
}

const children: ChildProcess[] = []
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')))

function start(args: readonly string[], environment: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ['apps/cli/src/main.ts', 'serve', ...args], {
    cwd: ROOT,
    env: { ...process.env, AKS_COPILOT_MODEL_NAME: 'none', ...environment },
  })
  children.push(child)
  let [output, errors] = ['', '']
  child.stdout.on('data', (text) => (output += String(text)))
  child.stderr.on('data', (text) => (errors += String(text)))
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return { child, output: () => output, errors: () => errors, ended }
}

/** A kubeconfig whose server nobody is at: whoever follows it tries again without end. */
function nobody(): string {
  const entry = {
    clusters: [{ name: 'x', cluster: { server: 'http://127.0.0.1:1' } }],
    contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
  }
  const text = JSON.stringify({ ...entry, users: [{ name: 'x', user: {} }], 'current-context': 'x' })
  return join(temporaryFolder({ kubeconfig: text }), 'kubeconfig')
}

async function addressOf({ output }: Started): Promise<string> {
  await expect.poll(output, { timeout: 60_000 }).toMatch(/http:\S+/)
  return /http:\S+/.exec(output())?.[0] ?? ''
}

describe('aks-copilot serve', () => {
  it.each([
    ['a setting', { AKS_COPILOT_MODEL_NAME: 'x', AKS_COPILOT_MODEL_TEMPERATURE: '9' }, 'CONFIGURATION_INVALID model.temperature is `9`.'],
    ['the port', { AKS_COPILOT_SERVER_PORT: '99999' }, 'CONFIGURATION_INVALID `99999` is no port.'],
    ['the token', { AKS_COPILOT_SERVER_HOST: '0.0.0.0' }, 'SERVER_TOKEN_MISSING'],
  ])(
    'ends with 2 where %s is wrong, and follows no cluster any more',
    async (_, environment, said) => {
      const started = start([], { KUBECONFIG: nobody(), ...environment })
      expect(await started.ended).toBe(2)
      expect(started.errors()).toContain(said)
    },
    60_000,
  )

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends on %s within five seconds with 0, also with sockets and checks open',
    async (signal) => {
      const started = start([...RECORDINGS, '--port', '0'])
      const url = await addressOf(started)
      const { items } = (await (await fetch(`${url}/api/clusters`)).json()) as { items: { name: string }[] }
      expect(items.map(({ name }) => name)).toEqual(['test', 'test (2)'])
      expect((await fetch(`${url}/api/summary`)).status).toBe(400)
      expect((await fetch(`${url}/api/summary?cluster=${encodeURIComponent('test (2)')}`)).status).toBe(200)
      const socket = await TestSocket.open(url)
      const body = JSON.stringify({ files: [{ path: 'a.yaml', text: 'apiVersion: v1\nkind: Pod\n' }] })
      await fetch(`${url}/api/check`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      const began = performance.now()
      started.child.kill(signal)
      expect(await started.ended).toBe(0)
      expect(performance.now() - began).toBeLessThan(5000)
      expect(await socket.message('server-notice')).toMatchObject({ code: 'SERVER_STOPPING' })
      expect(started.output()).toBe(`aks-copilot serves ${url} (Ctrl-C ends it)\n`)
      expect(started.errors()).toBe('')
    },
    120_000,
  )

  it('logs requests as JSON with their run, and never what was asked', async () => {
    const started = start([...RECORDINGS, '--port', '0', '--log-format', 'json'])
    const url = await addressOf(started)
    const response = await fetch(`${url}/api/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ question: 'is password=hunter2 the reason?', cluster: 'test' }),
    })
    expect(response.status).toBe(200)
    await fetch(`${url}/api/events?cluster=test&text=hunter2`)
    await expect.poll(started.errors).toContain('/api/events')
    const [ready, first] = started
      .errors()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(ready).toMatchObject({ level: 'info', message: 'ready' })
    expect(first).toMatchObject({
      level: 'info',
      message: 'request',
      method: 'POST',
      route: '/api/ask',
      status: 200,
      runId: response.headers.get('x-run-id'),
    })
    expect(started.errors()).not.toContain('hunter2')
    expect(JSON.parse(started.output())).toMatchObject({ level: 'info', message: `aks-copilot serves ${url} (Ctrl-C ends it)` })
  }, 120_000)

  it('refuses another address without a token, a port that is taken, and a recording that is not there', async () => {
    const open = start([...RECORDINGS, '--host', '0.0.0.0'])
    expect(await open.ended).toBe(2)
    expect(open.errors()).toContain('SERVER_TOKEN_MISSING')
    const other = await testServer()
    const taken = start([...RECORDINGS, '--port', new URL(other.url).port])
    expect(await taken.ended).toBe(2)
    expect(taken.errors()).toContain('SERVER_ADDRESS_REFUSED')
    await other.stop()
    const missing = start(['--from', 'nobody.json', '--port', '0'])
    expect(await missing.ended).toBe(2)
    expect(missing.errors()).toContain('INPUT_NOT_FOUND')
  }, 120_000)

  it('starts with the token of the environment, and shows it nowhere', async () => {
    const token = 'a-token-of-the-environment'
    const started = start([...RECORDINGS, '--port', '0', '--host', '0.0.0.0', '--log-format', 'json'], { AKS_COPILOT_SERVER_TOKEN: token })
    const url = (await addressOf(started)).replace('0.0.0.0', '127.0.0.1')
    expect((await fetch(`${url}/api/clusters`)).status).toBe(401)
    expect((await fetch(`${url}/api/clusters`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
    expect(started.output() + started.errors()).not.toContain(token)
  }, 120_000)
})

/** Open files and sockets of this process, where the system tells. */
function handles(): number {
  return readdirSync('/proc/self/fd').length
}

describe.skipIf(process.platform !== 'linux')('what a server leaves behind', () => {
  it('is nothing: no socket, no file, no timer', async () => {
    const life = async (): Promise<void> => {
      const server = await testServer()
      const sockets = await Promise.all(Array.from({ length: 5 }, async () => await TestSocket.open(server.url)))
      await TestSocket.open(server.url, { origin: 'http://evil.example' }).catch(() => undefined)
      for (const socket of sockets) socket.send({ type: 'ask', id: 'a', question: 'what is broken?' })
      await sockets[0]?.message('answer-end')
      sockets[1]?.socket.terminate()
      const body = JSON.stringify({ files: [{ path: 'a.yaml', text: 'a: 1' }] })
      await (await fetch(`${server.url}/api/check`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).text()
      await server.stop()
      await Promise.all(sockets.map(async (socket) => await socket.end()))
    }
    await life()
    const before = handles()
    for (let count = 0; count < 2; count++) await life()
    await expect.poll(handles, { timeout: 8000 }).toBeLessThanOrEqual(before + 1)
  }, 120_000)
})
