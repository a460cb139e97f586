import { CopilotError } from '@aks-copilot/contracts'
import { type FaultFacts, networkTrouble, ServiceFault } from '../calls/service-fault.ts'

export function notConfigured(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'SLACK_NOT_CONFIGURED', category: 'validation', message, remedy })
}

export function unreachable(why: string, facts: FaultFacts = {}): ServiceFault {
  return new ServiceFault(
    {
      code: 'SLACK_UNREACHABLE',
      category: 'transient',
      message: `Slack does not answer as it should: ${why}.`,
      remedy: 'Check the network and the status page of Slack; it goes on where it stopped.',
    },
    facts,
  )
}

export function rateLimited(waitMs: number): ServiceFault {
  return new ServiceFault(
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
export function faultOfReason(method: string, said: string, needed: string | undefined): ServiceFault {
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
  return new ServiceFault(
    {
      code: 'SLACK_REFUSED',
      category: 'validation',
      message: `Slack refuses ${method} (${reason}).`,
      remedy: 'The reference of that method on docs.slack.dev says what the word means.',
    },
    { reason },
  )
}

function missingScope(method: string, needed: string | undefined): ServiceFault {
  const named = needed !== undefined && /^[\w:.,-]{1,200}$/.test(needed) ? needed : SCOPES[method]
  const remedy = `Give the app the scope ${named ?? 'that is missing'} under OAuth & Permissions, and install it again.`
  return denied(`The token for Slack may not call ${method}.`, remedy, 'missing_scope')
}

function denied(message: string, remedy: string, reason: string): ServiceFault {
  return new ServiceFault({ code: 'SLACK_DENIED', category: 'validation', message, remedy }, { reason })
}

/** What a status other than 200 means. Slack's own refusals come with 200. */
export function faultOfStatus(status: number, retryAfter: string | null): ServiceFault {
  const asked = Number(retryAfter ?? Number.NaN)
  if (status === 429) return rateLimited(Number.isFinite(asked) && asked >= 0 ? asked * 1000 : LIMIT_MS)
  if (status >= 500 || status === 408) return unreachable(`it says ${status}`)
  return new ServiceFault({
    code: 'SLACK_REFUSED',
    category: 'validation',
    message: `What answers in place of Slack says ${status}.`,
    remedy: 'Check slack.api and the proxy between: requests must reach the API of Slack without being sent on.',
  })
}

/** No answer, or half of one. */
export function faultOfNetwork(cause: unknown): ServiceFault {
  const { why, unsent } = networkTrouble(cause)
  return unreachable(why, { unsent })
}
