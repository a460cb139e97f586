import { readFile } from 'node:fs/promises'
import { Agent, fetch } from 'undici'
import { z } from 'zod'
import { denied } from '../model-errors.ts'
import type { RunCommand } from '../run-command.ts'

const RESOURCE = 'https://cognitiveservices.azure.com'
/** A token is renewed this long before it ends. */
const MARGIN_MS = 5 * 60_000
const IMDS = 'http://169.254.169.254/metadata/identity/oauth2/token'

interface Token {
  readonly value: string
  /** Milliseconds since the epoch. */
  readonly until: number
}

export interface TokenOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly run: RunCommand
  /** Of the login service and of the machine's identity service; tests have their own. */
  readonly authority?: string | undefined
  readonly imds?: string | undefined
}

const grantSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() })
/** Container Apps says when a token ends, in seconds since the epoch, not how long it lasts. */
const platformSchema = z.object({ access_token: z.string().min(1), expires_on: z.coerce.number() })
const cliSchema = z.object({ accessToken: z.string().min(1), expires_on: z.number().optional(), expiresOn: z.string().optional() })

/**
 * Tokens of Entra ID for Azure OpenAI: workload identity (a pod on AKS), a service principal, the identity that Container Apps gives a
 * container, the login of `az`, the identity of the machine. Kept until they end; never written or logged.
 */
export class AccessTokens {
  readonly #options: TokenOptions
  readonly #agent = new Agent({ connect: { timeout: 2000 }, headersTimeout: 10_000, bodyTimeout: 10_000 })
  #token: Token | undefined
  #asking: Promise<Token> | undefined

  constructor(options: TokenOptions) {
    this.#options = options
  }

  async token(signal: AbortSignal): Promise<string> {
    signal.throwIfAborted()
    if (this.#token !== undefined && Date.now() < this.#token.until - MARGIN_MS) return this.#token.value
    this.#asking ??= this.#ask(AbortSignal.timeout(20_000)).finally(() => (this.#asking = undefined))
    this.#token = await this.#asking
    return this.#token.value
  }

  async #ask(signal: AbortSignal): Promise<Token> {
    const {
      AZURE_TENANT_ID: tenant,
      AZURE_CLIENT_ID: client,
      AZURE_FEDERATED_TOKEN_FILE: file,
      AZURE_CLIENT_SECRET: secret,
    } = this.#options.environment
    if (tenant !== undefined && client !== undefined && file !== undefined) {
      const assertion = (await readFile(file, 'utf8')).trim()
      return this.#grant(
        tenant,
        { client_id: client, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion },
        signal,
      )
    }
    if (tenant !== undefined && client !== undefined && secret !== undefined)
      return this.#grant(tenant, { client_id: client, client_secret: secret }, signal)
    return (await this.#platform(client, signal)) ?? (await this.#cli(signal)) ?? (await this.#machine(client, signal)) ?? this.#none()
  }

  async #grant(tenant: string, login: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Token> {
    const { authority = 'https://login.microsoftonline.com', environment } = this.#options
    const host = environment['AZURE_AUTHORITY_HOST']?.replace(/\/$/, '') ?? authority
    const body = new URLSearchParams({ ...login, grant_type: 'client_credentials', scope: `${RESOURCE}/.default` }).toString()
    const response = await fetch(`${host}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      signal,
      dispatcher: this.#agent,
      redirect: 'error',
    }).catch(() => undefined)
    const grant = response?.ok === true ? grantSchema.safeParse(await response.json()) : undefined
    if (grant?.success !== true)
      throw denied(
        'Entra ID',
        `no token for the application (${response?.status ?? 'no answer'})`,
        'Check AZURE_TENANT_ID, AZURE_CLIENT_ID and the federated credential or secret.',
      )
    return { value: grant.data.access_token, until: Date.now() + grant.data.expires_in * 1000 }
  }

  async #cli(signal: AbortSignal): Promise<Token | undefined> {
    const said = await this.#options.run('az', ['account', 'get-access-token', '--resource', RESOURCE, '--output', 'json'], signal)
    const read = said === undefined ? undefined : cliSchema.safeParse(parsed(said))
    if (read?.success !== true) return undefined
    const { accessToken, expires_on: seconds, expiresOn } = read.data
    const until = seconds === undefined ? Date.parse(expiresOn ?? '') : seconds * 1000
    return { value: accessToken, until: Number.isFinite(until) ? until : Date.now() + 2 * MARGIN_MS }
  }

  /** Container Apps and App Service: an address and a header, both in the environment. */
  async #platform(client: string | undefined, signal: AbortSignal): Promise<Token | undefined> {
    const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header } = this.#options.environment
    if (endpoint === undefined || header === undefined || !URL.canParse(endpoint)) return undefined
    const url = new URL(endpoint)
    url.searchParams.set('api-version', '2019-08-01')
    url.searchParams.set('resource', RESOURCE)
    if (client !== undefined) url.searchParams.set('client_id', client)
    const response = await fetch(url, {
      headers: { 'x-identity-header': header },
      signal,
      dispatcher: this.#agent,
      redirect: 'error',
    }).catch(() => undefined)
    const grant = response?.ok === true ? platformSchema.safeParse(await response.json()) : undefined
    if (grant?.success !== true)
      throw denied(
        'Azure OpenAI',
        `the identity of this container gets no token (${response?.status ?? 'no answer'})`,
        'Assign the identity to the container app, and set AZURE_CLIENT_ID to its client id where it is user-assigned.',
      )
    return { value: grant.data.access_token, until: grant.data.expires_on * 1000 }
  }

  async #machine(client: string | undefined, signal: AbortSignal): Promise<Token | undefined> {
    const query = new URLSearchParams({
      'api-version': '2018-02-01',
      resource: RESOURCE,
      ...(client === undefined ? {} : { client_id: client }),
    })
    const response = await fetch(`${this.#options.imds ?? IMDS}?${query.toString()}`, {
      headers: { metadata: 'true' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(3000)]),
      dispatcher: this.#agent,
      redirect: 'error',
    }).catch(() => undefined)
    if (response?.ok !== true) return undefined
    const grant = grantSchema.safeParse(await response.json())
    return grant.success ? { value: grant.data.access_token, until: Date.now() + grant.data.expires_in * 1000 } : undefined
  }

  #none(): never {
    throw denied('Azure OpenAI', 'there is neither a key nor a login', 'Run `az login`, or set AKS_COPILOT_MODEL_KEY.')
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
