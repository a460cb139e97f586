import type { createAppAuth } from '@octokit/auth-app'
import type { Octokit } from '@octokit/rest'
import { z } from 'zod'
import { faultBehind, faultOfNetwork, notConfigured } from './github-faults.ts'
import type { RepositoryAddress } from './repository-address.ts'

/** A secret, or how it is read: then it is read anew each time, and one that was renewed counts without a restart. */
export type ReadSecret = string | (() => Promise<string>)

/** A token, or an App: its id, its private key (PEM), and its installation, found by the repository where it is not given. */
export type GitHubLogin =
  | { readonly kind: 'token'; readonly token: ReadSecret }
  | { readonly kind: 'app'; readonly appId: number | string; readonly privateKey: ReadSecret; readonly installationId?: number | undefined }

export interface Credentials {
  /** The token that is valid now. */
  token(signal: AbortSignal): Promise<string>
  /** After a 401 with this token: whether there is another one now. */
  renew(stale: string): Promise<boolean>
  /** What must never be in a message. */
  secrets(): readonly string[]
}

/** A token that a person or a workflow gave: there is no other, unless it is read anew. */
export function tokenCredentials(token: ReadSecret): Credentials {
  const given = typeof token === 'string' ? cleanToken(token) : undefined
  // What was sent with the token of before may be told only now.
  let seen: readonly string[] = given === undefined ? [] : [given]
  const read = async (): Promise<string> => {
    if (typeof token === 'string') return given ?? ''
    const clean = cleanToken(await token())
    if (!seen.includes(clean)) seen = [clean, ...seen].slice(0, 2)
    return clean
  }
  return {
    token: async (signal) => await untilAborted(read(), signal),
    renew: async (stale) => (await read()) !== stale,
    secrets: () => seen,
  }
}

function cleanToken(token: string): string {
  const clean = token.trim()
  if (/^[\u0021-\u007e]+$/.test(clean)) return clean
  throw notConfigured('The token for GitHub is empty or no token', 'Give it again, in one line.')
}

interface AppOptions {
  readonly login: Extract<GitHubLogin, { readonly kind: 'app' }>
  readonly createAppAuth: typeof createAppAuth
  readonly octokit: Octokit
  readonly address: RepositoryAddress
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

const LONGEST_MARGIN_MS = 120_000

/** Tokens of an App's installation, for this repository alone; the next one is fetched before the present one ends. */
export class AppCredentials implements Credentials {
  readonly #options: AppOptions
  readonly #host: string
  readonly #now: () => number
  #installation: number | undefined
  #present: { readonly token: string; readonly renewAt: number } | undefined
  #pending: Promise<string> | undefined

  constructor(options: AppOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#host = new URL(options.address.api).host
    this.#installation = options.login.installationId
  }

  async token(signal: AbortSignal): Promise<string> {
    if (this.#present !== undefined && this.#now() < this.#present.renewAt) return this.#present.token
    // One for all who wait: the end of one caller's signal must not fail the others.
    this.#pending ??= this.#fetchToken().finally(() => (this.#pending = undefined))
    return await untilAborted(this.#pending, signal)
  }

  renew(stale: string): Promise<boolean> {
    if (this.#present?.token === stale) this.#present = undefined
    return Promise.resolve(true)
  }

  secrets(): readonly string[] {
    return this.#present === undefined ? [] : [this.#present.token]
  }

  async #fetchToken(): Promise<string> {
    const { login, octokit, createAppAuth: open } = this.#options
    const key = typeof login.privateKey === 'string' ? login.privateKey : await login.privateKey()
    try {
      // A key out of an environment variable often has its line ends written out.
      const privateKey = key.replaceAll(String.raw`\n`, '\n')
      const auth = open({ appId: login.appId, privateKey, request: octokit.request, log: quiet })
      this.#installation ??= await this.#findInstallation(auth)
      const { name } = this.#options.address
      const installation = { type: 'installation' as const, installationId: this.#installation, repositoryNames: [name] }
      const { token, expiresAt } = tokenSchema.parse(await auth({ ...installation, refresh: true }))
      const lasts = Math.max(0, Date.parse(expiresAt) - this.#now())
      this.#present = { token, renewAt: this.#now() + lasts - Math.min(LONGEST_MARGIN_MS, lasts / 5) }
      return token
    } catch (error) {
      throw this.#faultOf(error)
    }
  }

  async #findInstallation(auth: ReturnType<typeof createAppAuth>): Promise<number> {
    const { token } = await auth({ type: 'app' })
    const { owner, name: repo } = this.#options.address
    const headers = { authorization: `Bearer ${token}` }
    const { data } = await this.#options.octokit.request('GET /repos/{owner}/{repo}/installation', { owner, repo, headers })
    return installationSchema.parse(data).id
  }

  #faultOf(error: unknown): Error {
    const fault = faultBehind(error)
    if (fault?.status === 404)
      return notConfigured(
        `The App is not installed for ${this.#options.address.url}`,
        'Install it there, or give the id of its installation.',
      )
    if (fault !== undefined) return fault
    if (error instanceof z.ZodError) return faultOfNetwork(this.#host, undefined)
    // Whatever else is thrown here comes from reading the key, and may quote it.
    return notConfigured(
      'The private key of the App cannot be read',
      'Give the whole PEM file that GitHub made, with its first and last line.',
    )
  }
}

const tokenSchema = z.object({ token: z.string().min(1), expiresAt: z.iso.datetime({ offset: true }) })
const installationSchema = z.object({ id: z.number().int() })
const quiet = { warn: (): void => {} }

async function untilAborted<T>(pending: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([pending, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
