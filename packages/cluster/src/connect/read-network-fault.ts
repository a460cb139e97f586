import { ApiFault } from './api-server.ts'

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ENOTFOUND: 'its name is not known to DNS',
  EAI_AGAIN: 'DNS does not answer',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no network',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_SOCKET: 'the connection was closed',
}

/** What OpenSSL and Node.js call the ways in which a certificate is not good enough. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS|ERR_SSL|ERR_OSSL|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)/

/** Why no answer came, as an `ApiFault` with status 0 and the reason `Certificate`, `Closed`, `Timeout` or `Unreachable`. */
export function networkFault(error: unknown): ApiFault {
  if (error instanceof ApiFault) return error
  const { code, message } = innermost(error)
  if (CERTIFICATE.test(code)) return new ApiFault(0, 'Certificate', message, { cause: error })
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT')
    return new ApiFault(0, 'Timeout', WORDS[code] ?? message, { cause: error })
  const closed = code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET' || /terminated|aborted/i.test(message)
  return new ApiFault(0, closed ? 'Closed' : 'Unreachable', WORDS[code] ?? message, { cause: error })
}

/** undici wraps what the socket said; a host of several addresses gives an error for each. */
function innermost(error: unknown): { code: string; message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0])
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (error.cause instanceof Error && (WORDS[code] !== undefined || code === '')) {
    const inner = innermost(error.cause)
    if (inner.code !== '') return inner
  }
  return { code, message: error.message }
}
