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

/** What the knowledge base consists of, and whether vectors serve. */
export interface KnowledgeStatus {
  readonly articles: number
  /** `skipped`: files that were not read, each with the reason. */
  readonly runbooks: { readonly folder: string; readonly files: number; readonly skipped: readonly string[] } | undefined
  /** `building`: not yet asked for or on the way; `failed`: lexical search alone serves until the endpoint answers again. */
  readonly vectors: 'off' | 'building' | 'ready' | 'failed'
  /** Which index says the order of results; until it is `ready`, and when it fails, the one on this machine. */
  readonly index: { readonly name: string; readonly state: 'building' | 'ready' | 'failed' }
  /** Why vectors or the index do not serve, one sentence. */
  readonly message: string | undefined
  /** What leaves the machine and to whom, one sentence. */
  readonly leaves: string
}

/** Articles and their retrieval. `lexical` takes about a millisecond and needs nobody; `search` fuses it with vectors where an embedding endpoint is configured. */
export interface Knowledge {
  lexical(query: string, options?: SearchOptions): readonly Passage[]
  /** Never fails because of the embedding endpoint: then the result is that of `lexical`, and `status` says why. */
  search(query: string, options?: SearchOptions): Promise<readonly Passage[]>
  article(id: string): KnowledgeArticle | undefined
  list(kinds?: readonly ArticleKind[]): readonly Pick<KnowledgeArticle, 'id' | 'kind' | 'title'>[]
  status(): KnowledgeStatus
  close(): void
}

/** A knowledge base with vectors that are made in the background. */
export interface OpenKnowledge extends Knowledge {
  /** Resolves when no vectors are being made; at once where none are wanted. */
  settled(): Promise<void>
}
