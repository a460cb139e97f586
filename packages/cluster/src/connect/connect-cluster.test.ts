import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { json, refuse, type ScriptedServer, startServer } from '../watch/test-support/scripted-server.ts'
import type { ApiServer } from './api-server.ts'
import { clusterError } from './cluster-error.ts'
import { connectCluster } from './connect-cluster.ts'
import { makeCertificates } from './test-support/make-certificates.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'aks-copilot-'))
const certificates = await makeCertificates()
const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

async function serve(...parameters: Parameters<typeof startServer>): Promise<ScriptedServer> {
  const server = await startServer(...parameters)
  open.push(server)
  return server
}

function connectTo(server: ScriptedServer, user?: object, cluster?: object, environment = {}): ApiServer {
  const api = connectCluster({ kubeconfig: server.kubeconfig(user, cluster), environment: { PATH: process.env['PATH'], ...environment } })
  open.push(api)
  return api
}

async function faultOf(work: Promise<unknown>): Promise<Record<string, unknown>> {
  return await work.then(
    () => expect.fail('it worked'),
    (error: unknown) => error as Record<string, unknown>,
  )
}

/** An exec plugin that hands out the token in a file, and counts its runs in another. */
function plugin(server: ScriptedServer, script = ''): { exec: object; token: (text: string) => void; runs: () => number } {
  const [file, token, runs] = ['plugin', 'token', 'runs'].map((name) => join(server.folder, name))
  const source = `#!/bin/sh\necho run >> ${runs}\n${script}\ncat ${token}\n`
  writeFileSync(file ?? '', source, { mode: 0o755 })
  return {
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin', args: ['get-token'], interactiveMode: 'IfAvailable' },
    token: (text) => writeFileSync(token ?? '', JSON.stringify({ kind: 'ExecCredential', status: { token: text } })),
    runs: () => readFileSync(runs ?? '', 'utf8').split('run').length - 1,
  }
}

describe('a connection', () => {
  it('is kept over many calls', async () => {
    const server = await serve((_, response) => json(response, { ok: true }), certificates.tls)
    const api = connectTo(server, {}, { 'certificate-authority-data': certificates.authority })
    for (let call = 0; call < 50; call++) await api.get('/version')
    // The second call may come before the connection of the first one is free again.
    expect(server.connections.opened).toBeLessThanOrEqual(2)
    expect(api.requests).toEqual({ 'get version': 50 })
  })

  it('is not made to a server that nobody vouches for', async () => {
    const server = await serve((_, response) => json(response, {}), certificates.tls)
    const api = connectTo(server)
    const fault = await faultOf(api.get('/version'))
    expect(fault).toMatchObject({ status: 0, reason: 'Certificate' })
    expect(clusterError(fault, api)).toMatchObject({ code: 'CLUSTER_CERTIFICATE', category: 'validation' })
    await connectTo(server, {}, { 'insecure-skip-tls-verify': true }).get('/version')
    const named = connectTo(server, {}, { 'certificate-authority-data': certificates.authority, 'tls-server-name': 'other.test' })
    expect(await faultOf(named.get('/version'))).toMatchObject({ reason: 'Certificate' })
  })

  it('follows no server that leads elsewhere, least of all with credentials', async () => {
    const asked: string[] = []
    const other = await serve((request, response) => {
      asked.push(request.url ?? '')
      json(response, {})
    })
    const server = await serve((_, response) => response.writeHead(307, { location: `${other.url}/api` }).end())
    const api = connectTo(server, { token: 'hunter2' })
    expect(await faultOf(api.get('/api'))).toMatchObject({ status: 307, isTransient: false })
    expect(await faultOf(api.stream('/api'))).toMatchObject({ status: 307 })
    expect(asked).toEqual([])
  })

  it.each(['/api/v1/pods/x?', '/api/v1/pods/x#', '/api/v1/namespaces/../pods', '/api/v1/pods/..', '/api/v1/pods\\x'])(
    'sends nothing to %s, which could hide that a patch is only tried',
    async (path) => {
      let count = 0
      const server = await serve((_, response) => json(response, { count: ++count }))
      const api = connectTo(server)
      expect(await faultOf(api.dryRun(path, [], { query: { dryRun: undefined } }))).toMatchObject({ reason: 'Malformed' })
      expect(count).toBe(0)
    },
  )

  it('asks for a dry-run whatever else is asked for', async () => {
    const asked: string[] = []
    const server = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      json(response, {})
    })
    const api = connectTo(server)
    await api.dryRun('/apis/apps/v1/namespaces/shop/deployments/web', [], { query: { dryRun: '', fieldManager: 'x' } })
    expect(asked).toEqual(['PATCH /apis/apps/v1/namespaces/shop/deployments/web?dryRun=All&fieldManager=x'])
  })

  it('writes a dry-run as Go writes JSON, so that a test finds a command with && equal to itself', async () => {
    let sent = ''
    const server = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => (sent += chunk.toString()))
      request.on('end', () => json(response, {}))
    })
    const value = 'a && b > c < d \u2028'
    await connectTo(server).dryRun('/api/v1/namespaces/shop/pods/web', [{ op: 'test', path: '/spec', value }])
    expect(sent).toContain(String.raw`"a \u0026\u0026 b \u003e c \u003c d \u2028"`)
    expect(JSON.parse(sent)).toEqual([{ op: 'test', path: '/spec', value }])
  })

  it('tells no credentials in what it throws', async () => {
    const server = await serve((_, response) => response.writeHead(500).end('no'))
    for (const token of ['hunter2', 'hunter2\nx: y']) {
      const fault = await faultOf(connectTo(server, { token }).get('/api'))
      expect(inspect(fault, { depth: 20, showHidden: true })).not.toContain('hunter2')
    }
  })

  it('says in plain words that nobody answers', async () => {
    const server = await serve((_, response) => json(response, {}))
    const api = connectTo(server, {}, { server: 'http://127.0.0.1:1' })
    const fault = await faultOf(api.get('/version'))
    expect(fault).toMatchObject({ status: 0, reason: 'Unreachable', isTransient: true })
    expect(clusterError(fault, api)).toMatchObject({
      code: 'CLUSTER_UNREACHABLE',
      category: 'transient',
      message: 'The API server http://127.0.0.1:1 does not answer (connection refused).',
    })
  })

  it('goes through the proxy of the cluster, or of the environment', async () => {
    const server = await serve((_, response) => json(response, { ok: true }))
    const asked: string[] = []
    const proxy = createServer()
    proxy.on('request', (request, response) => {
      asked.push(request.url ?? '')
      response.end('{"through":"proxy"}')
    })
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '')
      const [, port] = (request.url ?? '').split(':')
      const onward = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        onward.pipe(socket).pipe(onward)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    open.push({ close: async () => void (await new Promise((resolve) => proxy.close(resolve).closeAllConnections())) })
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    await connectTo(server, {}, { 'proxy-url': address }).get('/version')
    expect(asked).toHaveLength(1)
    await connectTo(server, {}, { server: 'http://api.invalid' }, { HTTP_PROXY: address }).get('/version')
    expect(asked).toHaveLength(2)
    // A name that looks like an address of this machine is one of somebody else.
    await connectTo(server, {}, { server: 'http://127.evil.invalid' }, { HTTP_PROXY: address }).get('/version')
    expect(asked).toHaveLength(3)
    await connectTo(server, {}, {}, { HTTP_PROXY: address }).get('/version')
    expect(asked).toHaveLength(3)
  })

  it('is closed when the caller aborts, and when the answer takes too long', async () => {
    const server = await serve((_, response) => void response.writeHead(200).write('{'))
    const api = connectTo(server)
    const control = new AbortController()
    const pending = faultOf(api.get('/version', { signal: control.signal }))
    setTimeout(() => control.abort(new Error('enough')), 50)
    expect(await pending).toMatchObject({ message: 'enough' })
    expect(await faultOf(api.get('/version', { timeout: 60 }))).toMatchObject({ status: 0, reason: 'Timeout', isTransient: true })
    const chunks = await api.stream('/version', { timeout: 60 })
    for await (const chunk of chunks) {
      expect(Buffer.from(chunk).toString()).toBe('{')
      await new Promise((resolve) => setTimeout(resolve, 100))
      break
    }
    await expect.poll(() => server.connections.open.size).toBe(0)
  })

  it('reads gzip, and refuses what is no JSON', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/zip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"ok":true}'))
      else response.end('<html>hunter2')
    })
    const api = connectTo(server)
    expect(await api.get('/zip')).toEqual({ ok: true })
    const fault = await faultOf(api.get('/html'))
    expect(fault).toMatchObject({ reason: 'Malformed' })
    expect(inspect(fault, { depth: Infinity })).not.toContain('hunter2')
  })
})

describe('credentials', () => {
  it('are those of the kubeconfig: basic, impersonation, token file', async () => {
    const seen: unknown[] = []
    const server = await serve((request, response) => {
      seen.push([request.headers.authorization, request.headers['impersonate-user'], request.headers['impersonate-group']])
      json(response, {})
    })
    writeFileSync(join(server.folder, 'token-file'), 'from-file\n')
    await connectTo(server, { username: 'u', password: 'p' }).get('/version')
    await connectTo(server, { token: 't', as: 'jane', 'as-groups': ['a', 'b'] }).get('/version')
    await connectTo(server, { tokenFile: 'token-file' }).get('/version')
    expect(seen).toEqual([
      ['Basic dTpw', undefined, undefined],
      ['Bearer t', 'jane', 'a, b'],
      ['Bearer from-file', undefined, undefined],
    ])
  })

  it('of a plugin are fetched once, and again when they are refused', async () => {
    let valid = 'one'
    const server = await serve((request, response) =>
      request.headers.authorization === `Bearer ${valid}` ? json(response, { ok: true }) : refuse(response, 401, 'Unauthorized'),
    )
    const { exec, token, runs } = plugin(server)
    token('one')
    const api = connectTo(server, { exec })
    await Promise.all([api.get('/version'), api.get('/version'), api.get('/version')])
    expect(runs()).toBe(1)
    valid = 'two'
    token('two')
    expect(await Promise.all([api.get('/version'), api.get('/version')])).toEqual([{ ok: true }, { ok: true }])
    expect(runs()).toBe(2)
    valid = 'three'
    expect(await faultOf(api.get('/version'))).toMatchObject({ status: 401 })
    expect(runs()).toBe(2)
    expect(clusterError(await faultOf(api.get('/version')), api)).toMatchObject({ code: 'CLUSTER_DENIED' })
  })

  it('of a plugin are fetched anew before they end', async () => {
    const server = await serve((request, response) => json(response, { token: request.headers.authorization }))
    const { exec, runs } = plugin(
      server,
      `echo '{"status":{"token":"t","expirationTimestamp":"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'"}}'; exit 0`,
    )
    const api = connectTo(server, { exec })
    await api.get('/version')
    await api.get('/version')
    expect(runs()).toBe(2)
  })

  it('a plugin is told that nobody is there to answer it', async () => {
    const server = await serve((_, response) => json(response, {}))
    const { exec, token } = plugin(server, `echo "$KUBERNETES_EXEC_INFO" > ${join(server.folder, 'info')}; [ -t 0 ] && exit 9; cat`)
    token('t')
    await connectTo(server, { exec: { ...exec, provideClusterInfo: true } }).get('/version')
    expect(JSON.parse(readFileSync(join(server.folder, 'info'), 'utf8'))).toMatchObject({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: server.url } },
    })
  })

  it.each([
    [
      'is missing',
      { command: 'no-such-kubelogin', installHint: 'Install it from the intranet.' },
      'is not installed',
      'Install it from the intranet.',
    ],
    ['fails', { command: 'sh', args: ['-c', 'echo AADSTS70043: the refresh token has expired >&2; exit 1'] }, 'AADSTS70043', 'az login'],
    ['prints no credential', { command: 'echo', args: ['hello'] }, 'printed no credential', 'az login'],
    ['wants a terminal', { command: 'sh', interactiveMode: 'Always' }, 'in a terminal', 'kubelogin'],
  ])('a plugin that %s is explained', async (_, exec, message, remedy) => {
    const server = await serve((_request, response) => json(response, {}))
    const fault = await faultOf(connectTo(server, { exec: { apiVersion: 'client.authentication.k8s.io/v1', ...exec } }).get('/version'))
    expect(fault).toMatchObject({ code: 'CREDENTIALS_FAILED', category: 'validation' })
    expect(fault['message']).toContain(message)
    expect(fault['remedy']).toContain(remedy)
  })

  it('of a removed login method say what to do', async () => {
    const server = await serve((_, response) => json(response, {}))
    const fault = await faultOf(connectTo(server, { 'auth-provider': { name: 'azure' } }).get('/version'))
    expect(fault).toMatchObject({ code: 'CREDENTIALS_FAILED', remedy: 'Run `kubelogin convert-kubeconfig -l azurecli`.' })
  })
})
