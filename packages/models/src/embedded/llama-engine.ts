import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { BackendPart, BackendRequest } from '../backend.ts'
import { failed, notFound, promptTooLong, refused } from '../model-errors.ts'
import type { PromptMessage } from '../model.ts'
import {
  type ChatWrapper,
  type Llama,
  type LlamaContext,
  type LlamaLibrary,
  type LlamaModel,
  type LlamaSequence,
  loadLlamaLibrary,
  type Token,
} from './llama-library.ts'

export interface EngineOptions {
  /** Path of the GGUF file. */
  readonly file: string
  /** Folder with node-llama-cpp. */
  readonly library?: string | undefined
  readonly contextTokens: number
  /** Default: the cores of the machine, at most eight. */
  readonly threads?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** Prompts are read in pieces of so many tokens; between two a request can be cancelled. */
const PIECE = 128
/** Two states, so that two kinds of prompt keep what was read of each. */
const SEQUENCES = 2
/** A character of UTF-8 may be spread over so many tokens. */
const LONGEST_CHARACTER = 6

/**
 * One GGUF model in this process. The state of a prompt stays, so that the next prompt is read only from where it differs: the
 * fixed system message costs nothing from the second request on. One request at a time.
 */
export class LlamaEngine {
  readonly contextTokens: number
  readonly bytes: number
  readonly #llama: Llama
  readonly #library: LlamaLibrary
  readonly #model: LlamaModel
  readonly #context: LlamaContext
  readonly #wrapper: ChatWrapper
  /** The last used last. */
  readonly #sequences: LlamaSequence[]
  #running: Promise<void> = Promise.resolve()

  private constructor(library: LlamaLibrary, llama: Llama, model: LlamaModel, context: LlamaContext, contextTokens: number) {
    this.#library = library
    this.#llama = llama
    this.#model = model
    this.#context = context
    this.#wrapper = library.resolveChatWrapper(model)
    this.#sequences = Array.from({ length: SEQUENCES }, () => context.getSequence())
    this.contextTokens = contextTokens
    this.bytes = model.size
  }

  /** Throws MODEL_NOT_FOUND without the file, MODEL_LIBRARY_MISSING without the library, MODEL_FAILED where the file is no model. */
  static async load({ file, library: folder, contextTokens, threads, signal }: EngineOptions): Promise<LlamaEngine> {
    if (!existsSync(file)) throw notFound(file, 'that path', 'Set model.file to a GGUF file.')
    const library = await loadLlamaLibrary(folder)
    const maxThreads = threads ?? Math.min(8, availableParallelism())
    const llama = await library.getLlama({ gpu: false, build: 'never', logLevel: 'error', maxThreads, progressLogs: false })
    try {
      const model = await llama.loadModel({ modelPath: file, gpuLayers: 0, ...(signal === undefined ? {} : { loadSignal: signal }) })
      const size = Math.min(contextTokens, model.trainContextSize)
      const context = await model.createContext({ contextSize: size, sequences: SEQUENCES, threads: maxThreads })
      return new LlamaEngine(library, llama, model, context, size)
    } catch (error) {
      await llama.dispose()
      signal?.throwIfAborted()
      throw failed(file, `the file cannot be loaded (${firstLine(error)})`, error)
    }
  }

  /** Whether file and library are there, without loading the model. */
  static async check({ file, library }: EngineOptions): Promise<void> {
    if (!existsSync(file)) throw notFound(file, 'that path', 'Set model.file to a GGUF file.')
    await loadLlamaLibrary(library)
  }

  countTokens(text: string): number {
    return this.#model.tokenize(text).length
  }

  /** The tokens of a prompt as the model wants its chats. Text that looks like a control token stays text. */
  promptTokens(messages: readonly PromptMessage[]): Token[] {
    const history = [
      ...messages.map(({ role, content }) =>
        role === 'assistant' ? { type: 'model', response: [content] } : { type: role, text: content },
      ),
      { type: 'model', response: [] },
    ]
    return this.#wrapper.generateContextState({ chatHistory: history }).contextText.tokenize(this.#model.tokenizer)
  }

  /** Waits for the request before it, also for one that was cancelled and is still at its last token. */
  async *generate(request: BackendRequest): AsyncGenerator<BackendPart> {
    const before = this.#running
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#running = promise
    try {
      await before
      yield* this.#write(request)
    } finally {
      resolve()
    }
  }

  async *#write({ messages, maxTokens, temperature, shape, signal }: BackendRequest): AsyncGenerator<BackendPart> {
    const prompt = this.promptTokens(messages)
    const room = this.contextTokens - prompt.length - 1
    if (room < 16) throw promptTooLong(prompt.length, this.contextTokens)
    const limit = Math.min(maxTokens, room)
    const grammar = shape === undefined ? undefined : await this.#grammar(shape.schema)
    const sequence = this.#sequenceFor(prompt)
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false)
    const known = sequence.nextTokenIndex
    const rest = yield* this.#read(sequence, prompt, signal)
    let completion = 0
    const text = new TokenText(this.#model)
    const { LlamaGrammarEvaluationState } = this.#library
    const grammarEvaluationState = grammar === undefined ? undefined : new LlamaGrammarEvaluationState({ model: this.#model, grammar })
    for await (const token of sequence.evaluate(rest, {
      temperature,
      topP: 0.95,
      ...(grammarEvaluationState === undefined ? {} : { grammarEvaluationState }),
    })) {
      signal.throwIfAborted()
      if (this.#model.isEogToken(token)) break
      completion += 1
      const piece = text.push(token)
      yield piece === '' ? { type: 'alive' } : { type: 'text', text: piece }
      if (completion >= limit) break
    }
    const last = text.end()
    if (last !== '') yield { type: 'text', text: last }
    yield { type: 'end', reason: completion >= limit ? 'length' : 'stop', prompt: prompt.length, cached: known, completion }
  }

  /** Reads all of the prompt but its end, which is left for the one who writes. */
  async *#read(sequence: LlamaSequence, prompt: Token[], signal: AbortSignal): AsyncGenerator<BackendPart, Token[]> {
    let at = sequence.nextTokenIndex
    for (; prompt.length - at > PIECE; at += PIECE) {
      signal.throwIfAborted()
      await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(at, at + PIECE))
      yield { type: 'alive' }
    }
    signal.throwIfAborted()
    return prompt.slice(at)
  }

  /** The state that knows most of the prompt already; else the one that was used longest ago. */
  #sequenceFor(prompt: Token[]): LlamaSequence {
    const [first, ...others] = this.#sequences
    if (first === undefined) throw failed('this process', 'it has no state')
    const known = (sequence: LlamaSequence): number => sequence.compareContextTokens(prompt).firstDifferentIndex
    const best = others.reduce((most, sequence) => (known(sequence) > known(most) ? sequence : most), first)
    this.#sequences.splice(this.#sequences.indexOf(best), 1)
    this.#sequences.push(best)
    return best
  }

  async #grammar(schema: object): Promise<object> {
    try {
      return await this.#llama.createGrammarForJsonSchema(schema)
    } catch (error) {
      throw refused('this process', `its grammar does not know that JSON Schema (${firstLine(error)})`)
    }
  }

  async close(): Promise<void> {
    await this.#running
    await this.#context.dispose()
    await this.#llama.dispose()
  }
}

/** Turns tokens into text; a character that is spread over several tokens comes when it is whole. */
class TokenText {
  readonly #model: LlamaModel
  #before: Token[] = []
  #open: Token[] = []

  constructor(model: LlamaModel) {
    this.#model = model
  }

  push(token: Token): string {
    this.#open.push(token)
    const text = this.#model.detokenize(this.#open, false, this.#before)
    if (text.endsWith('\uFFFD') && this.#open.length < LONGEST_CHARACTER) return ''
    return this.#release(text)
  }

  end(): string {
    return this.#open.length === 0 ? '' : this.#release(this.#model.detokenize(this.#open, false, this.#before))
  }

  #release(text: string): string {
    this.#before = [...this.#before, ...this.#open].slice(-LONGEST_CHARACTER)
    this.#open = []
    return text
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}
