/**
 * What is known about running workloads on AKS, AKS Arc, k3s and OKD: articles and their retrieval.
 * Must never fetch anything from the network but embeddings of a configured endpoint: services come through ports.ts.
 */
export type { TaggedArticle } from './articles/tagged-article.ts'
export type { Embedder } from './embed/embedder.ts'
export { httpEmbedder, type HttpEmbedderOptions } from './embed/http-embedder.ts'
export type { ArticleKind, Knowledge, KnowledgeArticle, KnowledgeStatus, OpenKnowledge, Passage, SearchOptions } from './knowledge.ts'
export { type KnowledgeOptions, openKnowledge } from './open-knowledge.ts'
export type { BlobCondition, BlobEntry, BlobStore, PassageIndex, PassageQuery, PassageRecord, PassageRefusal } from './ports.ts'
export { addRunbook } from './runbooks/add-runbook.ts'
export { defaultEmbeddingsFolder, defaultRunbooksFolder } from './runbooks/default-runbooks-folder.ts'
export type { SyncDirection } from './sync/plan-sync.ts'
export { openSyncFolder } from './sync/sync-folder.ts'
export { syncKnowledge, type SyncReport } from './sync-knowledge.ts'
export type { SyncDone, SyncOutcome } from './sync/sync-outcome.ts'
