import type { AgentState, TracedChange } from '@aks-copilot/contracts'

/**
 * Whether a person must agree before these changes reach the branch that is deployed, whatever the policy allows: what a model chose is
 * never committed without one. A report writes nothing, and asks nobody.
 */
export function isForPeople({ mode }: Pick<AgentState, 'mode'>, changes: readonly Pick<TracedChange, 'source'>[]): boolean {
  return mode !== 'report' && changes.some(({ source }) => source === 'model')
}
