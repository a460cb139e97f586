import type { ClusterState } from '@aks-copilot/cluster'
import type { FileEdit, RepairGate } from '@aks-copilot/contracts'
import type { ApplicationStatus, DryRunner, GitFile, SourceOfManifests } from '../ports.ts'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import type { Candidate } from '../propose/proposer.ts'

/** An attempt as it is before anything is written. */
export interface AttemptToJudge {
  readonly application: ApplicationStatus
  readonly source: SourceOfManifests
  readonly candidates: readonly Candidate[]
  /** Every file that the source may read. */
  readonly files: readonly GitFile[]
  readonly edits: readonly FileEdit[]
  /** Where the changed fields are set, for each change: `overlays/prod/kustomization.yaml:12`. */
  readonly places: readonly (readonly string[])[]
  /** What Git renders to before the edits. */
  readonly manifests: readonly Readonly<Record<string, unknown>>[]
  /** What it rendered to when the application was healthy last, where that is known. */
  readonly healthyManifests?: readonly Readonly<Record<string, unknown>>[] | undefined
  readonly state: ClusterState
  readonly policy: RepairPolicy
  readonly dryRunner: DryRunner | undefined
  readonly signal: AbortSignal
}

export type Gate = (attempt: AttemptToJudge) => readonly RepairGate[] | Promise<readonly RepairGate[]>

/** One gate that says what is wrong, or that nothing is. */
export function gateOf(gate: string, wrong: readonly string[], good: string): RepairGate {
  return { gate, pass: wrong.length === 0, detail: wrong.length === 0 ? good : wrong.join('; ') }
}
