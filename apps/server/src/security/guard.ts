import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { refusal } from '../http/problem.ts'
import type { Sessions } from './sessions.ts'

export interface GuardOptions {
  /** Names under which this server may be asked for, beside localhost and addresses. */
  readonly allowedHosts: readonly string[]
  readonly sessions: Sessions
}

const LOCAL = ['localhost']
/**
 * Routes that anybody may see: the page and its files, how the process is, and the way in; everything else is guarded. By the route that
 * was found, never by the address: that can be written in many ways.
 */
const OPEN: ReadonlySet<string | undefined> = new Set([
  '/',
  '/*',
  '/healthz',
  '/readyz',
  '/login',
  '/api/session',
  '/api/docs.css',
  undefined,
])

/** Routes that only a signature opens: programs call them by whatever name they know, and a page that is led here has no signature. */
const SIGNED: ReadonlySet<string | undefined> = new Set(['/hooks/argocd'])

/**
 * Lets a request in or throws: the Host must be a name of this server (another one is DNS rebinding), the Origin, where a browser sends
 * one, must be this server (another site's page may not talk to it), and where a token is wanted, it must be there.
 */
export function admit(request: FastifyRequest, { allowedHosts, sessions }: GuardOptions): void {
  const { host, origin } = request.headers
  const route = request.is404 ? undefined : request.routeOptions.url
  const isSigned = SIGNED.has(route)
  if (!isSigned && (host === undefined || !isOwnHost(host, allowedHosts)))
    throw refusal(
      'HOST_REFUSED',
      `This server does not answer for the name \`${shortened(host)}\`.`,
      'Use localhost or the address, or allow the name with the setting server.allowedHosts.',
    )
  if (origin !== undefined && (host === undefined || !isSameOrigin(origin, host)))
    throw refusal(
      'ORIGIN_REFUSED',
      `A page of \`${shortened(origin)}\` may not talk to this server.`,
      'Open the page of this server itself.',
    )
  if (isSigned || OPEN.has(route)) return
  // Browsers say of each request from where it comes, also where they send no Origin.
  if (request.headers['sec-fetch-site'] === 'cross-site')
    throw refusal('ORIGIN_REFUSED', 'A page of another site may not talk to this server.', 'Open the page of this server itself.')
  if (!sessions.isKnown(request))
    throw refusal('NOT_SIGNED_IN', 'This server wants a token.', 'Sign in at /login, or send Authorization: Bearer TOKEN.')
}

function isOwnHost(host: string, allowed: readonly string[]): boolean {
  const name = hostName(host)
  return name !== undefined && (isIP(name) !== 0 || [...LOCAL, ...allowed].includes(name))
}

/** The name without the port, in lower case; an IPv6 address without its brackets. */
function hostName(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([a-z\d.-]+))(?::\d{1,5})?$/i.exec(host) ?? []
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, '')
}

function isSameOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}

function shortened(text: string | undefined): string {
  return (text ?? '').slice(0, 100)
}
