import type { SecretSource, SecretValue } from '@aks-copilot/remediation/ports'
import type { TokenCredential } from '@azure/identity'
import type { KeyVaultSecret } from '@azure/keyvault-secrets'
import { KEY_VAULT_PATIENCE, type KeyVaultPatience, SecretFetcher } from './fetch-secret.ts'
import { ServiceFault } from '../calls/service-fault.ts'
import { unreachable, unusable } from './key-vault-faults.ts'
import { type SecretPlace, secretPlace, vaultOrigin } from './secret-name.ts'

export interface KeyVaultOptions {
  /** `https://VAULT.vault.azure.net`, for names without an address. */
  readonly url?: string | undefined
  /** Default: Azure's chain of identities. */
  readonly credential?: TokenCredential | undefined
  /** After so long a value is asked for again, a tenth more or less; default 10 minutes. */
  readonly renewMs?: number | undefined
  /** So long a value is used on while the vault does not answer; default 6 hours. Never beyond its own end. */
  readonly keepMs?: number | undefined
  readonly patience?: Partial<KeyVaultPatience> | undefined
  /** PEM of a further authority; for tests. */
  readonly ca?: string | undefined
  /** Ends every call. */
  readonly signal?: AbortSignal | undefined
  /** Warnings, one line each, without secrets. */
  readonly log?: ((line: string) => void) | undefined
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined
}

const MINUTE = 60_000

/**
 * Secrets of Azure Key Vault, by `NAME`, `NAME/VERSION` or address. Sends nothing yet. Throws KEY_VAULT_NOT_CONFIGURED; `secret` also throws
 * KEY_VAULT_UNREACHABLE, KEY_VAULT_THROTTLED, KEY_VAULT_DENIED, KEY_VAULT_SECRET_UNKNOWN, KEY_VAULT_SECRET_UNUSABLE and KEY_VAULT_REFUSED.
 */
export function openKeyVault(options: KeyVaultOptions): SecretSource {
  const vault = options.url === undefined ? undefined : vaultOrigin(options.url)
  return new CachedSecrets(options, vault)
}

interface Kept {
  readonly secret: SecretValue
  /** When it is asked for again. */
  readonly renewAt: number
  /** Until when it serves where the vault does not answer. */
  readonly until: number
}

/** After a renewal that failed. */
const RETRY_MS = 30_000

class CachedSecrets implements SecretSource {
  readonly #options: KeyVaultOptions
  readonly #vault: string | undefined
  readonly #fetcher: SecretFetcher
  readonly #kept = new Map<string, Kept>()
  readonly #pending = new Map<string, Promise<SecretValue>>()
  readonly #now: () => number
  readonly #log: (line: string) => void
  readonly #signal: AbortSignal

  constructor(options: KeyVaultOptions, vault: string | undefined) {
    this.#options = options
    this.#vault = vault
    this.#now = options.now ?? Date.now
    this.#log = options.log ?? ((): void => {})
    this.#signal = options.signal ?? new AbortController().signal
    const { credential, ca, patience } = options
    this.#fetcher = new SecretFetcher({ credential, ca, patience: { ...KEY_VAULT_PATIENCE, ...patience }, log: this.#log })
  }

  async secret(reference: string, signal?: AbortSignal): Promise<SecretValue> {
    const place = secretPlace(reference, this.#vault)
    const id = JSON.stringify(place)
    const kept = this.#kept.get(id)
    if (kept !== undefined && this.#now() < kept.renewAt) return kept.secret
    // One request for all who wait: the end of one caller's signal must not fail the others.
    const pending = this.#pending.get(id) ?? this.#renew(id, place, kept).finally(() => this.#pending.delete(id))
    this.#pending.set(id, pending)
    return await untilAborted(pending, signal)
  }

  async #renew(id: string, place: SecretPlace, kept: Kept | undefined): Promise<SecretValue> {
    try {
      const secret = this.#usable(place, await this.#fetcher.fetch(place, this.#signal))
      this.#kept.set(id, this.#keep(secret))
      return secret
    } catch (fault) {
      const isOut = fault instanceof ServiceFault && fault.category === 'transient'
      if (kept !== undefined && isOut && this.#now() < kept.until) {
        this.#kept.set(id, { ...kept, renewAt: Math.min(this.#now() + RETRY_MS, kept.until) })
        this.#log(`${fault.message} The value of \`${place.name}\` that was read before is used until ${time(kept.until)}.`)
        return kept.secret
      }
      // What was disabled, deleted or withdrawn must not live on here.
      this.#kept.delete(id)
      throw fault
    }
  }

  /** Key Vault gives out what has ended or not begun: its dates are for those who read it. */
  #usable({ name, vault }: SecretPlace, { value, properties }: KeyVaultSecret): SecretValue {
    const { enabled, notBefore, expiresOn, version } = properties
    if (typeof value !== 'string' || version === undefined || version === '')
      throw unreachable(new URL(vault).hostname, 'its answer is no secret')
    if (enabled === false) throw unusable(name, 'is disabled')
    if (expiresOn !== undefined && expiresOn.getTime() <= this.#now()) throw unusable(name, `ended at ${time(expiresOn.getTime())}`)
    if (notBefore !== undefined && notBefore.getTime() > this.#now())
      throw unusable(name, `is valid only from ${time(notBefore.getTime())} on`)
    if (value.trim() === '') throw unusable(name, 'is empty')
    return { value, version, ...(expiresOn === undefined ? {} : { expires: expiresOn.toISOString() }) }
  }

  #keep(secret: SecretValue): Kept {
    const now = this.#now()
    const ends = secret.expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(secret.expires)
    const wait = (this.#options.renewMs ?? 10 * MINUTE) * (0.9 + Math.random() * 0.2)
    // Before it ends there is time for several tries.
    const renewAt = Math.min(now + wait, ends - Math.min(5 * MINUTE, (ends - now) / 5))
    return { secret, renewAt, until: Math.min(now + (this.#options.keepMs ?? 360 * MINUTE), ends) }
  }
}

function time(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

async function untilAborted<T>(pending: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await pending
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  // Nobody else may wait for it.
  pending.catch(() => undefined)
  try {
    return await Promise.race([pending, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
