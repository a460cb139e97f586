import { readFile } from 'node:fs/promises'
import { CopilotError } from '@aks-copilot/contracts'
import { isMap } from '@aks-copilot/kubernetes'
import { runExecPlugin } from './exec-plugin.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import type { UserEntry } from './kubeconfig-entries.ts'

/** What proves who we are: headers, and perhaps a client certificate. */
export interface Credential {
  readonly headers: Readonly<Record<string, string | string[]>>
  /** PEM; with `key`. */
  readonly cert?: string | Buffer | undefined
  readonly key?: string | Buffer | undefined
  /** When to fetch another, in milliseconds since the epoch; Infinity: never by itself. */
  readonly renewAt: number
}

/** What of it must be in no message, whatever a server echoes: tokens, and name with password as `Basic` has them. */
export function secretsOf({ headers }: Credential): string[] {
  const { authorization } = headers
  const [, scheme, value] = typeof authorization === 'string' ? (/^(\w+) (.+)$/.exec(authorization) ?? []) : []
  if (value === undefined) return []
  const password =
    scheme === 'Basic'
      ? Buffer.from(value, 'base64')
          .toString()
          .replace(/^[^:]*:/, '')
      : ''
  return [value, password]
}

/** Renewed this long before the end, or after nine tenths of a shorter life. */
const MARGIN = 60_000
/** Token files of pods change about every hour; the kubelet rewrites them long before the old token ends. */
const FILE_LIFE = 60_000
/** A refused credential is not fetched anew more often than this: dozens of watches may be refused at once. */
const RENEWAL_PAUSE = 10_000

/** The credentials of one user of a kubeconfig: fetched when needed, kept while they hold, renewed before they end or when refused. */
export class Credentials {
  readonly #access: ClusterAccess
  readonly #environment: Readonly<Record<string, string | undefined>>
  #current: Promise<Credential> | undefined
  #settled: Credential | undefined
  #renewedAt = 0
  /** OpenID Connect: a provider may give a new refresh token with each refresh, and take back the old one. */
  readonly #provider: Record<string, string>

  constructor(access: ClusterAccess, environment: Readonly<Record<string, string | undefined>>) {
    this.#access = access
    this.#environment = environment
    this.#provider = { ...access.user.authProvider?.config }
  }

  /** The credential to use now. Callers at the same time share one fetch. Throws CREDENTIALS_FAILED. */
  async current(): Promise<Credential> {
    if (this.#settled !== undefined && Date.now() >= this.#settled.renewAt) this.#forget()
    this.#current ??= this.#fetch()
    return this.#current
  }

  /** After a 401: true when another credential than the refused one can be had, which `current` then gives. */
  async renew(refused: Credential): Promise<boolean> {
    if (this.#settled !== undefined && this.#settled !== refused) return true
    if (!isRenewable(this.#access.user)) return false
    if (this.#current !== undefined && this.#settled === undefined) return true
    if (Date.now() - this.#renewedAt < RENEWAL_PAUSE) return false
    this.#renewedAt = Date.now()
    this.#forget()
    return true
  }

  #forget(): void {
    this.#current = undefined
    this.#settled = undefined
  }

  async #fetch(): Promise<Credential> {
    try {
      this.#settled = await fetchCredential(this.#access, this.#environment, this.#provider)
      return this.#settled
    } catch (error) {
      this.#forget()
      throw error
    }
  }
}

function isRenewable({ exec, tokenFile, token, authProvider, certFile }: UserEntry): boolean {
  return exec !== undefined || authProvider !== undefined || certFile !== undefined || (tokenFile !== undefined && token === undefined)
}

async function fetchCredential(
  { user, cluster }: ClusterAccess,
  environment: Readonly<Record<string, string | undefined>>,
  provider: Record<string, string>,
): Promise<Credential> {
  const own = await ownCertificate(user)
  const base = { headers: impersonationHeaders(user), ...own, renewAt: Infinity }
  if (user.exec !== undefined) {
    const { token, cert, key, expiresAt } = await runExecPlugin(user.exec, cluster, environment)
    const pair = cert === undefined || key === undefined ? {} : { cert, key }
    return { ...base, ...pair, ...(token === undefined ? {} : { headers: bearer(base.headers, token) }), renewAt: renewalTime(expiresAt) }
  }
  if (user.token !== undefined) return { ...base, headers: bearer(base.headers, user.token) }
  if (user.tokenFile !== undefined)
    return {
      ...base,
      headers: bearer(base.headers, (await readCredentialFile(user.tokenFile, user)).toString('utf8').trim()),
      renewAt: Date.now() + FILE_LIFE,
    }
  if (user.username !== undefined)
    return {
      ...base,
      headers: { ...base.headers, authorization: `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}` },
    }
  return user.authProvider === undefined ? base : { ...base, ...(await fromProvider(user.authProvider.name, provider, base.headers)) }
}

function bearer(headers: Credential['headers'], token: string): Credential['headers'] {
  return { ...headers, authorization: `Bearer ${token}` }
}

function renewalTime(expiresAt: number | undefined): number {
  if (expiresAt === undefined) return Infinity
  const life = expiresAt - Date.now()
  return expiresAt - Math.min(MARGIN, Math.max(life / 10, 0))
}

function impersonationHeaders({ impersonation }: UserEntry): Record<string, string | string[]> {
  const headers: Record<string, string[]> = {}
  for (const [name, value] of impersonation) headers[name] = [...(headers[name] ?? []), value]
  return headers
}

async function ownCertificate(user: UserEntry): Promise<{ cert?: Buffer; key?: Buffer }> {
  const [cert, key] = await Promise.all([fileOrData(user.certFile, user.certData, user), fileOrData(user.keyFile, user.keyData, user)])
  return cert === undefined || key === undefined ? {} : { cert, key }
}

async function fileOrData(file: string | undefined, data: string | undefined, user: UserEntry): Promise<Buffer | undefined> {
  // kubectl, too, takes the data where both are given.
  if (data !== undefined) return Buffer.from(data, 'base64')
  return file === undefined ? undefined : await readCredentialFile(file, user)
}

async function readCredentialFile(file: string, user: UserEntry): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new CopilotError({
      code: 'CREDENTIALS_FAILED',
      category: 'validation',
      message: `The file ${file} of the user \`${user.name}\` can't be read (${cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable'}).`,
      remedy: 'Check the kubeconfig, or get the credentials again.',
      cause,
    })
  })
}

/** The client library's OpenID Connect costs 130 MB of memory: it is loaded for those alone who use it. */
async function fromProvider(name: string, config: Record<string, string>, headers: Credential['headers']): Promise<Partial<Credential>> {
  if (name !== 'oidc')
    throw new CopilotError({
      code: 'CREDENTIALS_FAILED',
      category: 'validation',
      message: `The kubeconfig uses the login method \`auth-provider: ${name}\`, which Kubernetes has removed.`,
      remedy: name === 'azure' ? 'Run `kubelogin convert-kubeconfig -l azurecli`.' : 'Use an exec plugin in the kubeconfig in its place.',
    })
  const { OpenIDConnectAuth } = await import('@kubernetes/client-node/dist/oidc_auth.js')
  const options: { headers: Record<string, string> } = { headers: {} }
  // A new one each time: the library takes the lifetime of a refreshed token for the time of its end. New tokens are written into config.
  await new OpenIDConnectAuth().applyAuthentication({ name, authProvider: { name, config } }, options)
  const token = options.headers['Authorization']?.replace(/^Bearer /, '')
  return token === undefined ? {} : { headers: bearer(headers, token), renewAt: renewalTime(expiryOf(token)) }
}

/** `exp` of a JWT, in milliseconds. */
function expiryOf(token: string): number | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return isMap(payload) && typeof payload['exp'] === 'number' ? payload['exp'] * 1000 : undefined
  } catch {
    return undefined
  }
}
