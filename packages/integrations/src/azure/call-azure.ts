import { CopilotError } from '@aks-copilot/contracts'
import { growingPause, pause } from '../calls/pauses.ts'

/** A service of Azure as its faults name it. */
export interface AzureService {
  /** Of its error codes: `BLOB` gives BLOB_UNREACHABLE and BLOB_DENIED. */
  readonly prefix: 'BLOB' | 'AI_SEARCH'
  /** `Blob Storage at contoso.blob.core.windows.net` */
  readonly title: string
  /** What to check where the login has too few rights. */
  readonly rights: string
  /** For one try; default 20,000 ms. */
  readonly timeoutMs?: number | undefined
}

const TRIES = 4
const FIRST_PAUSE = 250
const MOST_PAUSE = 15_000
const TIMEOUT = 20_000

/**
 * Asks a service by its SDK, whose own retries are off: again after transient faults, with growing pauses of uneven length. Throws CopilotError;
 * it has no cause, for the errors of the SDKs hold the request with its credentials.
 */
export async function callAzure<T>(
  service: AzureService,
  call: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const bound = AbortSignal.timeout(service.timeoutMs ?? TIMEOUT)
    try {
      return await call(signal === undefined ? bound : AbortSignal.any([signal, bound]))
    } catch (error) {
      signal?.throwIfAborted()
      const fault = faultOf(service, error, bound.aborted)
      if (fault.category !== 'transient' || tries === TRIES) throw fault
      await pause(Math.max(growingPause(FIRST_PAUSE, tries), Math.min(askedPause(error), MOST_PAUSE)), signal)
    }
  }
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
}

/** The service's own word for the fault, or the system's: letters, digits and underscores. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return /^\w{1,80}$/.test(code) ? code : ''
}

function faultOf({ prefix, title, rights }: AzureService, error: unknown, late: boolean): CopilotError {
  if (error instanceof CopilotError) return error
  const status = statusOf(error)
  const reason = reasonOf(error)
  const said = reason === '' ? '' : `, ${reason}`
  if (late) return unreachable(prefix, `${title} does not answer in time.`)
  if (isLogin(error))
    return denied(prefix, `There is no login for ${title}: nobody is logged in to Azure here.`, `Run az login, or set a key. ${rights}`)
  if (status === 401 || status === 403) return denied(prefix, `${title} does not allow it (${status}${said}).`, rights)
  if (status === 408 || status === 429 || (status !== undefined && status >= 500))
    return unreachable(prefix, `${title} does not serve now (${status}${said}).`)
  if (status === undefined || (status >= 200 && status < 300))
    return unreachable(prefix, `${title} cannot be reached, or breaks off${reason === '' ? '' : ` (${reason})`}.`)
  return new CopilotError({
    code: `${prefix}_REFUSED`,
    category: 'validation',
    message: `${title} refuses (${status}${said}).`,
    remedy: status === 404 ? 'Check the address: what it names is not there.' : 'The reason names what must change.',
  })
}

function isLogin(error: unknown): boolean {
  return error instanceof Error && /^(?:CredentialUnavailable|(?:Aggregate)?Authentication(?:Required)?)Error$/.test(error.name)
}

function denied(prefix: AzureService['prefix'], message: string, remedy: string): CopilotError {
  return new CopilotError({ code: `${prefix}_DENIED`, category: 'validation', message, remedy })
}

function unreachable(prefix: AzureService['prefix'], message: string): CopilotError {
  return new CopilotError({
    code: `${prefix}_UNREACHABLE`,
    category: 'transient',
    message,
    remedy: 'Check its address, the network and private endpoints; run again, and it goes on where it stopped.',
  })
}

/** Milliseconds that the service asks to be left alone. */
function askedPause(error: unknown): number {
  if (!(error instanceof Error) || !('response' in error)) return 0
  const { response } = error
  if (typeof response !== 'object' || response === null || !('headers' in response)) return 0
  const headers = response.headers
  if (typeof headers !== 'object' || headers === null || !('get' in headers) || typeof headers.get !== 'function') return 0
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
}
