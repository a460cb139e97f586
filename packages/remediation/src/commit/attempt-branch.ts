import type { AgentState, RepairAttempt } from '@aks-copilot/contracts'
import { withInstance } from '../state/called.ts'

/** The branch of an attempt's pull request: the same whenever it is asked for, so that what a state says can be held against it. */
export function attemptBranch({ application, runId }: Pick<AgentState, 'application' | 'runId'>, number: number): string {
  return `aks-copilot/${withInstance(application.name, application.instance)}-${runId.slice(0, 8)}-${number}`
}

/** The branch of the pull request that takes an attempt back; undefined in mode commit. */
export function undoBranch({ branch }: RepairAttempt): string | undefined {
  return branch === undefined ? undefined : `${branch}-undo`
}
