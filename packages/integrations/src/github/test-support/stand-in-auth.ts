import { createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto'
import { type Caller, Refused } from './stand-in-answer.ts'

export interface StandInApp {
  readonly id: number
  /** PEM. */
  readonly publicKey: string
  readonly installationId: number
  /** How long its tokens are good for; default an hour. */
  readonly tokenMs?: number
}

/** Tokens of people, and of an App: its JSON web token is verified, its installation tokens end. */
export class StandInAuth {
  readonly #tokens: ReadonlySet<string>
  readonly #app: StandInApp | undefined
  readonly #key: KeyObject | undefined
  readonly #issued = new Map<string, number>()
  /** How many installation tokens were given. */
  given = 0

  constructor(tokens: readonly string[], app: StandInApp | undefined) {
    this.#tokens = new Set(tokens)
    this.#app = app
    this.#key = app === undefined ? undefined : createPublicKey(app.publicKey)
  }

  /** Every token that was given ends now. */
  expireAll(): void {
    for (const token of this.#issued.keys()) this.#issued.set(token, 0)
  }

  caller(authorization: string | undefined): Caller {
    const token = tokenOf(authorization)
    if (token === undefined) throw new Refused(401, 'Requires authentication')
    if (this.#tokens.has(token)) return { kind: 'user', login: 'a-person', token }
    const ends = this.#issued.get(token)
    if (ends !== undefined && ends > Date.now()) return { kind: 'installation', login: 'aks-copilot[bot]', token }
    if (token.split('.').length === 3) return this.#appOf(token)
    throw new Refused(401, 'Bad credentials')
  }

  issue(): { readonly token: string; readonly expires_at: string } {
    const token = `ghs_${randomBytes(18).toString('hex')}`
    const ends = Date.now() + (this.#app?.tokenMs ?? 3_600_000)
    this.#issued.set(token, ends)
    this.given += 1
    return { token, expires_at: new Date(ends).toISOString() }
  }

  get installation(): number | undefined {
    return this.#app?.installationId
  }

  #appOf(token: string): Caller {
    const [head = '', claims = '', signature = ''] = token.split('.')
    const signed = Buffer.from(`${head}.${claims}`)
    const good = this.#key !== undefined && verify('RSA-SHA256', signed, this.#key, Buffer.from(signature, 'base64url'))
    if (!good) throw new Refused(401, 'A JSON web token could not be decoded')
    const { iss, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Record<string, unknown>
    const now = Date.now() / 1000
    if (typeof exp !== 'number' || exp <= now)
      throw new Refused(401, "'Expiration time' claim ('exp') must be a numeric value in the future")
    if (exp > now + 630) throw new Refused(401, "'Expiration time' claim ('exp') is too far in the future")
    if (typeof iat !== 'number' || iat > now + 30) throw new Refused(401, "'Issued at' claim ('iat') must be in the past")
    if (Number(iss) !== this.#app?.id) throw new Refused(404, 'Integration not found')
    return { kind: 'app', login: 'aks-copilot[bot]', token }
  }
}

function tokenOf(authorization: string | undefined): string | undefined {
  const [scheme = '', value] = authorization?.split(' ') ?? []
  if (value === undefined) return undefined
  if (/^basic$/i.test(scheme)) return Buffer.from(value, 'base64').toString('utf8').split(':')[1]
  return /^(?:bearer|token)$/i.test(scheme) ? value : undefined
}
