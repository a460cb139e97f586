import type { TokenCredential } from '@azure/identity'
import type { KeyVaultSecret, SecretClient, SecretClientOptions } from '@azure/keyvault-secrets'
import { z } from 'zod'
import { boundedAnswers } from '../azure/bounded-answers.ts'
import { growingPause, pause } from '../calls/pauses.ts'
import { ServiceFault } from '../calls/service-fault.ts'
import { faultOfAnswer, faultOfLogin, faultOfNetwork, throttled, unreachable } from './key-vault-faults.ts'
import { isHere, type SecretPlace } from './secret-name.ts'

type AdditionalPolicy = NonNullable<SecretClientOptions['additionalPolicies']>[number]

/** How long and how often is tried. */
export interface KeyVaultPatience {
  /** One request, with the login before it. */
  readonly timeoutMs: number
  /** Requests for one call, the first included. */
  readonly tries: number
  /** Before the second try; then twice as long each time, with jitter. */
  readonly pauseMs: number
  /** The longest wait for a limit in one call. */
  readonly limitMs: number
}

export const KEY_VAULT_PATIENCE: KeyVaultPatience = { timeoutMs: 20_000, tries: 4, pauseMs: 400, limitMs: 30_000 }

/** A secret has at most 25 KB. */
const MOST_BYTES = 1024 * 1024

interface FetcherOptions {
  /** Default: environment, workload identity, managed identity, Azure CLI and what else Azure's default chain tries. */
  readonly credential?: TokenCredential | undefined
  /** PEM of a further authority; for tests. */
  readonly ca?: string | undefined
  readonly patience: KeyVaultPatience
  readonly log: (line: string) => void
}

/** Asks vaults through Azure's SDK, which loads with the first secret. One client a vault; its login is kept and renewed by the SDK. */
export class SecretFetcher {
  readonly #options: FetcherOptions
  readonly #clients = new Map<string, Promise<SecretClient>>()
  #credential: Promise<TokenCredential> | undefined

  constructor(options: FetcherOptions) {
    this.#options = options
  }

  /** The secret as the vault has it. Throws ServiceFault, after retries of what passes. */
  async fetch(place: SecretPlace, signal: AbortSignal): Promise<KeyVaultSecret> {
    const { patience, log } = this.#options
    let waited = 0
    let renewed = false
    for (let attempt = 1; ; attempt += 1)
      try {
        return await this.#once(place, signal)
      } catch (fault) {
        if (!(fault instanceof ServiceFault)) throw fault
        if (fault.status === 401 && !renewed) {
          // The vault took the login for ended before the SDK did: a new client asks for another one.
          renewed = true
          this.#clients.delete(place.vault)
          continue
        }
        if (fault.category !== 'transient' || attempt >= patience.tries) throw fault
        const wait = fault.waitMs ?? growingPause(patience.pauseMs, attempt)
        waited += wait
        if (waited > patience.limitMs) throw fault.waitMs === undefined ? fault : throttled(nameOf(place.vault), wait)
        log(`${fault.message} Trying again.`)
        await pause(wait + Math.random() * Math.min(wait, 500), signal)
      }
  }

  async #once(place: SecretPlace, signal: AbortSignal): Promise<KeyVaultSecret> {
    const { timeoutMs } = this.#options.patience
    const deadline = AbortSignal.timeout(timeoutMs)
    const { name, version } = place
    try {
      const client = await this.#client(place.vault)
      return await client.getSecret(name, {
        abortSignal: AbortSignal.any([signal, deadline]),
        ...(version === undefined ? {} : { version }),
      })
    } catch (error) {
      signal.throwIfAborted()
      if (deadline.aborted) throw unreachable(nameOf(place.vault), `no answer within ${timeoutMs / 1000} s`)
      throw faultOf(place, error)
    }
  }

  async #client(vault: string): Promise<SecretClient> {
    const made = this.#clients.get(vault) ?? this.#open(vault)
    this.#clients.set(vault, made)
    return await made
  }

  async #open(vault: string): Promise<SecretClient> {
    const { SecretClient: Client } = await import('@azure/keyvault-secrets')
    this.#credential ??= this.#login()
    const { ca } = this.#options
    return new Client(vault, await this.#credential, {
      retryOptions: { maxRetries: 0 },
      // A login must not be led elsewhere.
      redirectOptions: { maxRetries: 0 },
      additionalPolicies: [refusals(nameOf(vault)), boundedAnswers(MOST_BYTES)],
      // A vault in Azure must ask for a login for its own domain; one of this machine has none.
      disableChallengeResourceVerification: isHere(new URL(vault).hostname),
      ...(ca === undefined ? {} : { tlsOptions: { ca } }),
    })
  }

  async #login(): Promise<TokenCredential> {
    if (this.#options.credential !== undefined) return this.#options.credential
    const { DefaultAzureCredential } = await import('@azure/identity')
    return new DefaultAzureCredential()
  }
}

function nameOf(vault: string): string {
  const { hostname } = new URL(vault)
  return isHere(hostname) ? hostname : (hostname.split('.')[0] ?? hostname)
}

/** The SDK's errors hold the request with its login, and the answer with its body: nothing of them goes on but what is read here. */
function faultOf(place: SecretPlace, error: unknown): Error {
  const vault = nameOf(place.vault)
  if (error instanceof ServiceFault) return error
  return (error instanceof Error ? faultOfLogin(vault, error) : undefined) ?? faultOfNetwork(vault, error)
}

/** Sees each answer after the challenge, before the SDK makes something else of a refusal without a body. */
function refusals(vault: string): AdditionalPolicy {
  const policy: AdditionalPolicy['policy'] = {
    name: 'refusals',
    async sendRequest(request, next) {
      const response = await next(request)
      const { status, headers, bodyAsText } = response
      if (status < 300) return response
      const [, , secret = ''] = new URL(request.url).pathname.split('/')
      throw faultOfAnswer({ vault, secret, status, inner: innerCode(bodyAsText), retryAfter: headers.get('retry-after') })
    },
  }
  return { position: 'perCall', policy }
}

const innerSchema = z.object({ error: z.object({ innererror: z.object({ code: z.string() }).optional() }) })

function innerCode(text: string | null | undefined): string | undefined {
  try {
    const { error } = innerSchema.parse(JSON.parse(text ?? ''))
    const code = error.innererror?.code ?? ''
    return /^[A-Za-z]{1,60}$/.test(code) ? code : undefined
  } catch {
    return undefined
  }
}
