/**
 * HTTP and WebSocket over clusters that are watched or replayed: summary, incidents, records, questions, checks.
 * Must never write to a cluster, answer strangers without a token, or keep what people ask beyond memory.
 */
export type { ServedCluster } from './clusters/clusters.ts'
export type { ManifestDesk } from './manifests/manifest-desk.ts'
export { WorkerManifests } from './manifests/worker-manifests.ts'
export { type McpOptions, serveMcp } from './mcp/serve-mcp.ts'
export { ChosenModel } from './models/chosen-model.ts'
export type { ModelDesk } from './models/model-desk.ts'
export type { Claimed, RepairDesk, RepairWish, Triggered } from './repairs/repair-desk.ts'
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts'
