import { isIP } from 'node:net'
import { CopilotError } from '@aks-copilot/contracts'

const LEAST = 16

/** Refuses to be reached by others without a token that can't be guessed. Throws SERVER_TOKEN_MISSING. */
export function requireToken(host: string, token: string | undefined): void {
  if (token !== undefined && token.length < LEAST) throw missing(`The token of the server has less than ${LEAST} characters.`)
  if (token === undefined && !isLoopback(host)) throw missing(`On ${host} others could reach this server, and no token is set.`)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function missing(message: string): CopilotError {
  return new CopilotError({
    code: 'SERVER_TOKEN_MISSING',
    category: 'validation',
    message,
    remedy: 'Set AKS_COPILOT_SERVER_TOKEN to a long random text (openssl rand -hex 32), or leave --host out.',
  })
}
