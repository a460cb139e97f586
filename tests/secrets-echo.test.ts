import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ArgoCdStandIn } from '../packages/integrations/src/argocd/test-support/argo-cd-stand-in.ts'
import { runCli } from './run-cli.ts'
import { leaksIn, type Planted } from './secrets/planted.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'aks-copilot-echo-'))
const APP_KEY = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
}).privateKey
const KEY_LINES = APP_KEY.split('\n').filter((line) => /^[\w+/=]{8,}$/.test(line))
const PLANTED: Planted = {
  ...Object.fromEntries(KEY_LINES.map((line, at) => [`line ${at + 1} of the key of the App`, line])),
  'token of an installation': 'ghs_Tq5nWb8rXd2kYv7mZc4pLs9jHf3gNa6e',
  // All that a login of an App begins with; what it is signed with follows.
  'login of the App': 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9',
  github: 'ghp_Lz2xQm7vTb9cRn4kWd6yHs8fJp1gUa3eIo5q',
  argocd: 'wT3zGn9qVa5oJb7uCx1yKm8h',
  slack: 'xoxb-84Kd72Ls-Wq19Zx-aB3cD5eF7gH9',
  model: 'hE5dRj1aUo7iSk3nZv9xTq2w',
  sas: 'pD7kXe2rYq9tUf4bLw6nZh1mOa8cVs3g',
  search: 'iR4yCt8sEz6lFm2wPv0aHk5x',
  'token of a kubeconfig': 'lG7cSx3vMh1qYe9tBz5kNr8w',
  'password of a kubeconfig': 'eX2oVu6jPf0aDk4yTm8nHb1s',
  'server token': 'kB8pMy4fWc6gLt0rHs2eXn7vQz1d',
}
let status = 500
let asked = 0
let mintsTokens = false
/** A host, or a proxy before it, that says in its answer all that it was sent, in every way that it can be written. */
const server = createServer((request, response) => {
  asked += 1
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { authorization = '', ...others } = request.headers
    const heard = [
      authorization,
      authorization.split(' ').at(-1) ?? '',
      JSON.stringify(others),
      request.url ?? '',
      Buffer.concat(chunks).toString(),
    ]
    const decoded = Buffer.from(authorization.split(' ').at(-1) ?? '', 'base64').toString()
    const words = [...heard, decoded].flatMap((text) => [
      text,
      Buffer.from(text).toString('base64'),
      encodeURIComponent(text),
      text.slice(0, 20),
    ])
    const message = `no: ${words.map((word) => word.slice(0, 300)).join(' | ')}`
    const body = {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      reason: 'Failed',
      message,
      error: { code: 'x', message },
      errors: [{ message }],
    }
    // As GitHub does for whoever shows the login of an App; it is after this that it says no.
    if (request.url?.endsWith('/access_tokens') === true && mintsTokens) {
      const expires = new Date(Date.now() + 3_600_000).toISOString()
      const token = { token: PLANTED['token of an installation'], expires_at: expires, permissions: {}, repository_selection: 'selected' }
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(token))
      return
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
})
let argocd: ArgoCdStandIn
let here = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  argocd = await ArgoCdStandIn.start()
  argocd.kubeconfig(join(FOLDER, 'argocd'))
  const source = { repoURL: 'https://github.com/contoso/shop', path: 'app', targetRevision: 'main' }
  argocd.put('shop', { spec: { source, destination: { namespace: 'shop' } }, status: { sourceType: 'Directory' } })
  writeKubeconfig('token', { token: PLANTED['token of a kubeconfig'] })
  writeKubeconfig('password', { username: 'shop', password: PLANTED['password of a kubeconfig'] })
})
afterAll(async () => {
  server.close()
  await argocd.stop()
  rmSync(FOLDER, { recursive: true, force: true })
})

function writeKubeconfig(name: string, user: object): void {
  const context = { name, context: { cluster: name, user: name } }
  const clusters = [{ name, cluster: { server: here } }]
  writeFileSync(join(FOLDER, name), JSON.stringify({ clusters, contexts: [context], users: [{ name, user }], 'current-context': name }))
}

const RECORDING = join(import.meta.dirname, '..', 'evals', 'recordings', 'claim-missing.json')
const debug = ['debug', '--app', 'shop']
const CASES: readonly (readonly [string, readonly string[], () => Record<string, string>, RegExp])[] = [
  [
    'GitHub',
    debug,
    () => ({ KUBECONFIG: join(FOLDER, 'argocd'), AKS_COPILOT_GITHUB_API: here, AKS_COPILOT_GITHUB_TOKEN: PLANTED['github'] ?? '' }),
    /GITHUB_/,
  ],
  ...['plain', 'with written line ends'].flatMap((how) =>
    [false, true].map(
      (mints) =>
        [
          `GitHub, as an App, its key ${how}${mints ? ', with a token' : ''}`,
          debug,
          () => {
            mintsTokens = mints
            return {
              KUBECONFIG: join(FOLDER, 'argocd'),
              AKS_COPILOT_GITHUB_API: here,
              AKS_COPILOT_GITHUB_APP_ID: '4711',
              AKS_COPILOT_GITHUB_INSTALLATION_ID: '815',
              AKS_COPILOT_GITHUB_KEY: how === 'plain' ? APP_KEY : APP_KEY.replaceAll('\n', String.raw`\n`),
            }
          },
          /GITHUB_/,
        ] as const,
    ),
  ),
  [
    'Argo CD',
    debug,
    () => ({ KUBECONFIG: join(FOLDER, 'argocd'), AKS_COPILOT_ARGOCD_SERVER: here, AKS_COPILOT_ARGOCD_TOKEN: PLANTED['argocd'] ?? '' }),
    /ARGOCD_/,
  ],
  ['the API server, with a token', ['diagnose'], () => ({ KUBECONFIG: join(FOLDER, 'token') }), /CLUSTER_|CREDENTIALS_/],
  [
    'the API server, with a password',
    ['diagnose', '-n', 'shop'],
    () => ({ KUBECONFIG: join(FOLDER, 'password') }),
    /CLUSTER_|CREDENTIALS_/,
  ],
  ['Applications of the API server', debug, () => ({ KUBECONFIG: join(FOLDER, 'token') }), /CLUSTER_|CREDENTIALS_|ARGOCD_/],
  [
    'deploy',
    ['deploy', 'app.yaml', '-n', 'shop', '--yes', '--fail-on', 'never'],
    () => ({ KUBECONFIG: join(FOLDER, 'token') }),
    /Nothing was written|CLUSTER_|CREDENTIALS_/,
  ],
  ['doctor', ['doctor'], () => ({ KUBECONFIG: join(FOLDER, 'token') }), /./],
  [
    'a model',
    ['ask', 'why is it failing?', '--from', RECORDING, '--model', 'qwen2.5-0.5b'],
    () => ({
      AKS_COPILOT_MODEL_PROVIDER: 'openai-compatible',
      AKS_COPILOT_MODEL_ENDPOINT: `${here}/v1`,
      AKS_COPILOT_MODEL_KEY: PLANTED['model'] ?? '',
    }),
    /./,
  ],
  [
    'models',
    ['models', 'status'],
    () => ({
      AKS_COPILOT_MODEL_PROVIDER: 'openai-compatible',
      AKS_COPILOT_MODEL_ENDPOINT: `${here}/v1`,
      AKS_COPILOT_MODEL_KEY: PLANTED['model'] ?? '',
    }),
    /./,
  ],
  ['a running server', ['ask', 'why?', '--server', 'HERE'], () => ({ AKS_COPILOT_SERVER_TOKEN: PLANTED['server token'] ?? '' }), /./],
  [
    'Blob Storage',
    ['kb', 'sync', '--runbooks', '.'],
    () => ({ AKS_COPILOT_KNOWLEDGE_BLOB: `${here}/account/runbooks`, AKS_COPILOT_BLOB_SAS: `sv=2024-11-04&sig=${PLANTED['sas']}%3D` }),
    /BLOB_/,
  ],
]

describe('the token of a server', () => {
  const args = ['ask', 'why?', '--server', 'http://copilot.invalid:8000']
  const token = { AKS_COPILOT_SERVER_TOKEN: PLANTED['server token'] ?? '' }

  it('is not sent in clear to another machine', async () => {
    const { status, stderr } = await runCli(args, { cwd: FOLDER, environment: token })
    expect([status, stderr]).toEqual([2, expect.stringContaining('SERVER_TOKEN_IN_CLEAR')])
    expect(leaksIn(stderr, 'ask', PLANTED)).toEqual([])
  })

  it.each([{}, { ...token, AKS_COPILOT_SERVER_PLAIN_HTTP: 'yes' }])('hinders nobody who has none, or wants it so', async (environment) => {
    const { status, stderr } = await runCli(args, { cwd: FOLDER, environment })
    expect([status, stderr]).toEqual([3, expect.stringContaining('SERVER_UNREACHABLE')])
  })
})

describe('a host that echoes what it was sent', () => {
  it.each(CASES)(
    'makes no secret appear: %s',
    async (name, args, environment, said) => {
      writeFileSync(join(FOLDER, 'app.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\ndata: {a: b}\n')
      asked = 0
      for (status of [400, 401, 403, 404, 422, 500]) {
        const given = args.map((arg) => (arg === 'HERE' ? here : arg))
        for (const format of ['text', 'json']) {
          if (format === 'json' && status !== 401) continue
          const ran = await runCli(given, { cwd: FOLDER, environment: { ...environment(), AKS_COPILOT_LOG_FORMAT: format } })
          const text = `${ran.stdout}\n${ran.stderr}`
          expect(leaksIn(text, `${name} with ${status}`, PLANTED)).toEqual([])
          expect(text).toMatch(said)
        }
      }
      expect(asked).toBeGreaterThan(0)
    },
    240_000,
  )
})
