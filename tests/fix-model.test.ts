import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { checkReportSchema } from '@aks-copilot/contracts'
import { afterEach, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'
import { KUBECONFIG } from './server-dry-run.ts'
import { temporaryFolder } from './temporary-folder.ts'

const CASE = readFileSync(new URL('../evals/judge-fixes/cases/target-port-slip.yaml', import.meta.url), 'utf8')
const SECRET = CASE.replace(
  '          ports:',
  '          env:\n            - { name: DB_PASSWORD, value: hunter2secret }\n          ports:',
)
const MENDED = SECRET.replace('targetPort: fronted', 'targetPort: frontend')
const FRONTEND = '{"operations":[{"op":"replace","path":"/spec/ports/0/targetPort","value":"frontend"}]}'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** An OpenAI-compatible endpoint that always says the same. */
async function endpoint(reply: string) {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      if (request.method === 'GET')
        return response.setHeader('content-type', 'application/json').end('{"object":"list","data":[{"id":"fake","object":"model"}]}')
      bodies.push(body)
      response.setHeader('content-type', 'text/event-stream')
      const chunk = (delta: object, finish: string | null): string =>
        `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'fake', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
      return response.end(`${chunk({ role: 'assistant', content: reply }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  ends.push(() => server.close())
  return { bodies, environment: configured((server.address() as AddressInfo).port) }
}

function configured(port: number): Record<string, string> {
  return { AKS_COPILOT_MODEL_PROVIDER: 'openai-compatible', AKS_COPILOT_MODEL_ENDPOINT: `http://127.0.0.1:${port}/v1` }
}

function folder(): { cwd: string; text: () => string } {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'web.yaml'), SECRET)
  return { cwd, text: () => readFileSync(join(cwd, 'web.yaml'), 'utf8') }
}

const ONLY = ['web.yaml', '--only', 'ref-target-port', '--model', 'fake']

describe('fix --model', () => {
  it('prints what the model proposes, and writes nothing of it, not even with --write', async () => {
    const { environment, bodies } = await endpoint(FRONTEND)
    const { cwd, text } = folder()
    const { status, stdout } = await runCli(['fix', ...ONLY, '--write'], { cwd, environment })
    expect([status, text()]).toEqual([0, SECRET])
    expect(stdout).toContain('Proposed by a model, not written (1)')
    expect(stdout).toMatch(/\+ .*targetPort: frontend/)
    expect(stdout).toContain('--accept-model')
    expect(bodies.join('')).toContain('fronted')
    expect(bodies.join('')).not.toContain('hunter2')
  })

  it('writes it when told so', async () => {
    const { environment } = await endpoint(FRONTEND)
    const { cwd, text } = folder()
    const { stdout } = await runCli(['fix', ...ONLY, '--write', '--accept-model'], { cwd, environment })
    expect(text()).toBe(MENDED)
    expect(stdout).toContain('1 of 1 mended')
  })

  it.each(['json', 'sarif', 'markdown', 'html'])('says in %s that a model proposes it', async (format) => {
    const { environment } = await endpoint(FRONTEND)
    const { cwd } = folder()
    const { stdout } = await runCli(['fix', ...ONLY, '--format', format], { cwd, environment })
    expect(stdout).toMatch(/"source": "model"|"fixSource": ?"model"|a model proposes/)
    if (format === 'json')
      expect(JSON.parse(stdout)).toMatchObject({ summary: { fixed: 0, unfixed: 1 }, violations: [{ fix: { status: 'proposed' } }] })
  })

  it('refuses what the manifests do not bear out, whoever accepts it', async () => {
    const { environment } = await endpoint(FRONTEND.replace('frontend', 'admin'))
    const { cwd, text } = folder()
    const { stdout } = await runCli(['fix', ...ONLY, '--write', '--accept-model'], { cwd, environment })
    expect(text()).toBe(SECRET)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('it is none of the answers that the manifests')
  })

  it('a model that is not there leaves the result of the rules, and says so', async () => {
    const { cwd, text } = folder()
    const { status, stdout } = await runCli(['fix', ...ONLY], { cwd, environment: configured(9) })
    expect([status, text()]).toEqual([0, SECRET])
    expect(stdout).toContain('Not looked at (1)')
  })

  it.each([
    ['y\n', MENDED],
    ['YES\n', MENDED],
    ['n\n', SECRET],
    ['\n', SECRET],
    ['what?\n', SECRET],
    // Ctrl-D
    ['', SECRET],
  ])('asks the person at a terminal, shows what it is about, and takes nothing but yes for yes: %j', async (stdin, after) => {
    const { environment, bodies } = await endpoint(FRONTEND)
    const { cwd, text } = folder()
    const { status, stderr } = await runCli(['fix', ...ONLY, '--write'], { cwd, environment, stdin, isTTY: true })
    expect([status, text()]).toEqual([0, after])
    expect(stderr).toMatch(/web\.yaml:\d+ .*frontend.*\n.*Write this proposal of the model, too\? \[y\/N\]/s)
    // What was shown is what is written: the model is not asked again.
    expect(bodies.length).toBe(1)
  })

  it('Ctrl-C at the question ends it all, and nothing is written', async () => {
    const { environment } = await endpoint(FRONTEND)
    const { cwd, text } = folder()
    const { status, stdout, stderr } = await runCli(['fix', ...ONLY, '--write'], { cwd, environment, stdin: '\u0003', isTTY: true })
    expect([status, stdout, text()]).toEqual([4, '', SECRET])
    expect(stderr).toContain('INTERRUPTED')
  })

  it('asks nobody where nothing is written, where nothing passes, or where the answer was given', async () => {
    const asked = async (reply: string, flags: readonly string[]): Promise<string> => {
      const { environment } = await endpoint(reply)
      const { cwd } = folder()
      return (await runCli(['fix', ...ONLY, ...flags], { cwd, environment, stdin: 'y\n', isTTY: true })).stderr
    }
    expect(await asked(FRONTEND, [])).not.toContain('[y/N]')
    expect(await asked(FRONTEND.replace('frontend', 'admin'), ['--write'])).not.toContain('[y/N]')
    expect(await asked(FRONTEND, ['--write', '--accept-model'])).not.toContain('[y/N]')
  })

  it('asks no model unless told, and refuses flags that contradict each other', async () => {
    const { environment, bodies } = await endpoint(FRONTEND)
    const { cwd } = folder()
    await runCli(['fix', 'web.yaml', '--only', 'ref-target-port'], { cwd, environment })
    await runCli(['fix', 'web.yaml', '--only', 'ref-target-port', '--model', 'none'], { cwd, environment })
    expect(bodies).toEqual([])
    expect((await runCli(['fix', ...ONLY, '--accept-model'], { cwd, environment })).status).toBe(2)
    expect((await runCli(['fix', 'web.yaml', '--write', '--accept-model'], { cwd, environment })).status).toBe(2)
  })
})

describe.skipIf(KUBECONFIG === undefined)('fix --model --verify-with-cluster', { timeout: 120_000 }, () => {
  async function verified(text: string, reply: string, context: Readonly<Record<string, string>> = { KUBECONFIG: KUBECONFIG ?? '' }) {
    const { environment, bodies } = await endpoint(reply)
    const cwd = temporaryFolder({ 'web.yaml': text })
    const args = ['fix', ...ONLY, '--write', '--accept-model', '--verify-with-cluster', '--kube-version', '1.34', '--format', 'json']
    const { status, stdout, stderr } = await runCli(args, { cwd, environment: { ...environment, ...context } })
    const fix = status === 0 ? checkReportSchema.parse(JSON.parse(stdout)).violations[0]?.fix : undefined
    return { status, stderr, fix, bodies, after: readFileSync(join(cwd, 'web.yaml'), 'utf8') }
  }

  it('what the API server accepts is written, with its word as the last gate', async () => {
    const { fix, after, bodies } = await verified(SECRET, FRONTEND)
    expect(after).toBe(MENDED)
    expect(fix).toMatchObject({ status: 'applied', source: 'model' })
    expect(fix?.certificate?.gates.at(-1)).toMatchObject({ gate: 'server-dry-run', pass: true })
    expect(bodies.length).toBe(1)
  })

  it('what it refuses is not, whoever accepts it', async () => {
    const text = SECRET.replaceAll(/^metadata:\n/gm, 'metadata:\n  namespace: d-nobody-made-this\n')
    const { fix, after } = await verified(text, FRONTEND)
    expect(after).toBe(text)
    expect(fix).toMatchObject({ status: 'refused', source: 'model', reason: expect.stringContaining('refuses Service') as string })
    expect(fix?.certificate?.gates.at(-1)).toMatchObject({ gate: 'server-dry-run', pass: false })
  })

  it('a cluster that does not answer is no model that failed', async () => {
    const nobody = temporaryFolder({
      config:
        'current-context: a\ncontexts: [{name: a, context: {cluster: a, user: a}}]\nusers: [{name: a, user: {}}]\nclusters: [{name: a, cluster: {server: "http://127.0.0.1:9"}}]\n',
    })
    const { status, stderr, after } = await verified(SECRET, FRONTEND, { KUBECONFIG: join(nobody, 'config') })
    expect([status, after]).toEqual([3, SECRET])
    expect(stderr).toContain('CLUSTER_UNREACHABLE')
  })
})
