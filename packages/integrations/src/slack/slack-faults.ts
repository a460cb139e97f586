import { CopilotError, type CopilotErrorFields } from '@aks-copilot/contracts'

/** A fault of Slack with what the retries need to know. Holds no header, no body and no cause: each may hold a token. */
export class SlackFault extends CopilotError {
  /** What Slack calls it, such as `thread_not_found`. */
  readonly reason: string | undefined
  /** How long Slack wants to be left alone. */
  readonly waitMs: number | undefined
  /** Whether the request surely changed nothing. After the rest somebody must look. */
  readonly unsent: boolean

  constructor(fields: CopilotErrorFields, more: { readonly reason?: string; readonly waitMs?: number; readonly unsent?: boolean } = {}) {
    super(fields)
    this.reason = more.reason
    this.waitMs = more.waitMs
    this.unsent = more.unsent ?? fields.category !== 'transient'
  }
}

export function notConfigured(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'SLACK_NOT_CONFIGURED', category: 'validation', message, remedy })
}

export function unreachable(why: string, more: { readonly reason?: string; readonly unsent?: boolean } = {}): SlackFault {
  return new SlackFault(
    {
      code: 'SLACK_UNREACHABLE',
      category: 'transient',
      message: `Slack does not answer as it should: ${why}.`,
      remedy: 'Check the network and the status page of Slack; it goes on where it stopped.',
    },
    more,
  )
}

export function rateLimited(waitMs: number): SlackFault {
  return new SlackFault(
    {
      code: 'SLACK_RATE_LIMITED',
      category: 'transient',
      message: `Slack takes no more requests with this token for ${Math.ceil(waitMs / 1000)} s.`,
      remedy: 'It goes on by itself after that time.',
    },
    { waitMs, unsent: true },
  )
}

const DENIED: Readonly<Record<string, string>> = {
  account_inactive: 'The app was removed from the workspace: install it again and take its new token.',
  invalid_auth: 'Take the Bot User OAuth Token of the app (it begins with xoxb-) again.',
  not_allowed_token_type: 'Take the Bot User OAuth Token of the app (it begins with xoxb-).',
  not_authed: 'Set AKS_COPILOT_SLACK_TOKEN.',
  not_in_channel: 'Invite the app into the channel: /invite @NAME-OF-THE-APP.',
  org_login_required: 'The workspace moved into an organisation: install the app there and take its new token.',
  restricted_action: 'A setting of the workspace or of the channel keeps the app from posting: let somebody who manages it allow it.',
  token_expired: 'Take a token that has not ended, or turn the rotation of tokens off for the app.',
  token_revoked: 'The token was withdrawn: install the app again and take its new token.',
}

const TRANSIENT = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable', 'team_added_to_org'])
const LIMITED = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded'])
const LIMIT_MS = 30_000

/** The scopes that the calls need, where Slack does not name one itself. */
const SCOPES: Readonly<Record<string, string>> = {
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'conversations.history': 'channels:history (groups:history for a private channel)',
  'conversations.replies': 'channels:history (groups:history for a private channel)',
}

/** What Slack's `error` means. `needed`: the scopes that it names. */
export function faultOfReason(method: string, said: string, needed: string | undefined): SlackFault {
  const reason = /^[a-z][a-z0-9_]{1,60}$/.test(said) ? said : 'unknown_error'
  if (TRANSIENT.has(reason)) return unreachable(`it says ${reason} to ${method}`, { reason })
  if (LIMITED.has(reason)) return rateLimited(LIMIT_MS)
  if (reason === 'missing_scope') return missingScope(method, needed)
  const remedy = DENIED[reason]
  if (remedy !== undefined) return denied(`Slack does not allow ${method} (${reason}).`, remedy, reason)
  if (reason === 'channel_not_found')
    return denied('Slack has no such channel, or does not show it to the app.', 'Check slack.channel; invite the app into it.', reason)
  if (reason === 'is_archived')
    return denied('The channel is archived.', 'Take it out of the archive, or set slack.channel to another one.', reason)
  return new SlackFault(
    {
      code: 'SLACK_REFUSED',
      category: 'validation',
      message: `Slack refuses ${method} (${reason}).`,
      remedy: 'The reference of that method on docs.slack.dev says what the word means.',
    },
    { reason },
  )
}

function missingScope(method: string, needed: string | undefined): SlackFault {
  const named = needed !== undefined && /^[\w:.,-]{1,200}$/.test(needed) ? needed : SCOPES[method]
  const remedy = `Give the app the scope ${named ?? 'that is missing'} under OAuth & Permissions, and install it again.`
  return denied(`The token for Slack may not call ${method}.`, remedy, 'missing_scope')
}

function denied(message: string, remedy: string, reason: string): SlackFault {
  return new SlackFault({ code: 'SLACK_DENIED', category: 'validation', message, remedy }, { reason })
}

/** What a status other than 200 means. Slack's own refusals come with 200. */
export function faultOfStatus(status: number, retryAfter: string | null): SlackFault {
  const asked = Number(retryAfter ?? Number.NaN)
  if (status === 429) return rateLimited(Number.isFinite(asked) && asked >= 0 ? asked * 1000 : LIMIT_MS)
  if (status >= 500 || status === 408) return unreachable(`it says ${status}`)
  return new SlackFault({
    code: 'SLACK_REFUSED',
    category: 'validation',
    message: `What answers in place of Slack says ${status}.`,
    remedy: 'Check slack.api and the proxy between: requests must reach the API of Slack without being sent on.',
  })
}

const NOT_CONNECTED: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'its name is unknown',
  EAI_AGAIN: 'its name cannot be resolved now',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
}

/** No answer, or half of one. */
export function faultOfNetwork(cause: unknown): SlackFault {
  const code = codeOf(cause)
  const known = NOT_CONNECTED[code]
  if (known !== undefined) return unreachable(known, { unsent: true })
  if (code.startsWith('ERR_TLS') || /CERT|SELF_SIGNED/.test(code))
    return unreachable(`its certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS adds an authority`, { unsent: true })
  return unreachable(`the connection broke${code === '' ? '' : ` (${code})`}`)
}

function codeOf(cause: unknown): string {
  for (let at = cause, depth = 0; at instanceof Error && depth < 5; at = at instanceof AggregateError ? at.errors[0] : at.cause, depth += 1)
    if ('code' in at && typeof at.code === 'string') return at.code
  return ''
}
