import type { AgentState } from '@aks-copilot/contracts'

/** Whether a run only looks now and then, until people merge or a rollout ends: it makes room for those that think. */
export function isWaitingRun({ phase, attempts }: Pick<AgentState, 'phase' | 'attempts'>): boolean {
  if (phase === 'waiting') return true
  // What was merged by a pull request is taken back by one, which people merge.
  const attempt = attempts.at(-1)
  return phase === 'undoing' && attempt?.branch !== undefined && attempt.merged !== undefined && attempt.outcome === 'not-healthy'
}
