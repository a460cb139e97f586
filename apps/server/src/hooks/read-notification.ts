import { createHmac, timingSafeEqual } from 'node:crypto'
import { type CopilotError, hookEnvelopeSchema, type HookPayload, hookPayloadSchema } from '@aks-copilot/contracts'
import { refusal } from '../http/problem.ts'

/** How far the clock of a sender may be from ours, in seconds; an older or a newer notification is refused. */
export const WINDOW = 300

/** A notification whose signature holds, and what makes it one of a kind within the window. */
export interface Notification {
  readonly payload: HookPayload
  readonly signature: string
  /** Seconds since the epoch. */
  readonly at: number
}

interface Signed {
  /** The bytes that were signed, without their time. */
  readonly text: string
  /** HMAC-SHA256, hexadecimal. */
  readonly signature: string
  /** Seconds since the epoch, where the signature covers a time of its own. */
  readonly time: string | undefined
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * Reads a notification in one of three forms, all HMAC-SHA256 with the secret, which stands as text in both places:
 * - `X-Aks-Copilot-Signature: t=SECONDS,v1=HEX` over `SECONDS.BODY`,
 * - `{"payload": TEXT, "signature": "t=SECONDS,v1=HEX"}` over `SECONDS.TEXT`: what a template of argocd-notifications can make,
 * - `X-Hub-Signature-256: sha256=HEX` over the body, which then says its time as `at`.
 * Nothing is believed, not even the time, before the signature holds. Throws HOOK_UNSIGNED, HOOK_MALFORMED, HOOK_SIGNATURE_WRONG, HOOK_TIME_REFUSED.
 */
export function readNotification(body: Buffer, headers: Headers, secret: string, now: number): Notification {
  const signed = signedIn(body.toString('utf8'), headers)
  if (!holds(signed, secret)) throw wrong()
  const payload = hookPayloadSchema.safeParse(parsed(signed.text))
  if (!payload.success) throw malformed(`The payload has no usable \`${payload.error.issues[0]?.path.join('.') || 'application'}\`.`)
  const at = signed.time === undefined ? payload.data.at : Number(signed.time)
  if (at === undefined) throw malformed('X-Hub-Signature-256 covers no time: say it in the body as `at`, in seconds since the epoch.')
  const late = Math.floor(now / 1000) - at
  if (Math.abs(late) > WINDOW) throw untimely(late)
  return { payload: payload.data, signature: signed.signature.toLowerCase(), at }
}

function signedIn(body: string, headers: Headers): Signed {
  const own = headers['x-aks-copilot-signature']
  if (own !== undefined) return { text: body, ...timed(own) }
  const hub = headers['x-hub-signature-256']
  if (hub !== undefined) return { text: body, signature: /^sha256=([\da-f]{64})$/i.exec(String(hub))?.[1] ?? '', time: undefined }
  const envelope = hookEnvelopeSchema.safeParse(parsed(body))
  if (envelope.success) return { text: envelope.data.payload, ...timed(envelope.data.signature) }
  throw refusal('HOOK_UNSIGNED', 'The notification has no signature.', SIGN)
}

/** `t=1790000000,v1=…`; an empty signature where it is none, which never holds. */
function timed(value: string | readonly string[]): Pick<Signed, 'signature' | 'time'> {
  const [, time = '0', signature = ''] = /^t=(\d{1,12}),v1=([\da-f]{64})$/i.exec(String(value)) ?? []
  return { time, signature }
}

/** In a time that tells nothing of where a wrong signature differs. */
function holds({ text, signature, time }: Signed, secret: string): boolean {
  const wanted = createHmac('sha256', secret)
    .update(time === undefined ? text : `${time}.${text}`)
    .digest()
  const given = Buffer.from(signature, 'hex')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const SIGN = 'deploy/argocd/notifications.yaml has a template that signs; docs/guides/debug.md says how a relay does it.'

function malformed(message: string): CopilotError {
  return refusal('HOOK_MALFORMED', message, SIGN)
}

function wrong(): CopilotError {
  return refusal('HOOK_SIGNATURE_WRONG', 'The signature of the notification does not hold.', `Set the same secret in both places. ${SIGN}`)
}

function untimely(late: number): CopilotError {
  return refusal(
    'HOOK_TIME_REFUSED',
    `The notification was signed ${Math.abs(late)} seconds ${late > 0 ? 'ago' : 'in the future'}; at most ${WINDOW} are allowed.`,
    'Sign each notification when it is sent, and set the clocks.',
  )
}
