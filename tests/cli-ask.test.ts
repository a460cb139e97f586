import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { connectCluster, followCluster } from '@aks-copilot/cluster'
import type { Answer, ClusterStatus } from '@aks-copilot/contracts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FakeEndpoint } from '../packages/models/src/test-support/fake-endpoint.ts'
import { hasPty, Pty, terminalSettings } from './pty.ts'
import { runCli } from './run-cli.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { recorded, testServer, type TestServerOptions } from './test-server.ts'

const ROOT = join(import.meta.dirname, '..')
const RECORDING = join(ROOT, 'evals/recordings/cascade-of-three.json')
const FROM = ['--from', RECORDING, '--quiet']
const NO_MODEL = { AKS_COPILOT_MODEL_NAME: 'none' }
const QUESTIONS = ['what is broken?', 'why is web failing?', 'which pods are not ready?', 'and its logs?']

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function serve(options: TestServerOptions = {}): Promise<string> {
  const server = await testServer(options)
  ends.push(server.stop)
  return server.url
}

async function run(args: readonly string[], stdin = '', environment: Readonly<Record<string, string>> = NO_MODEL): Promise<string> {
  const { status, stdout, stderr } = await runCli(args, { cwd: temporaryFolder(), stdin, environment })
  expect({ status, stderr }, args.join(' ')).toEqual({ status: 0, stderr: '' })
  return stdout
}

/** What two answers to the same question must have in common, wherever they come from. */
function gist({ question, intent, headline, answer, citations, understood, suggestions }: Answer) {
  return { question, intent, headline, answer, citations, objects: understood.objects, suggestions }
}

async function asked(args: readonly string[], environment?: Readonly<Record<string, string>>) {
  return gist(JSON.parse(await run(['ask', ...args, '--format', 'json'], '', environment)) as Answer)
}

describe('ask and chat', () => {
  it('answer the same through a running server as by themselves', async () => {
    const server = ['--server', await serve({ views: [recorded('cascade-of-three')] })]
    for (const question of QUESTIONS.slice(0, 3)) expect(await asked([question, ...server])).toEqual(await asked([question, ...FROM]))
    const lines = `${QUESTIONS.join('\n')}\n`
    const own = await run(['chat', ...FROM], lines)
    expect(await run(['chat', ...server], lines)).toBe(own)
    // The last one asks for the logs of what the one before named.
    expect(own).toMatch(/Deployment web|db/)
  })

  it('chat in a pipe: answers and nothing else, commands among them, until the end of the input', async () => {
    const [first = '', second = ''] = QUESTIONS
    const alone = await run(['ask', first, ...FROM])
    const out = await run(['chat', ...FROM], `${first}\n\n/new\n${second}\n/exit\nnever asked\n`)
    expect(out.startsWith(alone)).toBe(true)
    expect(out).toContain('Forgotten.\n')
    expect(out).not.toMatch(/^> |Asking|never asked/m)
  })

  it('a question that fails ends no conversation', async () => {
    const { status, stdout, stderr } = await runCli(['chat', '--server', 'http://127.0.0.1:9'], {
      stdin: 'a?\nb?\n',
      environment: NO_MODEL,
    })
    expect([status, stdout]).toEqual([0, ''])
    expect(stderr.match(/SERVER_UNREACHABLE/g)).toHaveLength(2)
  })

  it('tell which sentences of a model were left out, and why there is none', async () => {
    const endpoint = await FakeEndpoint.start({ flavour: 'openai' })
    ends.push(async () => await endpoint.stop())
    endpoint.behaviours = [{ does: 'say', words: ['The', ' moon', ' broke', ' pod', ' zork-7', '.'] }]
    const environment = { AKS_COPILOT_MODEL_PROVIDER: 'openai-compatible', AKS_COPILOT_MODEL_ENDPOINT: `${endpoint.origin}/v1` }
    const out = await run(['ask', 'why is web failing?', ...FROM], '', environment)
    expect(out).toContain('Left out: 1 sentence of the model; the evidence does not bear it out.')
    expect(out).not.toContain('zork')
    endpoint.behaviours = [{ does: 'status', status: 401 }]
    expect(await run(['ask', 'why is web failing?', ...FROM], '', environment)).toMatch(/No prose: .*401.*Check AKS_COPILOT_MODEL_KEY/)
  })
})

const MAIN = join(ROOT, 'apps/cli/src/main.ts')

describe.skipIf(!hasPty)('chat on a terminal', { timeout: 120_000 }, () => {
  it('prompts, stops an answer at Ctrl-C, ends at Ctrl-C, and leaves the terminal as it was', async () => {
    const endpoint = await FakeEndpoint.start({ flavour: 'openai' })
    ends.push(async () => await endpoint.stop())
    endpoint.behaviours = [{ does: 'hang' }]
    const chat = `${process.execPath} ${MAIN} chat --from ${RECORDING}`
    const pty = new Pty(`stty -a; ${chat}; echo "status $?"; stty -a`, {
      AKS_COPILOT_MODEL_PROVIDER: 'openai-compatible',
      AKS_COPILOT_MODEL_ENDPOINT: `${endpoint.origin}/v1`,
    })
    const before = await pty.shows(/Asking cluster .*\r\n.*> /)
    pty.type('why is web failing?\r')
    // The answer from the evidence is there while the model hangs.
    await pty.shows(/Cause:/)
    await expect.poll(() => endpoint.running, { timeout: 10_000 }).toBe(1)
    pty.type('\u0003')
    expect(await pty.shows(/Stopped\.\r\n[^]*> /)).not.toContain('INTERRUPTED')
    await expect.poll(() => endpoint.running).toBe(0)
    pty.type('/help\r')
    await pty.shows(/forget what was asked before[^]*> /)
    pty.type('\u0003')
    const after = await pty.end()
    expect(after).toContain('status 0')
    expect(terminalSettings(after)).toEqual(terminalSettings(before))
    expect(terminalSettings(after)).toContain('icanon')
  })
})

const KUBECONFIG = process.env['KUBECONFIG'] ?? ''
const NAMESPACE = `d-ask-${process.pid}`

describe.skipIf(KUBECONFIG === '')('ask and chat against a real cluster', { timeout: 120_000 }, () => {
  const environment = { ...NO_MODEL, KUBECONFIG }
  beforeAll(() => {
    execFileSync('kubectl', ['create', 'namespace', NAMESPACE])
    for (const name of ['cart', 'till'])
      execFileSync('kubectl', ['create', 'service', 'clusterip', name, '--tcp=80', `--namespace=${NAMESPACE}`])
  })
  afterAll(() => void spawnSync('kubectl', ['delete', 'namespace', NAMESPACE, '--wait=false']))

  it('answer the same by themselves and through a server that watches it', async () => {
    const view = followCluster(connectCluster({ environment: process.env }))
    const url = await serve({ views: [view] })
    const state = async (): Promise<ClusterStatus['state'] | undefined> =>
      ((await (await fetch(`${url}/api/clusters`)).json()) as { items: ClusterStatus[] }).items[0]?.state
    await expect.poll(state, { timeout: 60_000, interval: 500 }).toMatch(/live|partial/)
    const question = [`list services in namespace ${NAMESPACE}`, '-n', NAMESPACE, '--quiet']
    const own = await asked(question, environment)
    expect(own.answer).toMatch(/cart[^]*till/)
    const { headline, objects, answer } = await asked([...question, '--server', url], environment)
    // Two clocks, and a few seconds between the two.
    const timeless = (text: string): string => text.replaceAll(/\d+ s ago/g, 'just now')
    expect({ headline, objects, answer: timeless(answer) }).toEqual({
      headline: own.headline,
      objects: own.objects,
      answer: timeless(own.answer),
    })
    const lines = `${question[0] ?? ''}\n`
    const chat = ['chat', '-n', NAMESPACE, '--quiet']
    expect(await run([...chat, '--server', url], lines, environment)).toContain('till')
    expect(await run(chat, lines, environment)).toContain('till')
  })
})
