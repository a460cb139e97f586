/**
 * Live clusters: what is known of them, what is broken in them, and why.
 * Must never write to a cluster, read the data of a Secret, or list without a limit.
 */
export { compareVersions, type VersionComparison } from './repair/compare-versions.ts'
export { describeChange } from './changes/describe-change.ts'
export { reportChange } from './changes/report-change.ts'
export type { ClusterView, ViewChange } from './cluster-view.ts'
export { type ApiServer, ApiFault } from './connect/api-server.ts'
export { clusterError } from './connect/cluster-error.ts'
export { connectCluster } from './connect/connect-cluster.ts'
export { contextNames, type KubeconfigOptions } from './connect/kubeconfig.ts'
export { ClusterState } from './context/cluster-state.ts'
export { ContextStore } from './context/context-store.ts'
export { type LiveObject, objectKey, timeOf } from './context/live-object.ts'
export { podState } from './context/pod-state.ts'
export {
  type FoundLine,
  queryChanges,
  queryEvents,
  queryLogs,
  queryMetrics,
  queryObjects,
  queryTransitions,
} from './context/query-store.ts'
export type { Change, EventRecord, LogLine, LogStream, LogTemplate, MetricName, MetricSeries, Time } from './context/records.ts'
export type { Snapshot } from './context/snapshot.ts'
export { amountText, requestOf } from './detect/pod-requests.ts'
export { concerns, diagnose, type DiagnoseOptions } from './diagnose-cluster.ts'
export { type AccessReport, examineAccess } from './examine-access.ts'
export { followCluster } from './follow-cluster.ts'
export { type CronSchedule, parseSchedule } from './detect/cron-schedule.ts'
export { dependencies, type Edge } from './graph/dependencies.ts'
export { type PodReference, podReferences } from './graph/pod-references.ts'
export { maskSecrets } from './mask/mask-secrets.ts'
export { findOutlook } from './forecast/find-outlook.ts'
export { type Monitor, monitorCluster, type MonitorOptions } from './monitor-cluster.ts'
export { readCluster, type ReadOptions } from './read-cluster.ts'
export { openRecording, readRecording } from './record/read-recording.ts'
export { recordCluster } from './record/record-cluster.ts'
export { writeRecording } from './record/write-recording.ts'
export { type Recording, stateAt } from './record/recording.ts'
export { dryRunPatch, type DryRunVerdict } from './repair/dry-run-patch.ts'
export { judgeChanges, type ProposedChange } from './repair/judge-changes.ts'
export type { ProofCheck } from './repair/judge-repair.ts'
export { proveWithCluster } from './repair/prove-with-cluster.ts'
export { readWatch, type WatchEvent } from './watch/watch-stream.ts'
export { viewMonitor } from './view-monitor.ts'
export { viewRecording } from './view-recording.ts'
