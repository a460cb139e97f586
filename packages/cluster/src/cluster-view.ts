import type { ClusterStatus, Diagnosis, Incident, Outlook } from '@aks-copilot/contracts'
import type { ClusterState } from './context/cluster-state.ts'
import type { ContextStore } from './context/context-store.ts'
import type { Time } from './context/records.ts'
import type { IncidentChange } from './incidents/incident-tracker.ts'

/** What somebody who follows a cluster is told: incidents as they come and go, and that the numbers moved. */
export type ViewChange = IncidentChange | { readonly type: 'summary-changed' } | { readonly type: 'status-changed' }

/** One cluster as the assistant and the server see it, watched now or replayed; its store may be queried, see query-store.ts. */
export interface ClusterView {
  readonly name: string
  readonly store: ContextStore
  /** The cluster's own clock; a recording's end. */
  now(): Time
  /** Everything known now, or at an earlier time of the window. Now is kept until something changes. */
  state(at?: Time): ClusterState
  /** Open incidents and those that closed within the window; at an earlier time: those that were open then. */
  incidents(at?: Time): readonly Incident[]
  diagnosis(runId: string, at?: Time): Diagnosis
  /** What will run out, or is unusual. */
  outlook(at?: Time): readonly Outlook[]
  status(): ClusterStatus
  subscribe(listener: (change: ViewChange) => void): () => void
  stop(): Promise<void>
}
