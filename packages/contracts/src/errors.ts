/** transient: try again later. validation: the user must change something. critical: stopping was the only safe thing. */
export type ErrorCategory = 'transient' | 'validation' | 'critical'

export interface CopilotErrorFields {
  /** Stable, UPPER_SNAKE_CASE; `aks-copilot explain CODE` knows it. */
  readonly code: string
  readonly category: ErrorCategory
  /** What happened and why, one sentence. */
  readonly message: string
  /** What to do about it, one sentence. */
  readonly remedy: string
  readonly cause?: unknown
}

/** The one error that crosses package borders. Everything else that is thrown is an internal fault. */
export class CopilotError extends Error {
  readonly code: string
  readonly category: ErrorCategory
  readonly remedy: string

  constructor({ code, category, message, remedy, cause }: CopilotErrorFields) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'CopilotError'
    this.code = code
    this.category = category
    this.remedy = remedy
  }
}
