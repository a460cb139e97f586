import type { Schemas } from '@aks-copilot/kubernetes'
import type { Rule } from './inspect/rule.ts'
import type { Suppressions } from './inspect/suppressions.ts'
import type { SourceProfile, TargetProfile } from './profiles/profile.ts'

/** How to look at a bundle. */
export interface CheckOptions {
  readonly runId: string
  readonly source: SourceProfile
  readonly target: TargetProfile
  readonly schemas: Schemas
  readonly rules: readonly Rule[]
  /** Fixes of kind `opt` that the user allows: rule ids or `all`. */
  readonly allow: readonly string[]
  /** What the user chose to live with. */
  readonly suppressions?: Suppressions
}
