/**
 * Live clusters: what is known of them, what is broken in them, and why.
 * Must never write to a cluster, read the data of a Secret, or list without a limit.
 */
export { ClusterState } from './context/cluster-state.ts'
export { findProblems } from './detect/gather-findings.ts'
