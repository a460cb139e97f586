import type { ModelDesk } from '@aks-copilot/server'
import { CopilotError, type ModelStatus } from '@aks-copilot/contracts'
import type { Configuration } from '../configuration.ts'
import type { CommandContext } from '../command-context.ts'

const NONE: ModelStatus = {
  provider: 'none',
  name: 'none',
  state: 'not-configured',
  message: 'No model is configured: answers come whole from the evidence.',
  remedy: [],
  local: true,
  leaves: 'Nothing leaves this machine.',
  pseudonyms: false,
  contextTokens: 0,
  speed: {},
  offers: [],
}

/** The desk of the configured model. */
export async function openModelDesk(configuration: Configuration, context: CommandContext): Promise<ModelDesk> {
  void configuration
  void context
  const refuse = async (name: string): Promise<ModelStatus> => {
    await Promise.resolve()
    if (name === 'none') return NONE
    throw new CopilotError({
      code: 'MODEL_NOT_FOUND',
      category: 'validation',
      message: `There is no model \`${name}\`.`,
      remedy: 'Configure a provider: docs/guides/models.md.',
    })
  }
  return await Promise.resolve({
    current: undefined,
    status: async () => await Promise.resolve(NONE),
    use: refuse,
    load: refuse,
    unload: refuse,
    close: async () => await Promise.resolve(),
  })
}
