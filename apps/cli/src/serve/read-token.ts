import { CopilotError } from '@aks-copilot/contracts'
import type { Configuration } from '../configuration.ts'
import { secretVariable } from '../secret-variable.ts'
import type { Terminal } from '../terminal.ts'

const RANDOM = 'openssl rand -hex 32'

/** The token of the server: from AKS_COPILOT_SERVER_TOKEN, or the file of server.tokenFile; never from a flag. Throws CONFIGURATION_INVALID. */
export async function readToken(configuration: Configuration, terminal: Terminal): Promise<string | undefined> {
  return await secretVariable('AKS_COPILOT_SERVER_TOKEN', configuration, terminal)
}

/**
 * What notifications are signed with: from AKS_COPILOT_HOOK_SECRET, or the file of server.hookSecretFile. It must be 64 hexadecimal digits:
 * that is one block of HMAC-SHA256, which a template of argocd-notifications can compute with. Throws CONFIGURATION_INVALID.
 */
export async function readHookSecret(configuration: Configuration, terminal: Terminal): Promise<string | undefined> {
  const secret = await secretVariable('AKS_COPILOT_HOOK_SECRET', configuration, terminal)
  if (secret === undefined || /^[0-9a-f]{64}$/.test(secret)) return secret
  throw invalid(
    'The secret of notifications is not 64 hexadecimal digits in lower case.',
    `Make one with ${RANDOM}, the same in both places.`,
  )
}

function invalid(message: string, remedy: string, cause?: unknown): CopilotError {
  return new CopilotError({ code: 'CONFIGURATION_INVALID', category: 'validation', message, remedy, cause })
}
