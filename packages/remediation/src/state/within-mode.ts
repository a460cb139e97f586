import type { AgentState, RepairMode, RepairPhase } from '@aks-copilot/contracts'

const RANKS: Readonly<Record<RepairMode, number>> = { report: 0, propose: 1, commit: 2 }
const BEFORE_WRITING: ReadonlySet<RepairPhase> = new Set(['observing', 'proposing', 'committing'])

/**
 * A stored run as the policy of today lets it go on: what is stored may be older than the policy, or written by somebody else. Where its
 * attempt is written already, in a way that is no longer allowed, people go on with it.
 */
export function withinMode(state: AgentState, mode: RepairMode): AgentState {
  if (RANKS[state.mode] <= RANKS[mode] || state.phase === 'concluding') return state
  if (BEFORE_WRITING.has(state.phase))
    return { ...state, mode, phase: 'observing', summary: `The policy now allows no more than the mode ${mode}: it is looked at anew.` }
  const summary = `The policy now allows no more than the mode ${mode}: what attempt ${state.attempts.length} did is left to people.`
  return { ...state, mode, phase: 'handing-over', summary }
}
