import type { ModelOffer, ModelProvider } from '@aks-copilot/contracts'
import type { PromptMessage } from './model.ts'

/** How an endpoint is made to write a value: by a grammar or schema, by a tool call, by asking for any JSON object, by asking. */
export type Rung = 'schema' | 'tool' | 'object' | 'prompt'

export interface Shape {
  readonly rung: Rung
  readonly name: string
  readonly schema: object
}

export interface BackendRequest {
  readonly messages: readonly PromptMessage[]
  readonly maxTokens: number
  readonly temperature: number
  readonly shape?: Shape | undefined
  readonly signal: AbortSignal
}

/** Text, then one end. `loaded`: only now it begins to read; `alive`: it works although it has nothing to show yet. */
export type BackendPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'loaded' | 'alive' }
  | {
      readonly type: 'end'
      readonly reason: 'stop' | 'length'
      readonly prompt?: number | undefined
      /** Of the prompt, what the endpoint still had in its prefix cache. */
      readonly cached?: number | undefined
      readonly completion?: number | undefined
    }

/** One kind of endpoint, without queue, retries and time-outs: those are the same for all (manage/). Faults are CopilotErrors. */
export interface Backend {
  readonly provider: ModelProvider
  readonly name: string
  readonly endpoint?: string | undefined
  /** Nothing leaves the machine. */
  readonly local: boolean
  readonly contextTokens: number
  /** From the strictest down. */
  readonly rungs: readonly Rung[]
  stream(request: BackendRequest): AsyncIterable<BackendPart>
  /** Cheap: whether it answers. Throws what a request would. */
  probe(signal: AbortSignal): Promise<void>
  offers(signal: AbortSignal): Promise<readonly ModelOffer[]>
  /** Exact. */
  readonly countTokens?: ((text: string) => number) | undefined
  load?(name: string, signal: AbortSignal): Promise<void>
  unload?(name: string, signal: AbortSignal): Promise<void>
  /** Commands that bring the endpoint up. */
  remedy(): readonly string[]
  close(): Promise<void>
}
