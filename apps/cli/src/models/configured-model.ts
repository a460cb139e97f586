import type { Model, ModelOptions } from '@aks-copilot/models'
import type { Configuration } from '../configuration.ts'
import { invalid } from '../configuration-file.ts'
import { secretVariable } from '../secret-variable.ts'
import type { Terminal } from '../terminal.ts'

type Environment = Terminal['environment']

/** What the caller adds to the configuration. */
export type ModelExtras = Pick<ModelOptions, 'names' | 'concurrency' | 'waiting'>

/**
 * The model that the configuration names; undefined where it says none. `names` gives the names that an endpoint elsewhere shall not
 * see. The endpoint is asked with the first request, so this costs nothing. The caller closes it.
 */
export async function openConfiguredModel(
  configuration: Configuration,
  environment: Environment,
  extras: ModelExtras = {},
): Promise<Model | undefined> {
  const options = await modelOptions(configuration, environment)
  if (options.provider === 'none') return undefined
  // The providers bring an HTTP client of their own: a server without a model never reads them.
  const { openModel } = await import('@aks-copilot/models')
  return await openModel({ ...options, ...extras })
}

/** The settings of model, read and checked. */
async function modelOptions(configuration: Configuration, environment: Environment): Promise<ModelOptions> {
  const name = configuration.text('model.name')
  if (name === 'none' || configuration.text('model.provider') === 'none') return { provider: 'none' }
  return {
    provider: configuration.text('model.provider'),
    name,
    endpoint: configuration.text('model.endpoint'),
    file: configuration.path('model.file'),
    library: configuration.path('model.library'),
    key: await keyOf(configuration, environment),
    pseudonyms: configuration.text('model.pseudonyms') !== 'off',
    runbooks: configuration.text('model.runbooks') === 'yes',
    trustPrivate: configuration.text('model.trustPrivate') === 'yes',
    contextTokens: numberOf(configuration, 'model.contextTokens', { least: 512, most: 1_000_000, whole: true }),
    maxTokens: numberOf(configuration, 'model.maxTokens', { least: 16, most: 100_000, whole: true }),
    temperature: numberOf(configuration, 'model.temperature', { least: 0, most: 2, whole: false }),
    environment,
  }
}

interface Range {
  readonly least: number
  readonly most: number
  readonly whole: boolean
}

function numberOf(configuration: Configuration, key: string, { least, most, whole }: Range): number | undefined {
  const text = configuration.text(key)
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value
  throw invalid(`${key} is \`${text}\`.`, `Give a ${whole ? 'whole ' : ''}number from ${least} to ${most}.`)
}

/** From the environment, else from the file; never from aks-copilot.yaml itself, which is shared. */
async function keyOf(configuration: Configuration, environment: Environment): Promise<string | undefined> {
  const key = await secretVariable('AKS_COPILOT_MODEL_KEY', configuration, { environment })
  if (key === undefined || !/\s/.test(key)) return key
  throw invalid('AKS_COPILOT_MODEL_KEY, or the file of model.keyFile, holds no key.', 'Put the key, and nothing else, into it.')
}
