import type { AgentState, TracedChange } from '@aks-copilot/contracts'
import type { Candidate } from '../propose/proposer.ts'

/**
 * Whether a person must agree before these changes reach the branch that is deployed, whatever the policy allows: what a model chose is
 * never committed without one. A report writes nothing, and asks nobody.
 */
export function isForPeople({ mode }: Pick<AgentState, 'mode'>, changes: readonly Pick<TracedChange, 'source'>[]): boolean {
  return mode !== 'report' && changes.some(({ source }) => source === 'model')
}

/**
 * What may go into one attempt: in mode commit, what is certain does not wait for a person because of what a model chose for something else,
 * which comes with the next attempt.
 */
export function certainFirst<Chosen extends { readonly candidate: Candidate }>(
  { mode }: Pick<AgentState, 'mode'>,
  chosen: readonly Chosen[],
): readonly Chosen[] {
  const certain = chosen.filter(({ candidate }) => candidate.source !== 'model')
  return mode === 'commit' && certain.length > 0 ? certain : chosen
}
