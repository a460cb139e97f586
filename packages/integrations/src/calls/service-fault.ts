import { CopilotError, type CopilotErrorFields } from '@aks-copilot/contracts'

/** What an answer, or its absence, says beside the words. */
export interface FaultFacts {
  /** Of the answer; undefined where none came. */
  readonly status?: number | undefined
  /** The service's own word for it, such as `thread_not_found`. */
  readonly reason?: string | undefined
  /** How long the service wants to be left alone. */
  readonly waitMs?: number | undefined
  /** Whether the request surely changed nothing; default: what is not transient did not. After the rest somebody must look. */
  readonly unsent?: boolean | undefined
}

/** A fault of a service with what retries need to know. Holds no header, no body and no cause: each may hold a token. */
export class ServiceFault extends CopilotError implements FaultFacts {
  readonly status: number | undefined
  readonly reason: string | undefined
  readonly waitMs: number | undefined
  readonly unsent: boolean

  constructor(fields: CopilotErrorFields, { status, reason, waitMs, unsent }: FaultFacts = {}) {
    super(fields)
    this.status = status
    this.reason = reason
    this.waitMs = waitMs
    this.unsent = unsent ?? fields.category !== 'transient'
  }
}

const NOT_CONNECTED: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'its name is unknown',
  EAI_AGAIN: 'its name cannot be resolved now',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
}

/** Why no answer came, or half of one, and whether the request was surely not sent. */
export function networkTrouble(cause: unknown): { readonly code: string; readonly why: string; readonly unsent: boolean } {
  const code = codeOf(cause)
  const known = NOT_CONNECTED[code]
  if (known !== undefined) return { code, why: known, unsent: true }
  if (code.startsWith('ERR_TLS') || /CERT|SELF_SIGNED/.test(code))
    return { code, why: `its certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS adds an authority`, unsent: true }
  return { code, why: `the connection broke${code === '' ? '' : ` (${code})`}`, unsent: false }
}

/** The code of a system error, wherever it stands in the chain of causes. */
function codeOf(cause: unknown): string {
  for (let at = cause, depth = 0; at instanceof Error && depth < 5; at = at instanceof AggregateError ? at.errors[0] : at.cause, depth += 1)
    if ('code' in at && typeof at.code === 'string' && /^\w{1,60}$/.test(at.code)) return at.code
  return ''
}
