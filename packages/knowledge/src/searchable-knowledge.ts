import type { DatabaseSync } from 'node:sqlite'
import type { TaggedArticle } from './articles/tagged-article.ts'
import type { ArticleKind, Knowledge, KnowledgeArticle, KnowledgeStatus, Passage, SearchOptions } from './knowledge.ts'
import { type Hit, passagesOf } from './search/indexed-passage.ts'
import { LexicalIndex } from './search/lexical-index.ts'

const DEFAULT_LIMIT = 5

/** Articles and an index of them that is made when first asked. */
export class SearchableKnowledge implements Knowledge {
  readonly #database: DatabaseSync
  readonly #articles: ReadonlyMap<string, TaggedArticle>
  #made: LexicalIndex | undefined

  constructor(database: DatabaseSync, articles: readonly TaggedArticle[]) {
    this.#database = database
    this.#articles = new Map(articles.map((article) => [article.id, article]))
  }

  lexical(query: string, { limit = DEFAULT_LIMIT, kinds }: SearchOptions = {}): readonly Passage[] {
    const hits = this.#index.search(query, ({ article }) => kinds === undefined || kinds.includes(article.kind))
    return onePerArticle(hits).slice(0, limit).map(passageOf)
  }

  async search(query: string, options?: SearchOptions): Promise<readonly Passage[]> {
    options?.signal?.throwIfAborted()
    return Promise.resolve(this.lexical(query, options))
  }

  article(id: string): KnowledgeArticle | undefined {
    const article = this.#articles.get(id)
    return article === undefined ? undefined : plain(article)
  }

  list(kinds?: readonly ArticleKind[]): readonly Pick<KnowledgeArticle, 'id' | 'kind' | 'title'>[] {
    return [...this.#articles.values()]
      .filter(({ kind }) => kinds === undefined || kinds.includes(kind))
      .map(({ id, kind, title }) => ({ id, kind, title }))
  }

  status(): KnowledgeStatus {
    return {
      articles: this.#articles.size,
      runbooks: undefined,
      vectors: 'off',
      message: undefined,
      leaves: 'Nothing leaves this machine.',
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close()
  }

  get #index(): LexicalIndex {
    if (this.#made === undefined) {
      this.#made = new LexicalIndex(this.#database)
      this.#made.add(passagesOf([...this.#articles.values()], 1))
    }
    return this.#made
  }
}

function onePerArticle(hits: readonly Hit[]): readonly Hit[] {
  const seen = new Set<string>()
  return hits.filter(({ passage: { article } }) => !seen.has(article.id) && seen.add(article.id))
}

function passageOf({ passage: { article, heading, text }, score }: Hit): Passage {
  return { article: article.id, kind: article.kind, title: article.title, heading, text, score: Math.round(score * 1000) / 1000 }
}

function plain({ id, kind, title, text, source }: TaggedArticle): KnowledgeArticle {
  return { id, kind, title, text, source }
}
