import type { Skipped, Suppressed } from '@aks-copilot/contracts'
import type { Bundle } from '../source/bundle.ts'
import type { Finding } from './inspect.ts'

export interface Sifted {
  readonly kept: readonly Finding[]
  readonly suppressed: readonly Suppressed[]
  /** Suppressions that were not accepted: without a reason, or for a rule that does not exist. */
  readonly problems: readonly Skipped[]
}

/** What the user chose to live with: annotations, comments and a baseline. */
export interface Suppressions {
  apply(findings: readonly Finding[], bundle: Bundle): Sifted
}
