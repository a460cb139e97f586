import { CopilotError } from '@aks-copilot/contracts'

/** A branch of ours holds what is not ours. */
export function branchTaken(branch: string): CopilotError {
  return new CopilotError({
    code: 'REPAIR_BRANCH_TAKEN',
    category: 'critical',
    message: `The branch ${branch} is there already and holds something else.`,
    remedy: 'Somebody pushed to a branch of aks-copilot: delete it, or rename it, and start the run again.',
  })
}
