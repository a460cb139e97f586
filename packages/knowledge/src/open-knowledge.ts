import { builtInArticles } from './articles/built-in-articles.ts'
import type { TaggedArticle } from './articles/tagged-article.ts'
import type { Knowledge } from './knowledge.ts'
import { SearchableKnowledge } from './searchable-knowledge.ts'
import { openDatabase } from './search/open-database.ts'

export interface KnowledgeOptions {
  /** Default: the articles that come with this release. */
  readonly articles?: readonly TaggedArticle[] | undefined
}

/**
 * Opens the knowledge base. The index is made at the first search, in less than 100 ms. KNOWLEDGE_UNAVAILABLE where Node has no SQLite.
 */
export async function openKnowledge(options: KnowledgeOptions = {}): Promise<Knowledge> {
  return new SearchableKnowledge(await openDatabase(), options.articles ?? builtInArticles())
}
