/**
 * What is known about running workloads on AKS, AKS Arc, k3s and OKD: articles and their retrieval.
 * Must never fetch anything from the network but embeddings of a configured endpoint.
 */
export type { TaggedArticle } from './articles/tagged-article.ts'
export type { Embedder } from './embed/embedder.ts'
export { httpEmbedder, type HttpEmbedderOptions } from './embed/http-embedder.ts'
export type { ArticleKind, Knowledge, KnowledgeArticle, KnowledgeStatus, OpenKnowledge, Passage, SearchOptions } from './knowledge.ts'
export { type KnowledgeOptions, openKnowledge } from './open-knowledge.ts'
export { addRunbook } from './runbooks/add-runbook.ts'
export { defaultEmbeddingsFolder, defaultRunbooksFolder } from './runbooks/default-runbooks-folder.ts'
