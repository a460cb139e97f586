import type { ClusterState } from '../context/cluster-state.ts'
import type { Change } from '../context/records.ts'

/** The changes that the cluster itself remembers, oldest first: revisions, field managers, creations. */
export function rememberedChanges(state: ClusterState): Change[] {
  return [...state.snapshot.changes]
}
