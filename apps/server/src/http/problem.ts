import { CopilotError, type ErrorCategory, type Problem } from '@aks-copilot/contracts'
import { maskSecrets } from '@aks-copilot/cluster'

/** Codes whose HTTP status says more than their category. */
const STATUSES: Readonly<Record<string, number>> = {
  NOT_SIGNED_IN: 401,
  HOOK_UNSIGNED: 401,
  HOOK_SIGNATURE_WRONG: 401,
  HOOK_TIME_REFUSED: 401,
  HOOK_REPLAYED: 409,
  HOOK_NOT_CONFIGURED: 404,
  HOST_REFUSED: 403,
  ORIGIN_REFUSED: 403,
  NOT_FOUND: 404,
  CLUSTER_UNKNOWN: 404,
  REQUEST_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  CLUSTER_CONNECTING: 503,
}

const OF_CATEGORY: Readonly<Record<ErrorCategory, number>> = { validation: 400, transient: 503, critical: 500 }

/** The one place that maps what went wrong to HTTP: RFC 9457. What an internal fault says stays inside. */
export function problemOf(error: unknown, runId: string): Problem {
  const { code, category, message, remedy } = copilotError(error)
  return {
    type: `urn:aks-copilot:error:${code}`,
    title: titleOf(code),
    status: STATUSES[code] ?? OF_CATEGORY[category],
    detail: message,
    code,
    category,
    remedy,
    runId,
  }
}

/** The same over the WebSocket. */
export function failureOf(error: unknown): Pick<Problem, 'code' | 'category' | 'remedy'> & { readonly message: string } {
  const { code, category, message, remedy } = copilotError(error)
  return { code, category, message, remedy }
}

/** Whatever was thrown, as an error that may be told. */
export function copilotError(error: unknown): CopilotError {
  if (error instanceof CopilotError) return masked(error)
  const status = statusOf(error)
  if (status === 413)
    return refusal(
      'REQUEST_TOO_LARGE',
      'The body is larger than this server takes.',
      'Send less at once, or split it into several requests.',
    )
  if (status === 429)
    return new CopilotError({
      code: 'TOO_MANY_REQUESTS',
      category: 'transient',
      message: 'Too many requests came from this address.',
      remedy: 'Wait a moment, as Retry-After says.',
    })
  if (status === 404) return notFound('There is no such address.')
  if (status !== undefined && status < 500)
    return invalidRequest(error instanceof Error ? error.message : 'The request is malformed.', error)
  return new CopilotError({
    code: 'INTERNAL_FAULT',
    category: 'critical',
    message: 'Something is wrong in aks-copilot itself.',
    remedy: 'The log of the server says more under this runId; please report it.',
    cause: error,
  })
}

export function notFound(message: string): CopilotError {
  return refusal('NOT_FOUND', message, 'Check the address, the names and the time.')
}

export function invalidRequest(message: string, cause?: unknown): CopilotError {
  return refusal('REQUEST_INVALID', message, 'GET /api/docs says what each request takes.', cause)
}

export function refusal(code: string, message: string, remedy: string, cause?: unknown): CopilotError {
  return new CopilotError({ code, category: 'validation', message, remedy, cause })
}

function masked({ code, category, message, remedy, cause }: CopilotError): CopilotError {
  return new CopilotError({ code, category, message: maskSecrets(message), remedy: maskSecrets(remedy), cause })
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
}

function titleOf(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
