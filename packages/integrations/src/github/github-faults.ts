import { maskSecrets } from '@aks-copilot/cluster'
import { CopilotError, hideSecrets } from '@aks-copilot/contracts'
import { type FaultFacts, networkTrouble, ServiceFault } from '../calls/service-fault.ts'

export function notConfigured(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'GITHUB_NOT_CONFIGURED', category: 'validation', message: `${message}.`, remedy })
}

export function unreachable(host: string, why: string, facts: FaultFacts = {}): ServiceFault {
  return new ServiceFault(
    {
      code: 'GITHUB_UNREACHABLE',
      category: 'transient',
      message: `GitHub at ${host} does not answer as it should: ${why}.`,
      remedy: 'Check the network and the status page of GitHub; it goes on where it stopped.',
    },
    facts,
  )
}

export function rateLimited(host: string, waitMs: number, status?: number): ServiceFault {
  const until = new Date(Date.now() + waitMs).toISOString().slice(0, 19)
  return new ServiceFault(
    {
      code: 'GITHUB_RATE_LIMITED',
      category: 'transient',
      message: `GitHub at ${host} takes no more requests with these credentials until ${until}Z.`,
      remedy: 'It goes on by itself after that time; an App has a higher limit than a token of a person.',
    },
    { status, waitMs, unsent: true },
  )
}

export interface Refusal {
  readonly host: string
  /** `PATCH /repos/contoso/shop/git/refs/heads%2Fmain` */
  readonly what: string
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly text: string
  /** Never in a message, whatever the host echoes. */
  readonly secrets: readonly string[]
}

const LIMIT_WORDS = /secondary rate limit|abuse detection|rate limit exceeded/i
const SECONDARY_MS = 60_000

/** What an answer that is no success means. */
export function faultOfAnswer(answer: Refusal): ServiceFault {
  const { host, what, status, headers } = answer
  const said = saidOf(answer)
  const wait = status === 403 || status === 429 ? limitOf(answer) : undefined
  if (wait !== undefined) return rateLimited(host, wait, status)
  if (status >= 500 || status === 408) return unreachable(host, `it says ${status}${said}`, { status })
  if (status === 401)
    return refusal('GITHUB_DENIED', `GitHub at ${host} does not accept the credentials (401${said}).`, status, {
      remedy: 'The token has ended or was withdrawn, or the clock of this machine is wrong: check both.',
    })
  if (status === 403) return refusal('GITHUB_DENIED', `GitHub at ${host} does not allow ${what} (403${said}).`, status, rightsOf(headers))
  if (status === 404)
    return refusal('GITHUB_NOT_FOUND', `GitHub at ${host} has no ${what}, or does not show it to these credentials.`, status, {
      remedy: 'Check the name of the repository, and that the token or the App may read it.',
    })
  if (status < 400)
    return refusal('GITHUB_REFUSED', `GitHub at ${host} sends ${what} on to another address (${status}).`, status, {
      remedy: 'The repository was renamed or moved: give its present address.',
    })
  return refusal('GITHUB_REFUSED', `GitHub at ${host} refuses ${what} (${status}${said}).`, status, {
    remedy: 'The message says which rule: a protected branch wants a pull request, an empty repository a first commit.',
  })
}

function refusal(code: string, message: string, status: number, { remedy }: { readonly remedy: string }): ServiceFault {
  return new ServiceFault({ code, category: 'validation', message, remedy }, { status })
}

function rightsOf(headers: Refusal['headers']): { readonly remedy: string } {
  if (headers.get('x-github-sso') !== null) return { remedy: 'Authorise the token for the single sign-on of the organisation.' }
  const wanted = headers.get('x-accepted-github-permissions') ?? ''
  const plain = /^[\w=;, -]{1,200}$/.test(wanted) ? wanted : ''
  return {
    remedy: plain === '' ? 'Give the token or the App the right that is missing.' : `Give the token or the App the right ${plain}.`,
  }
}

/** Milliseconds that a limit lasts; undefined where it is none. GitHub's own clock counts, not ours. */
function limitOf({ status, headers, text }: Refusal): number | undefined {
  const asked = Number(headers.get('retry-after') ?? Number.NaN)
  if (Number.isFinite(asked) && asked >= 0) return asked * 1000
  if (headers.get('x-ratelimit-remaining') === '0') return untilReset(headers)
  return status === 429 || LIMIT_WORDS.test(text) ? SECONDARY_MS : undefined
}

/** Milliseconds until the primary limit is lifted. */
export function untilReset(headers: Refusal['headers']): number {
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000
  const there = Date.parse(headers.get('date') ?? '')
  const wait = reset - (Number.isNaN(there) ? Date.now() : there)
  return Number.isFinite(wait) ? Math.min(3_600_000, Math.max(1000, wait + 1000)) : SECONDARY_MS
}

const MOST_SAID = 300

/** `: what the host says`, as one short line; nothing of a web page. */
function saidOf({ text, secrets }: Refusal): string {
  const said = messageOf(text)
  const safe = maskSecrets(hideSecrets(said, secrets))
  const line = safe
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_SAID)
  return line === '' ? '' : `: ${line.replace(/\.$/, '')}`
}

function messageOf(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('message' in value) || typeof value.message !== 'string') return ''
    const errors: readonly unknown[] = 'errors' in value && Array.isArray(value.errors) ? value.errors : []
    return [value.message, ...errors.map(detailOf)].filter((part) => part !== '').join('; ')
  } catch {
    return ''
  }
}

function detailOf(error: unknown): string {
  if (typeof error === 'string') return error
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string' ? error.message : ''
}

/** No answer, or half of one. */
export function faultOfNetwork(host: string, cause: unknown): ServiceFault {
  const { why, unsent } = networkTrouble(cause)
  return unreachable(host, why, { unsent })
}

/** The SDK wraps what its fetch throws. */
export function faultBehind(error: unknown): ServiceFault | undefined {
  if (error instanceof ServiceFault) return error
  return error instanceof Error && error.cause instanceof ServiceFault ? error.cause : undefined
}
