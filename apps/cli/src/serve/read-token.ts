import { readFile } from 'node:fs/promises'
import { CopilotError } from '@aks-copilot/contracts'
import type { Configuration } from '../configuration.ts'
import { secretVariable } from '../secret-variable.ts'
import type { Terminal } from '../terminal.ts'

/** The token of the server: from AKS_COPILOT_SERVER_TOKEN, or the file of server.tokenFile; never from a flag. Throws CONFIGURATION_INVALID. */
export async function readToken(configuration: Configuration, terminal: Terminal): Promise<string | undefined> {
  const said = await secretVariable('AKS_COPILOT_SERVER_TOKEN', configuration, terminal)
  if (said !== undefined) return said
  const file = configuration.path('server.tokenFile')
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CopilotError({
      code: 'CONFIGURATION_INVALID',
      category: 'validation',
      message: `The file of server.tokenFile can't be read: ${file}.`,
      remedy: 'Write a long random text into it, readable by you alone: openssl rand -hex 32.',
      cause,
    })
  })
  return text.trim()
}
