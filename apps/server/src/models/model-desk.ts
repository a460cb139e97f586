import type { ModelStatus } from '@aks-copilot/contracts'
import type { Model } from '@aks-copilot/models'

/** Which model answers, and how another one is chosen. Faults are CopilotErrors. */
export interface ModelDesk {
  /** The model that answers now; undefined for none. */
  readonly current: Model | undefined
  status(signal: AbortSignal): Promise<ModelStatus>
  /** Answers with this one from now on; `none` switches models off. Throws MODEL_NOT_FOUND. */
  use(name: string, signal: AbortSignal): Promise<ModelStatus>
  load(name: string, signal: AbortSignal): Promise<ModelStatus>
  unload(name: string, signal: AbortSignal): Promise<ModelStatus>
  close(): Promise<void>
}
