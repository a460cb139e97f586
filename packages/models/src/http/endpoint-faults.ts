import { CopilotError, hideSecrets } from '@aks-copilot/contracts'
import { denied, failed, ModelBusy, notFound, refused, unreachable } from '../model-errors.ts'

const BROKEN: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'its name is unknown',
  EAI_AGAIN: 'its name cannot be resolved now',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  ETIMEDOUT: 'no connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
}

/** Never got there: MODEL_UNREACHABLE. Got there and was cut off: MODEL_FAILED, which may be tried again. */
export function faultOfNetwork(where: string, cause: unknown, remedy: string): CopilotError {
  if (cause instanceof CopilotError) return cause
  const code = codeOf(cause)
  const known = BROKEN[code]
  if (known !== undefined) return unreachable(where, known, remedy, cause)
  if (code.startsWith('ERR_TLS') || code.includes('CERT') || code.includes('SELF_SIGNED'))
    return unreachable(where, `its certificate is not trusted (${code})`, 'Add its authority with NODE_EXTRA_CA_CERTS.', cause)
  return failed(where, `the connection broke${code === '' ? '' : ` (${code})`}`, cause)
}

/** The code of a system or undici error, wherever it stands in the chain of causes. */
function codeOf(cause: unknown): string {
  for (
    let at = cause, depth = 0;
    at instanceof Error && depth < 5;
    at = at instanceof AggregateError ? (at.errors as unknown[])[0] : at.cause, depth += 1
  )
    if ('code' in at && typeof at.code === 'string') return at.code
  return ''
}

interface Refusal {
  readonly where: string
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly text: string
  readonly model: string
  readonly secret: string | undefined
}

export function faultOfStatus({ where, status, headers, text, model, secret }: Refusal): CopilotError {
  const said = `${status}${saidOf(text, secret)}`
  if (status === 401 || status === 403) return denied(where, said)
  if (status === 404 && /model|deployment/i.test(text))
    return notFound(model, where, 'Run `aks-copilot models list` to see what there is, then `aks-copilot models use NAME`.')
  if (status === 429 || (status === 503 && headers.get('retry-after') !== null))
    return new ModelBusy(`The model at ${where} has too much to do (${said}).`, retryAfter(headers, Date.now()))
  if (status === 404) return refused(where, 'it has no such path (404); does model.endpoint end in /v1?')
  if (status >= 300 && status < 400) return refused(where, `it sends on to another address (${status}), which is not followed`)
  if (status >= 500 || status === 408 || status === 425) return failed(where, said)
  return refused(where, said)
}

/** Milliseconds; at most ten minutes. */
function retryAfter(headers: Refusal['headers'], now: number): number | undefined {
  const exact = Number(headers.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(exact)) return bounded(exact)
  const said = headers.get('retry-after')
  if (said === null) return undefined
  const seconds = Number(said)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(said) - now
  return Number.isFinite(wait) ? bounded(wait) : undefined
}

function bounded(milliseconds: number): number {
  return Math.min(600_000, Math.max(0, milliseconds))
}

const MOST_SAID = 160

/** What the endpoint says of it, as one short line of text; nothing of a web page. */
function saidOf(text: string, secret: string | undefined): string {
  if (text.trim() === '' || /^\s*</.test(text)) return ''
  const message = messageOf(text) ?? text
  const safe = secret === undefined ? message : hideSecrets(message, [secret])
  // oxlint-disable-next-line no-control-regex -- what an endpoint says may hold them
  const line = safe.replaceAll(/[\u0000-\u001F\u007F-\u009F\s]+/g, ' ').trim()
  return `: ${line.length > MOST_SAID ? `${line.slice(0, MOST_SAID)}…` : line}`
}

function messageOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const error: unknown = 'error' in value ? value.error : value
    if (typeof error === 'string') return error
    return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
      ? error.message
      : undefined
  } catch {
    return undefined
  }
}
