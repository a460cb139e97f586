/**
 * A Key Vault of this machine over TLS, for tests: `GET /secrets/NAME[/VERSION]?api-version=…` with the authentication challenge (401 with
 * `WWW-Authenticate`, authorization and resource), tokens that end, versions, disabled secrets (403 SecretDisabled), secrets beyond their
 * dates (given out, as Key Vault does), soft-deleted ones (404), roles (403 ForbiddenByRbac) and the error bodies of the REST API.
 *
 * What it does not do, and Key Vault does: keys and certificates, lists, backups, purging, writing over the network; its limits of requests
 * (a 429 comes as an injected fault); private endpoints; claims challenges (CAE). Tokens are opaque words and not checked for their audience.
 */
import { type Answer, type Asked, type Fault, FaultyServer } from '../../test-support/faulty-server.ts'

export interface StoredSecret {
  readonly version: string
  readonly value: string
  readonly enabled?: boolean
  /** Seconds since the epoch. */
  readonly nbf?: number
  readonly exp?: number
}

export class KeyVaultStandIn {
  readonly server: FaultyServer
  /** What it answers to each login, instead of the secret; undefined: the role is there. */
  forbidden: 'ForbiddenByRbac' | 'ForbiddenByPolicy' | 'ForbiddenByFirewall' | undefined
  readonly #secrets = new Map<string, StoredSecret[]>()
  readonly #deleted = new Set<string>()
  readonly #tokens = new Set<string>()
  #given = 0

  private constructor() {
    this.server = new FaultyServer((asked) => this.#answer(asked))
  }

  static async start(tls: { readonly key: string; readonly cert: string }): Promise<KeyVaultStandIn> {
    const made = new KeyVaultStandIn()
    await made.server.start(tls)
    return made
  }

  get url(): string {
    return this.server.origin
  }

  /** A credential such as Azure's: each call gives another token that this vault accepts until `endTokens`. */
  credential(): { getToken(): Promise<{ token: string; expiresOnTimestamp: number }> } {
    return {
      getToken: () => {
        this.#given += 1
        const token = `planted-token-${this.#given}`
        this.#tokens.add(token)
        return Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 })
      },
    }
  }

  get tokensGiven(): number {
    return this.#given
  }

  endTokens(): void {
    this.#tokens.clear()
  }

  /** Adds a version, the newest. */
  set(name: string, secret: StoredSecret): void {
    this.#secrets.set(name, [...(this.#secrets.get(name) ?? []).filter(({ version }) => version !== secret.version), secret])
  }

  softDelete(name: string): void {
    this.#deleted.add(name)
  }

  /** Requests that came with a login. */
  asked(name: string): number {
    return this.server.requests.filter((line) => line.startsWith(`GET /secrets/${name}/`)).length
  }

  fail(fault: Fault): void {
    this.server.fail(fault)
  }

  stop(): Promise<void> {
    return this.server.stop()
  }

  #answer({ method, path, headers }: Asked): Answer {
    const url = new URL(path, this.url)
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    if (token === undefined || !this.#tokens.has(token)) return challenge
    if (!url.searchParams.has('api-version')) return refused(400, 'BadParameter', 'api-version must be specified')
    const [, collection, name = '', version = ''] = url.pathname.split('/')
    if (method !== 'GET' || collection !== 'secrets') return refused(405, 'MethodNotAllowed', 'Not here')
    if (this.forbidden !== undefined)
      return refused(403, 'Forbidden', 'Caller is not authorized to perform action on resource.', this.forbidden)
    const versions = this.#deleted.has(name) ? [] : (this.#secrets.get(name) ?? [])
    const found = version === '' ? versions.at(-1) : versions.find((one) => one.version === version)
    if (found === undefined) return refused(404, 'SecretNotFound', `A secret with (name/id) ${name} was not found in this key vault.`)
    if (found.enabled === false) return refused(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', 'SecretDisabled')
    return { status: 200, body: this.#bundle(name, found) }
  }

  #bundle(name: string, { version, value, nbf, exp }: StoredSecret): Record<string, unknown> {
    const attributes = { enabled: true, nbf, exp, created: 1_700_000_000, updated: 1_700_000_000, recoveryLevel: 'Recoverable' }
    return { value, id: `${this.url}/secrets/${name}/${version}`, attributes }
  }
}

const challenge: Answer = {
  status: 401,
  headers: {
    'www-authenticate':
      'Bearer authorization="https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001", resource="https://vault.azure.net"',
  },
  body: { error: { code: 'Unauthorized', message: 'AKV10000: Request is missing a Bearer or PoP token.' } },
}

function refused(status: number, code: string, message: string, inner?: string): Answer {
  return { status, body: { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } } }
}
