import type { ClusterState } from '@aks-copilot/cluster'
import type { Incident, LiveReference, PatchOperation, TracedChange } from '@aks-copilot/contracts'
import type { ApplicationStatus } from '../ports.ts'
import type { LiveLook } from '../tools/live-look.ts'
import type { RepairPolicy } from '../policy/repair-policy.ts'

/** What a proposer may look at. */
export interface ProposalContext {
  readonly application: ApplicationStatus
  readonly incidents: readonly Incident[]
  readonly state: ClusterState
  readonly policy: RepairPolicy
  /** What Git rendered to when the application was healthy last, and now; undefined where that is not known. */
  readonly healthyManifests: readonly Readonly<Record<string, unknown>>[] | undefined
  readonly manifests: readonly Readonly<Record<string, unknown>>[]
  /** `8f56e1c` of the healthy revision. */
  readonly healthyRevision: string | undefined
  /** Operations that were tried before and did not help, as JSON: not to be proposed again. */
  readonly tried: ReadonlySet<string>
  readonly signal: AbortSignal
  /** What live tools say; absent where none may be used. */
  readonly live?: LiveLook | undefined
  /** Told of what a proposer asked for and was answered: the audit trail. */
  readonly note?: ((what: string, detail: Readonly<Record<string, unknown>>) => void) | undefined
}

/** A way to end an incident: operations for live objects. Nothing of it is proven yet. */
export interface Candidate {
  /** Fingerprint of the incident. */
  readonly incident: string
  readonly source: TracedChange['source']
  /** Why these values, one clause. */
  readonly why: string
  readonly changes: readonly CandidateChange[]
}

export interface CandidateChange {
  readonly object: LiveReference
  readonly operations: readonly PatchOperation[]
  /** `manifest`: the operations are for what Git renders to, which the cluster never took; otherwise for the live object. */
  readonly of?: 'manifest'
}

/** Why there is no candidate where one could be expected: one clause for people. */
export interface Refusal {
  readonly refused: string
}

export type Proposal = Candidate | Refusal

/** Proposes for one incident, best first. May find nothing. */
export interface Proposer {
  readonly name: string
  propose(incident: Incident, context: ProposalContext): Promise<readonly Proposal[]> | readonly Proposal[]
}
