import { readFileSync } from 'node:fs'
import { ExecAuth } from '@kubernetes/client-node/dist/exec_auth.js'
import { FileAuth } from '@kubernetes/client-node/dist/file_auth.js'
import { Agent, type Dispatcher, request } from 'undici'
import { ApiFault, type ApiServer, type RequestOptions } from './api-server.ts'
import { type ClusterAccess, type KubeconfigOptions, readAccess } from './kubeconfig.ts'

const DEFAULT_TIMEOUT = 30_000

/** Opens the way to one cluster. Nothing is sent before the first request. */
export function connectCluster(options: KubeconfigOptions): ApiServer {
  return new HttpApiServer(readAccess(options))
}

class HttpApiServer implements ApiServer {
  readonly name: string
  readonly namespace: string
  readonly requests: Record<string, number> = {}
  readonly #access: ClusterAccess
  readonly #authenticators = [new ExecAuth(), new FileAuth()]
  #agent: Dispatcher | undefined

  constructor(access: ClusterAccess) {
    this.#access = access
    this.name = access.name
    this.namespace = access.namespace
  }

  async get(path: string, options: RequestOptions = {}): Promise<unknown> {
    const body = await this.#send('GET', path, options, undefined)
    return await body.json()
  }

  async stream(path: string, options: RequestOptions = {}): Promise<AsyncIterable<Uint8Array>> {
    return await this.#send('GET', path, options, undefined)
  }

  async review(kind: string, spec: unknown, options: RequestOptions = {}): Promise<unknown> {
    const name = kind === 'selfsubjectaccessreviews' ? 'SelfSubjectAccessReview' : 'SelfSubjectRulesReview'
    const sent = { content: 'application/json', text: JSON.stringify({ apiVersion: 'authorization.k8s.io/v1', kind: name, spec }) }
    const body = await this.#send('POST', `/apis/authorization.k8s.io/v1/${kind}`, options, sent)
    return await body.json()
  }

  async dryRun(path: string, operations: readonly unknown[], options: RequestOptions = {}): Promise<unknown> {
    const sent = { content: 'application/json-patch+json', text: JSON.stringify(operations) }
    const body = await this.#send('PATCH', path, { ...options, query: { ...options.query, dryRun: 'All' } }, sent)
    return await body.json()
  }

  async close(): Promise<void> {
    await this.#agent?.close()
  }

  async #send(method: 'GET' | 'POST' | 'PATCH', path: string, options: RequestOptions, sent: { content: string; text: string } | undefined) {
    const { headers, cert, key } = await this.#credentials()
    this.#agent ??= createAgent(this.#access, cert, key)
    const query = Object.entries(options.query ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]))
    const url = `${this.#access.cluster.server.replace(/\/$/, '')}${path}${query.length === 0 ? '' : `?${new URLSearchParams(query).toString()}`}`
    this.#count(method, path, options)
    // Ends the wait for the head of the answer; a body may go on for hours.
    const head = new AbortController()
    const timer = setTimeout(() => head.abort(new Error('no answer in time')), options.timeout ?? DEFAULT_TIMEOUT)
    const answer = await request(url, {
      method,
      dispatcher: this.#agent,
      signal: options.signal === undefined ? head.signal : AbortSignal.any([head.signal, options.signal]),
      headers: { accept: options.accept ?? 'application/json', ...headers, ...(sent === undefined ? {} : { 'content-type': sent.content }) },
      ...(sent === undefined ? {} : { body: sent.text }),
    }).catch((cause: unknown) => {
      options.signal?.throwIfAborted()
      throw new ApiFault(0, 'Unreachable', cause instanceof Error ? cause.message : String(cause), { cause })
    })
    clearTimeout(timer)
    if (answer.statusCode < 300) return answer.body
    throw await faultOf(answer)
  }

  async #credentials(): Promise<{ headers: Record<string, string>; cert?: string; key?: string }> {
    const { user } = this.#access
    const applied: { headers: Record<string, string>; cert?: string; key?: string } = { headers: {} }
    if (user.token !== undefined && user.token !== '') applied.headers['authorization'] = `Bearer ${user.token}`
    for (const authenticator of this.#authenticators)
      if (authenticator.isAuthProvider(user)) await authenticator.applyAuthentication(user, applied as never)
    return applied
  }

  #count(method: string, path: string, { query }: RequestOptions): void {
    const verb = method === 'GET' ? (query?.['watch'] === true ? 'watch' : 'get') : method.toLowerCase()
    const key = `${verb} ${path.split('/').at(-1)}`
    this.requests[key] = (this.requests[key] ?? 0) + 1
  }
}

function createAgent({ cluster, user }: ClusterAccess, cert: string | undefined, key: string | undefined): Dispatcher {
  const ca = fileOrData(cluster.caFile, cluster.caData)
  return new Agent({
    connect: {
      ...(ca === undefined ? {} : { ca }),
      ...optional('cert', cert ?? fileOrData(user.certFile, user.certData)),
      ...optional('key', key ?? fileOrData(user.keyFile, user.keyData)),
      ...optional('servername', cluster.tlsServerName),
      rejectUnauthorized: !cluster.skipTLSVerify,
    },
    bodyTimeout: 0,
  })
}

function optional<Value>(key: string, value: Value | undefined): Record<string, Value> {
  return value === undefined ? {} : { [key]: value }
}

function fileOrData(file: string | undefined, data: string | undefined): Buffer | undefined {
  if (file !== undefined && file !== '') return readFileSync(file)
  return data === undefined || data === '' ? undefined : Buffer.from(data, 'base64')
}

async function faultOf(answer: Dispatcher.ResponseData): Promise<ApiFault> {
  const text = await answer.body.text()
  const status = readStatus(text)
  const after = Number(answer.headers['retry-after'])
  return new ApiFault(answer.statusCode, status.reason ?? '', status.message ?? text.slice(0, 300), { retryAfter: Number.isNaN(after) ? undefined : after })
}

function readStatus(text: string): { reason?: string; message?: string } {
  try {
    return JSON.parse(text) as { reason?: string; message?: string }
  } catch {
    return {}
  }
}
