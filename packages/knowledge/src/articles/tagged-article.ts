import type { KnowledgeArticle } from '../knowledge.ts'

/** An article with the words that people use for its subject, which its text may lack. */
export interface TaggedArticle extends KnowledgeArticle {
  readonly tags: readonly string[]
}
