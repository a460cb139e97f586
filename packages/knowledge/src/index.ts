/**
 * What is known about running workloads on AKS, AKS Arc, k3s and OKD: articles and their retrieval.
 * Must never fetch anything from the network but embeddings of a configured endpoint.
 */
export type { ArticleKind, Knowledge, KnowledgeArticle, KnowledgeStatus, Passage, SearchOptions } from './knowledge.ts'
export { type KnowledgeOptions, openKnowledge } from './open-knowledge.ts'
