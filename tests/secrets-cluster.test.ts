import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { FakeEndpoint } from '../packages/models/src/test-support/fake-endpoint.ts'
import { KUBECONFIG } from './server-dry-run.ts'
import { IN_CLUSTER, IN_ENVIRONMENT, IN_GIT, IN_KUBECONFIG, MAY_STAY, plantedEvent, shopManifests } from './secrets/planted-cluster.ts'
import { type Leak, leaksIn, leaksInProcesses, type Planted } from './secrets/planted.ts'
import { type Ran, runProgram, startProgram } from './secrets/watched-program.ts'
import { TestSocket } from './test-server.ts'

const NAMESPACE = `secrets-${randomBytes(3).toString('hex')}`
const FOLDER = mkdtempSync(join(tmpdir(), 'aks-copilot-secrets-'))
const ALL: Planted = { ...IN_CLUSTER, ...IN_ENVIRONMENT, ...IN_GIT, ...IN_KUBECONFIG }

function kubectl(args: readonly string[], input?: string): string {
  return execFileSync('kubectl', [...args], { encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] })
}

/** A kubeconfig with the login of the real one given by a plugin, beside users that nobody uses. */
function writeKubeconfig(): { file: string; secrets: Planted } {
  const real = load(readFileSync(KUBECONFIG ?? '', 'utf8')) as {
    clusters: object[]
    users: { user: Record<string, string> }[]
    contexts: { context: { cluster: string } }[]
  }
  const user = real.users[0]?.user ?? {}
  const pem = (name: string): string => Buffer.from(user[name] ?? '', 'base64').toString()
  const [certificate, key] = [pem('client-certificate-data'), pem('client-key-data')]
  const status = { clientCertificateData: certificate, clientKeyData: key }
  const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }
  const plugin = join(FOLDER, 'plugin.sh')
  writeFileSync(join(FOLDER, 'credential.json'), JSON.stringify(credential))
  writeFileSync(
    plugin,
    `#!/bin/sh\necho "login with ${IN_KUBECONFIG['environment of a plugin']}" >&2\ncat '${join(FOLDER, 'credential.json')}'\n`,
    { mode: 0o755 },
  )
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    interactiveMode: 'Never',
    command: plugin,
    env: [{ name: 'PLUGIN_TOKEN', value: IN_KUBECONFIG['environment of a plugin'] }],
  }
  const users = [
    { name: 'planted', user: { exec } },
    { name: 'with-token', user: { token: IN_KUBECONFIG['token of another user'] } },
    { name: 'with-password', user: { username: 'shop', password: IN_KUBECONFIG['password of another user'] } },
  ]
  const cluster = real.contexts[0]?.context.cluster ?? ''
  const contexts = users.map(({ name }) => ({ name, context: { cluster, user: name, namespace: NAMESPACE } }))
  const file = join(FOLDER, 'kubeconfig')
  writeFileSync(file, JSON.stringify({ ...real, users, contexts, 'current-context': 'planted' }))
  const body = key.split('\n').filter((line) => line !== '' && !line.startsWith('-----'))
  return { file, secrets: { 'client key': body[1] ?? '' } }
}

describe.skipIf(KUBECONFIG === undefined)('secrets of a cluster (KUBECONFIG is needed)', () => {
  let environment: Record<string, string> = {}
  let planted: Planted = ALL
  let model: FakeEndpoint
  const leaks: Leak[] = []

  const look = (found: string, text: string, spare: readonly string[] = []): void =>
    void leaks.push(...leaksIn(text, found, planted, [...spare, ...Object.keys(MAY_STAY)]))
  const lookAtRun = (name: string, ran: Ran, spare: readonly string[] = []): void => {
    look(`standard output of ${name}`, ran.stdout, spare)
    look(`standard error of ${name}`, ran.stderr, spare)
    leaks.push(...leaksInProcesses(planted, ran.processes))
  }
  const run = async (...args: readonly string[]): Promise<Ran> => {
    const ran = await runProgram(args, environment, FOLDER)
    lookAtRun(args.join(' '), ran)
    return ran
  }

  beforeAll(async () => {
    const { file, secrets } = writeKubeconfig()
    planted = { ...ALL, ...secrets }
    model = await FakeEndpoint.start({ flavour: 'openai' })
    environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: FOLDER,
      KUBECONFIG: file,
      GITHUB_TOKEN: IN_ENVIRONMENT.GITHUB_TOKEN,
      AKS_COPILOT_SLACK_TOKEN: IN_ENVIRONMENT.AKS_COPILOT_SLACK_TOKEN,
      AKS_COPILOT_REPAIR_KEY: IN_ENVIRONMENT.AKS_COPILOT_REPAIR_KEY,
      AKS_COPILOT_MODEL_KEY: IN_ENVIRONMENT.AKS_COPILOT_MODEL_KEY,
      AKS_COPILOT_SEARCH_KEY: IN_ENVIRONMENT.AKS_COPILOT_SEARCH_KEY,
      AKS_COPILOT_ARGOCD_TOKEN: IN_ENVIRONMENT.AKS_COPILOT_ARGOCD_TOKEN,
      AZURE_CLIENT_SECRET: IN_ENVIRONMENT.AZURE_CLIENT_SECRET,
      DATABASE_URL: `postgres://shop:${IN_ENVIRONMENT.DATABASE_URL_PASSWORD}@db/shop`,
    }
    kubectl(['create', 'namespace', NAMESPACE])
    kubectl(['apply', '-f', '-'], shopManifests(NAMESPACE))
    kubectl(['create', '-f', '-'], plantedEvent(NAMESPACE))
    // A change of a secret value is a change that is told.
    kubectl(['-n', NAMESPACE, 'set', 'env', 'deployment/teller', `DB_PASSWORD=${IN_CLUSTER['env value that was another one']}`])
    await vi.waitUntil(() => /CrashLoop|Error/.test(kubectl(['-n', NAMESPACE, 'get', 'pods'])), { timeout: 90_000, interval: 2000 })
  }, 120_000)
  afterAll(async () => {
    kubectl(['delete', 'namespace', NAMESPACE, '--wait=false'])
    await model.stop()
    rmSync(FOLDER, { recursive: true, force: true })
  })

  it('stay there in what diagnose, record and replay say and write', async () => {
    for (const format of ['text', 'json']) {
      const { status, stdout } = await run('diagnose', '-n', NAMESPACE, '--format', format, '--verbose')
      expect(status).toBe(1)
      expect(stdout).toContain('teller')
    }
    await run('record', '-n', NAMESPACE, 'names.json', '--keep-names')
    await run('record', '-n', NAMESPACE, 'plain.json')
    for (const file of ['names.json', 'plain.json']) look(file, readFileSync(join(FOLDER, file), 'utf8'))
    await run('replay', 'names.json', '--verbose')
    expect(leaks).toEqual([])
  }, 240_000)

  it('reach no model, and no answer', async () => {
    const configured = ['--model', 'qwen2.5-0.5b']
    const before = { ...environment }
    environment = { ...before, AKS_COPILOT_MODEL_PROVIDER: 'openai-compatible', AKS_COPILOT_MODEL_ENDPOINT: `${model.origin}/v1` }
    for (const question of ['why is teller failing?', 'show the logs of teller', 'what changed in teller?'])
      await run('ask', question, '-n', NAMESPACE, ...configured)
    environment = before
    expect(model.asked.length).toBeGreaterThan(0)
    for (const { url, body, headers } of model.asked) {
      look('a prompt', JSON.stringify(body))
      look('headers of a request for a model', JSON.stringify([url, headers]), ['AKS_COPILOT_MODEL_KEY'])
    }
    expect(leaks).toEqual([])
  }, 240_000)

  it('are shown by no route, no message and no log of serve', async () => {
    const served = startProgram(['serve', '-n', NAMESPACE, '--port', '0', '--model', 'none', '--log-format', 'json'], environment, FOLDER)
    await expect.poll(served.stdout, { timeout: 60_000 }).toMatch(/http:\S+/)
    const url = /http:\S+/.exec(served.stdout())?.[0] ?? ''
    const text = async (path: string, init?: RequestInit): Promise<string> => await (await fetch(`${url}${path}`, init)).text()
    await expect.poll(async () => text('/api/incidents'), { timeout: 60_000, interval: 1000 }).toContain('teller')
    const socket = await TestSocket.open(url)
    socket.send({ type: 'subscribe', topics: ['summary', 'incidents'] })
    socket.send({ type: 'ask', id: 'one', question: 'why is teller failing? show its logs' })
    await socket.message('answer-end')
    const { paths } = JSON.parse(await text('/api/openapi.json')) as { paths: Record<string, Record<string, unknown>> }
    const incidents = (JSON.parse(await text('/api/incidents')) as { items: { id: string }[] }).items
    let routes = 0
    for (const [path, methods] of Object.entries(paths)) {
      if (!('get' in methods)) continue
      const filled = path.replace('{id}', incidents[0]?.id ?? 'x').replaceAll(/\{(\w+)\}/g, (_, name: string) => PLACES[name] ?? 'teller')
      for (const query of [`?namespace=${NAMESPACE}&kind=Deployment&name=teller&limit=200`, ''])
        look(`GET ${path}`, await text(`${filled}${query}`, { signal: AbortSignal.timeout(5000) }).catch(() => ''))
      routes += 1
    }
    expect(routes).toBeGreaterThan(12)
    for (const path of [
      '/',
      '/metrics',
      '/healthz',
      '/api/nowhere',
      `/api/objects/Secret/${NAMESPACE}/login`,
      `/api/objects/ConfigMap/${NAMESPACE}/settings`,
    ])
      look(`GET ${path}`, await text(path))
    const ask = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ question: 'logs of teller' }) }
    look('POST /api/ask', await text('/api/ask', ask))
    look('messages of the socket', JSON.stringify(socket.messages))
    socket.socket.close()
    served.stop()
    lookAtRun('serve', await served.ended)
    expect(leaks).toEqual([])
  }, 240_000)
})

const PLACES: Readonly<Record<string, string>> = { kind: 'Deployment', namespace: NAMESPACE, name: 'teller' }
