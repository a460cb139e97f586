import { modelProviderSchema } from '@aks-copilot/contracts'
import type { Backend } from './backend.ts'
import { isLocalEndpoint, readEndpoint } from './http/locality.ts'
import { DEADLINES, type Deadlines } from './manage/deadlines.ts'
import { ManagedModel } from './manage/managed-model.ts'
import { misconfigured } from './model-errors.ts'
import type { Model } from './model.ts'
import { MODEL_DEFAULTS } from './model-defaults.ts'
import { AzureBackend } from './providers/azure-openai.ts'
import { AccessTokens } from './providers/azure-token.ts'
import { EmbeddedBackend } from './providers/embedded.ts'
import { FoundryBackend } from './providers/foundry-local.ts'
import { meantName } from './providers/meant-name.ts'
import { CompatibleBackend } from './providers/openai-compatible.ts'
import { type NameSource, withPseudonyms } from './pseudonyms/with-pseudonyms.ts'
import { type RunCommand, runCommand } from './run-command.ts'

export interface ModelOptions {
  readonly provider?: string | undefined
  /** `none`: no model. */
  readonly name?: string | undefined
  readonly endpoint?: string | undefined
  /** Secret; goes to the endpoint and nowhere else. */
  readonly key?: string | undefined
  /** Folder with node-llama-cpp, for `embedded`. */
  readonly library?: string | undefined
  /** GGUF file, for `embedded`. */
  readonly file?: string | undefined
  readonly contextTokens?: number | undefined
  readonly maxTokens?: number | undefined
  readonly temperature?: number | undefined
  /** Default: on for every endpoint that is not local. */
  readonly pseudonyms?: boolean | undefined
  /** Whether an endpoint that is not local may be told what stands in the user's own runbooks; default: no. */
  readonly runbooks?: boolean | undefined
  /** Takes private addresses and Services of a cluster for local. */
  readonly trustPrivate?: boolean | undefined
  /** The names to hide from an endpoint that is not local, asked for each request; a request may bring its own. */
  readonly names?: NameSource | undefined
  /** Requests at the same time; default 1 for a local endpoint, 4 else. */
  readonly concurrency?: number | undefined
  /** Requests that may wait; default 200. */
  readonly waiting?: number | undefined
  /** Threads of `embedded`. */
  readonly threads?: number | undefined
  readonly deadlines?: Partial<Deadlines> | undefined
  readonly probeMs?: number | undefined
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  readonly run?: RunCommand | undefined
}

const WAITING = 200

/**
 * Opens a model; the endpoint is asked with the first request. undefined: none was wanted. Throws MODEL_CONFIGURATION for what cannot
 * work. Nothing falls back to another provider, endpoint or model.
 */
export function openModel(options: ModelOptions): Promise<Model | undefined> {
  return Promise.resolve().then(() => {
    const provider = providerOf(options.provider ?? MODEL_DEFAULTS.provider)
    const name = options.name ?? MODEL_DEFAULTS.name
    if (provider === 'none' || name === 'none') return undefined
    const backend = BACKENDS[provider](name, options)
    const model = new ManagedModel(backend, {
      maxTokens: options.maxTokens ?? MODEL_DEFAULTS.maxTokens,
      temperature: options.temperature ?? MODEL_DEFAULTS.temperature,
      concurrency: options.concurrency ?? (backend.local ? 1 : 4),
      waiting: options.waiting ?? WAITING,
      deadlines: { ...DEADLINES, ...options.deadlines },
      probeMs: options.probeMs,
      runbooks: options.runbooks,
    })
    return backend.local || options.pseudonyms === false ? model : withPseudonyms(model, options.names)
  })
}

type ModelProvider = Exclude<ReturnType<typeof modelProviderSchema.parse>, 'none'>

function providerOf(text: string): ModelProvider | 'none' {
  const read = modelProviderSchema.safeParse(text)
  if (read.success) return read.data
  const near = meantName(text, modelProviderSchema.options)
  throw misconfigured(
    `There is no model provider \`${text}\`.`,
    near === undefined ? `Known: ${modelProviderSchema.options.join(', ')}.` : `Did you mean \`${near}\`?`,
  )
}

const BACKENDS: Readonly<Record<ModelProvider, (name: string, options: ModelOptions) => Backend>> = {
  'foundry-local': (name, options) => {
    const place = placeOf(options.endpoint ?? MODEL_DEFAULTS.endpoint, options)
    return new FoundryBackend({
      ...place,
      fixed: options.endpoint !== undefined && options.endpoint !== MODEL_DEFAULTS.endpoint,
      name,
      run: options.run ?? runCommand,
    })
  },
  'openai-compatible': (name, options) =>
    new CompatibleBackend({
      ...placeOf(required(options.endpoint, 'http://127.0.0.1:11434/v1 (Ollama)'), options),
      name,
      key: options.key,
    }),
  'azure-openai': (name, options) => {
    const tokens = new AccessTokens({ environment: options.environment ?? process.env, run: options.run ?? runCommand })
    return new AzureBackend({
      ...placeOf(required(options.endpoint, 'https://NAME.openai.azure.com'), options, true),
      name,
      key: options.key,
      tokens,
    })
  },
  embedded: (name, { file, library, contextTokens = MODEL_DEFAULTS.contextTokens, threads }) => {
    if (file === undefined) throw misconfigured('The embedded model needs a file.', 'Set model.file to a GGUF file.')
    return new EmbeddedBackend(name, { file, library, contextTokens, threads })
  },
}

function placeOf(
  text: string,
  { key, trustPrivate = false, contextTokens = MODEL_DEFAULTS.contextTokens }: ModelOptions,
  always = false,
): { endpoint: URL; local: boolean; contextTokens: number } {
  const endpoint = readEndpoint(text, { withKey: always || key !== undefined, trustPrivate })
  return { endpoint, local: isLocalEndpoint(endpoint, trustPrivate), contextTokens }
}

function required(endpoint: string | undefined, example: string): string {
  if (endpoint !== undefined) return endpoint
  throw misconfigured('model.endpoint is not set.', `Set it, for example to ${example}.`)
}
