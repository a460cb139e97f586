import type { ErrorCategory } from '@aks-copilot/contracts'

/** What an error code means. The codes are stable. */
export interface ErrorCode {
  readonly category: ErrorCategory
  readonly means: string
  readonly remedy: string
}
