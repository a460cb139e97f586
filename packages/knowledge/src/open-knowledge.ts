import { builtInArticles } from './articles/built-in-articles.ts'
import type { TaggedArticle } from './articles/tagged-article.ts'
import type { Embedder } from './embed/embedder.ts'
import { VectorCache } from './embed/vector-cache.ts'
import { VectorStore } from './embed/vector-store.ts'
import type { OpenKnowledge } from './knowledge.ts'
import { OutsideIndex } from './outside/outside-index.ts'
import type { PassageIndex } from './ports.ts'
import { RunbookShelf } from './runbooks/runbook-shelf.ts'
import { openDatabase } from './search/open-database.ts'
import { SearchableKnowledge } from './searchable-knowledge.ts'

export interface KnowledgeOptions {
  /** Default: the articles that come with this release. */
  readonly articles?: readonly TaggedArticle[] | undefined
  /** A folder of Markdown, which need not exist; changes in it are noticed while open. */
  readonly runbooks?: string | undefined
  /** Without one, search is lexical. */
  readonly embedder?: Embedder | undefined
  /** Where vectors are kept between runs; default: nowhere. */
  readonly embeddingsFolder?: string | undefined
  /** Whether runbooks go to the embedder; default: only when it is on this machine. */
  readonly embedRunbooks?: boolean | undefined
  /** An index elsewhere, which gets all passages, runbooks included; default: the index on this machine alone. */
  readonly index?: PassageIndex | undefined
}

/**
 * Opens the knowledge base and reads the runbooks. The index is made at the first search, in less than 100 ms.
 * KNOWLEDGE_UNAVAILABLE where Node has no SQLite.
 */
export async function openKnowledge(options: KnowledgeOptions = {}): Promise<OpenKnowledge> {
  const { articles = builtInArticles(), runbooks, embedder, embeddingsFolder } = options
  const database = await openDatabase()
  const shelf = runbooks === undefined ? undefined : new RunbookShelf(runbooks)
  const cache = embedder === undefined || embeddingsFolder === undefined ? undefined : new VectorCache(embeddingsFolder, embedder.name)
  const vectors = embedder === undefined ? undefined : new VectorStore(embedder, cache)
  const knowledge = new SearchableKnowledge(database, articles, {
    shelf,
    vectors,
    embedRunbooks: options.embedRunbooks ?? embedder?.local ?? false,
    outside: options.index === undefined ? undefined : new OutsideIndex(options.index, embedder?.name ?? ''),
  })
  await knowledge.refresh()
  return knowledge
}
