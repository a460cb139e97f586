import type { ModelProvider, ModelStatus } from '@aks-copilot/contracts'

/** One message of a prompt. The first, of role `system`, is the same for all questions: servers keep what they read of it. */
export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

export interface GenerateRequest {
  readonly messages: readonly PromptMessage[]
  /** At most so many tokens of answer; default 2048. */
  readonly maxTokens?: number | undefined
  /** 0 to 2; default 0.7. */
  readonly temperature?: number | undefined
  /** Whose question it is: the queue is fair between askers. */
  readonly asker?: string | undefined
  /**
   * Names that may occur in the messages (namespaces, objects, nodes, images …). They matter for an endpoint that is not local: there
   * they are replaced by pseudonyms before anything is sent. Together with those that the model was opened with.
   */
  readonly names?: Iterable<string> | undefined
  /** Cancels down to the socket; what is thrown then is its reason. */
  readonly signal?: AbortSignal | undefined
}

/** How many tokens a request cost; estimates where the endpoint does not say. */
export interface Usage {
  readonly prompt: number
  readonly completion: number
}

/** What comes of a request, in order: pieces of text, then one end. Faults are thrown as CopilotError. */
export type ModelEvent =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'end'
      readonly reason: 'stop' | 'length'
      readonly usage: Usage
      readonly firstTokenMs: number
      readonly totalMs: number
    }

/** A value of a given shape, or that none could be had; faults of the endpoint are thrown. */
export type Structured<T> = { readonly ok: true; readonly value: T; readonly rung: string } | { readonly ok: false; readonly why: string }

export interface StructuredRequest<T> extends GenerateRequest {
  /** JSON Schema of what is wanted. */
  readonly schema: object
  readonly name: string
  /** undefined: not of that shape. */
  readonly parse: (value: unknown) => T | undefined
}

/** A language model behind one endpoint. An unknown name is an error; nothing falls back to another vendor. */
export interface Model {
  readonly provider: ModelProvider
  readonly name: string
  /** Nothing leaves the machine. */
  readonly local: boolean
  /** Whether it may be told what stands in the user's own runbooks, although it is elsewhere. Default: no. */
  readonly seesRunbooks?: boolean | undefined
  /** Window of prompt and answer, in tokens; about 4000 unless the endpoint says more. */
  readonly contextTokens: number
  /** Whether a request would be tried now: false while the circuit is open. Costs nothing. */
  readonly available: boolean
  generate(request: GenerateRequest): AsyncIterable<ModelEvent>
  /** The ladder: JSON schema or grammar → tool call → JSON object → repaired → one retry → none. */
  structured<T>(request: StructuredRequest<T>): Promise<Structured<T>>
  /** Exact where the tokenizer is known, else a safe estimate (never too few). */
  countTokens(text: string): number
  /** Measured on real requests; undefined before the first. */
  readonly speed: { readonly promptTokensPerSecond: number; readonly outputTokensPerSecond: number } | undefined
  status(signal?: AbortSignal): Promise<ModelStatus>
  /** Loads a model of the endpoint into memory. Absent where the endpoint does that by itself. */
  load?(name: string, signal?: AbortSignal): Promise<void>
  unload?(name: string, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}
