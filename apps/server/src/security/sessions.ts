import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

const COOKIE = 'aks-copilot-session'
const HOURS = 12

/**
 * Who has shown the token. The cookie of a browser holds no token, only a time and its signature; the key of the signature dies with the
 * process.
 */
export class Sessions {
  readonly #token: Buffer | undefined
  readonly #key = randomBytes(32)

  /** Without a token everybody is let in. */
  constructor(token: string | undefined) {
    this.#token = token === undefined ? undefined : digest(token)
  }

  get required(): boolean {
    return this.#token !== undefined
  }

  /** Whether the request carries the token or a session. */
  isKnown({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
    if (this.#token === undefined) return true
    const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
    return bearer === undefined ? this.#isSession(cookieOf(headers.cookie)) : this.accepts(bearer)
  }

  /** Who asks, as far as this is known: there is one token for all. */
  who(request: Pick<FastifyRequest, 'headers'>): string {
    if (this.#token === undefined) return 'somebody on this machine'
    return request.headers.authorization === undefined ? 'a signed-in browser' : 'a program with the token'
  }

  /** Compares in a time that tells nothing of where a wrong token differs. */
  accepts(token: string): boolean {
    return this.#token !== undefined && timingSafeEqual(digest(token), this.#token)
  }

  /** The value of Set-Cookie for who has shown the token. */
  cookie(isSecure: boolean): string {
    const until = String(Date.now() + HOURS * 3_600_000)
    return `${COOKIE}=${until}.${this.#sign(until)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${HOURS * 3600}${isSecure ? '; Secure' : ''}`
  }

  /** The value of Set-Cookie that ends a session. */
  get noCookie(): string {
    return `${COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`
  }

  #isSession(value: string | undefined): boolean {
    const [until = '', signature = ''] = value?.split('.') ?? []
    if (!/^\d{1,16}$/.test(until) || Number(until) < Date.now()) return false
    return timingSafeEqual(digest(signature), digest(this.#sign(until)))
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url')
  }
}

function cookieOf(header: string | undefined): string | undefined {
  for (const part of (header ?? '').slice(0, 4096).split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === COOKIE) return value
  }
  return undefined
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
