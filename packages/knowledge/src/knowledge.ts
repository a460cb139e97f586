/** Where an article comes from: a written guide, a rule, a detector, an error code, or a runbook of the user's own. */
export type ArticleKind = 'guide' | 'rule' | 'detector' | 'error' | 'runbook'

export interface KnowledgeArticle {
  /** `guide/private-registry`, `rule/k3s-local-path`, `detector/image-pull-failed`, `runbook/…` */
  readonly id: string
  readonly kind: ArticleKind
  readonly title: string
  /** Markdown. */
  readonly text: string
  /** Where the facts come from, or the runbook's file. */
  readonly source: string
}

/** A section of an article that answers a query. */
export interface Passage {
  readonly article: string
  readonly kind: ArticleKind
  readonly title: string
  /** The section's heading; the article's title where there is none. */
  readonly heading: string
  /** Markdown, at most a few hundred words. */
  readonly text: string
  /** 0 to 1; below 0.2 it hardly fits. */
  readonly score: number
}

export interface SearchOptions {
  /** Default 5. */
  readonly limit?: number | undefined
  readonly kinds?: readonly ArticleKind[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** Articles and their retrieval. `lexical` takes about a millisecond and needs nobody; `search` fuses it with vectors where an embedding endpoint is configured. */
export interface Knowledge {
  lexical(query: string, options?: SearchOptions): readonly Passage[]
  search(query: string, options?: SearchOptions): Promise<readonly Passage[]>
  article(id: string): KnowledgeArticle | undefined
  list(kinds?: readonly ArticleKind[]): readonly Pick<KnowledgeArticle, 'id' | 'kind' | 'title'>[]
  close(): void
}
