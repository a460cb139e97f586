import type { ClusterState } from '@aks-copilot/cluster'
import type { FileEdit, RepairGate } from '@aks-copilot/contracts'
import type { ApplicationStatus, DryRunner, GitFile } from '../ports.ts'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import type { Candidate } from '../propose/proposer.ts'

export interface AttemptToJudge {
  readonly application: ApplicationStatus
  readonly candidates: readonly Candidate[]
  readonly files: readonly GitFile[]
  readonly edits: readonly FileEdit[]
  readonly state: ClusterState
  readonly policy: RepairPolicy
  readonly dryRunner: DryRunner | undefined
  readonly signal: AbortSignal
}

/** Every gate before a commit, in order; the first that fails is the last that is computed. */
export async function judgeAttempt(_attempt: AttemptToJudge): Promise<readonly RepairGate[]> {
  return []
}
