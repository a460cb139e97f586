import type { ClusterState } from '@aks-copilot/cluster'
import type { ApplicationStatus } from '../ports.ts'
import { type Json, manifestOf } from './differences.ts'
import type { CandidateChange } from './proposer.ts'

interface Known {
  readonly state: ClusterState
  readonly manifests: readonly Json[]
  readonly application: Pick<ApplicationStatus, 'destination'>
}

/** What the operations of a change are for: the live object, or what Git renders to. Empty where there is none. */
export function subjectOf({ object, of }: CandidateChange, { state, manifests, application }: Known): Json {
  if (of === 'manifest') return manifestOf(object, manifests, application.destination.namespace) ?? {}
  return state.find(object.kind, object.namespace, object.name)?.value ?? {}
}
