import { CopilotError } from '@aks-copilot/contracts'
import {
  defaultEmbeddingsFolder,
  defaultRunbooksFolder,
  type Embedder,
  httpEmbedder,
  openKnowledge,
  type OpenKnowledge,
  type PassageIndex,
} from '@aks-copilot/knowledge'
import type { Configuration } from '../configuration.ts'
import { secretVariable } from '../secret-variable.ts'
import type { SecretVariable } from '../settings/secrets.ts'
import type { Terminal } from '../terminal.ts'

type Environment = Terminal['environment']

/** The knowledge base with the runbooks and the endpoint for embeddings that the configuration names. */
export async function openConfiguredKnowledge(configuration: Configuration, environment: Environment): Promise<OpenKnowledge> {
  return openKnowledge({
    runbooks: runbooksFolder(configuration, environment),
    embedder: configuredEmbedder(configuration, environment),
    embeddingsFolder: defaultEmbeddingsFolder(environment),
    index: await configuredIndex(configuration, environment),
  })
}

async function configuredIndex(configuration: Configuration, environment: Environment): Promise<PassageIndex | undefined> {
  const endpoint = configuration.text('knowledge.searchEndpoint')
  if (endpoint === undefined) return undefined
  const { openPassageIndex } = await import('@aks-copilot/integrations')
  const index = configuration.text('knowledge.searchIndex') ?? 'aks-copilot'
  return openPassageIndex({ endpoint, index, key: keyIn('AKS_COPILOT_SEARCH_KEY', configuration, environment) })
}

/** Where runbooks lie; the folder need not exist. */
export function runbooksFolder(configuration: Configuration, environment: Environment): string {
  return configuration.path('knowledge.runbooks') ?? defaultRunbooksFolder(environment)
}

function configuredEmbedder(configuration: Configuration, environment: Environment): Embedder | undefined {
  const endpoint = configuration.text('knowledge.embeddingEndpoint')
  const model = configuration.text('knowledge.embeddingModel')
  if (endpoint === undefined) return undefined
  if (model === undefined)
    throw new CopilotError({
      code: 'CONFIGURATION_INVALID',
      category: 'validation',
      message: 'knowledge.embeddingEndpoint is set, and knowledge.embeddingModel is not.',
      remedy: 'Name the model that makes the embeddings, such as nomic-embed-text.',
    })
  return httpEmbedder({ endpoint, model, key: keyIn('AKS_COPILOT_EMBEDDING_KEY', configuration, environment) })
}

/** Read when it is needed: what only lists articles asks no Key Vault. Undefined where the variable is not set. */
function keyIn(variable: SecretVariable, configuration: Configuration, environment: Environment) {
  if (!environment[variable]?.trim()) return undefined
  return async (): Promise<string | undefined> => await secretVariable(variable, configuration, { environment })
}
