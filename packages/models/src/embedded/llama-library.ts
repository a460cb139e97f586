import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CopilotError } from '@aks-copilot/contracts'

/** What is used of node-llama-cpp. It is no dependency (hundreds of MB); its users install it, and these are the promises it keeps. */
export interface LlamaLibrary {
  getLlama(options: { gpu: false; build: 'never'; logLevel: 'error' | 'disabled'; maxThreads: number; progressLogs: false }): Promise<Llama>
  resolveChatWrapper(model: LlamaModel): ChatWrapper
  readonly LlamaGrammarEvaluationState: new (options: { model: LlamaModel; grammar: object }) => object
}

export interface Llama {
  loadModel(options: { modelPath: string; loadSignal?: AbortSignal; gpuLayers: 0 }): Promise<LlamaModel>
  createGrammarForJsonSchema(schema: object): Promise<object>
  dispose(): Promise<void>
}

export type Token = number & { readonly token?: never }

export interface LlamaModel {
  readonly trainContextSize: number
  readonly size: number
  readonly tokenizer: object
  tokenize(text: string, specialTokens?: boolean): Token[]
  detokenize(tokens: readonly Token[], specialTokens?: boolean, lastTokens?: readonly Token[]): string
  isEogToken(token: Token): boolean
  createContext(options: { contextSize: number; sequences: number; threads?: number; batchSize?: number }): Promise<LlamaContext>
}

export interface LlamaContext {
  getSequence(): LlamaSequence
  dispose(): Promise<void>
}

export interface LlamaSequence {
  readonly nextTokenIndex: number
  readonly contextSize: number
  compareContextTokens(tokens: Token[]): { readonly firstDifferentIndex: number }
  adaptStateToTokens(tokens: Token[], allowShift: boolean): Promise<void>
  evaluateWithoutGeneratingNewTokens(tokens: Token[]): Promise<void>
  evaluate(
    tokens: Token[],
    options: { temperature: number; topP?: number; minP?: number; grammarEvaluationState?: object | undefined },
  ): AsyncGenerator<Token, void, void>
}

export interface ChatWrapper {
  generateContextState(options: { chatHistory: readonly object[] }): { readonly contextText: { tokenize(tokenizer: object): Token[] } }
}

const PACKAGE = 'node-llama-cpp'

/** The version that the tests run with. */
const TESTED_VERSION = '3.22.1'

/** Loads the library from the user's installation: the given folder, else the working folder and those above, else the global packages. */
export async function loadLlamaLibrary(folder: string | undefined, cwd: string = process.cwd()): Promise<LlamaLibrary> {
  const found = places(folder, cwd).find((place) => existsSync(join(place, 'package.json')))
  if (found === undefined) throw missing(folder)
  const entry = join(found, entryOf(found))
  const library: unknown = await import(pathToFileURL(entry).href).catch((cause: unknown) => {
    throw missing(folder, cause)
  })
  if (!isLibrary(library)) throw missing(folder)
  return library
}

function places(folder: string | undefined, cwd: string): string[] {
  if (folder !== undefined)
    return [resolve(cwd, folder), resolve(cwd, folder, PACKAGE), resolve(cwd, folder, 'node_modules', PACKAGE)].filter(isPackage)
  const upward: string[] = []
  for (let at = resolve(cwd); ; at = dirname(at)) {
    upward.push(join(at, 'node_modules', PACKAGE))
    if (dirname(at) === at) break
  }
  const bin = dirname(process.execPath)
  return [
    ...upward,
    join(bin, '..', 'lib', 'node_modules', PACKAGE),
    join(bin, 'node_modules', PACKAGE),
    join(bin, '..', 'node_modules', PACKAGE),
  ]
}

function isPackage(place: string): boolean {
  const path = join(place, 'package.json')
  return existsSync(path) && manifest(path).name === PACKAGE
}

interface Manifest {
  readonly name?: unknown
  readonly main?: unknown
}

function manifest(path: string): Manifest {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
  return typeof value === 'object' && value !== null ? value : {}
}

function entryOf(place: string): string {
  const { main } = manifest(join(place, 'package.json'))
  return typeof main === 'string' ? main : join('dist', 'index.js')
}

function isLibrary(value: unknown): value is LlamaLibrary {
  return (
    typeof value === 'object' &&
    value !== null &&
    'getLlama' in value &&
    'resolveChatWrapper' in value &&
    'LlamaGrammarEvaluationState' in value
  )
}

/** The exact command: without the optional packages it takes 85 MB in place of 725. */
function installCommand(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform === 'darwin' ? 'mac' : 'linux'
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64'
  const binary = platform === 'mac' && arch === 'arm64' ? 'mac-arm64-metal' : `${platform}-${arch}`
  return `npm install --omit=optional --ignore-scripts ${PACKAGE}@${TESTED_VERSION} && npm install --no-save --omit=optional --ignore-scripts @${PACKAGE}/${binary}@${TESTED_VERSION}`
}

function missing(folder: string | undefined, cause?: unknown): CopilotError {
  const where = folder === undefined ? 'in the working folder, above it or among the global packages' : `in ${folder}`
  const why =
    cause === undefined
      ? `is not installed ${where}`
      : `${where} cannot be loaded (${cause instanceof Error ? cause.message.split('\n', 1)[0] : 'unknown'})`
  return new CopilotError({
    code: 'MODEL_LIBRARY_MISSING',
    category: 'validation',
    message: `The embedded model needs ${PACKAGE}, which ${why}.`,
    remedy: `Run \`${installCommand()}\` in a folder of your choice, and name that folder in model.library.`,
    cause,
  })
}
