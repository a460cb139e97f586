import type { DatabaseSync } from 'node:sqlite'
import type { TaggedArticle } from './articles/tagged-article.ts'
import { fused } from './embed/vector-search.ts'
import type { VectorStore } from './embed/vector-store.ts'
import type { ArticleKind, KnowledgeArticle, KnowledgeStatus, OpenKnowledge, Passage, SearchOptions } from './knowledge.ts'
import type { OutsideIndex } from './outside/outside-index.ts'
import type { RunbookShelf } from './runbooks/runbook-shelf.ts'
import { type Hit, type IndexedPassage, passagesOf } from './search/indexed-passage.ts'
import { LexicalIndex } from './search/lexical-index.ts'

const DEFAULT_LIMIT = 5
const MOST = 50
/** Names are looked for in the beginning of a query; matching takes the square of its length at worst. */
const LONGEST_NAMED = 500
/** How old, in milliseconds, the view of the runbooks folder may be. */
const FRESH = 3000

export interface Shelves {
  readonly shelf: RunbookShelf | undefined
  readonly vectors: VectorStore | undefined
  readonly embedRunbooks: boolean
  /** Passages of all articles and runbooks go there; it says the order where it serves. */
  readonly outside?: OutsideIndex | undefined
}

/** Articles and an index of them that is made when first asked. */
export class SearchableKnowledge implements OpenKnowledge {
  readonly #database: DatabaseSync
  readonly #shelves: Shelves
  readonly #articles: Map<string, TaggedArticle>
  #made: LexicalIndex | undefined
  #nextRow = 1

  constructor(database: DatabaseSync, articles: readonly TaggedArticle[], shelves: Shelves) {
    this.#database = database
    this.#shelves = shelves
    this.#articles = new Map(articles.map((article) => [article.id, article]))
  }

  lexical(query: string, options: SearchOptions = {}): readonly Passage[] {
    if ((this.#shelves.shelf?.age ?? 0) > FRESH) void this.refresh()
    return this.#shown(this.#lexicalHits(query, options), query, options)
  }

  async search(query: string, options: SearchOptions = {}): Promise<readonly Passage[]> {
    options.signal?.throwIfAborted()
    if ((this.#shelves.shelf?.age ?? 0) > FRESH) await this.refresh()
    const lexical = this.#lexicalHits(query, options)
    const near = await this.#shelves.vectors?.search(query, () => this.#embedded(), options.signal)
    const local =
      near === undefined
        ? lexical
        : fused(
            lexical,
            near.hits.filter(({ passage }) => isWanted(passage, options)),
          )
    return this.#shown(await this.#ordered(query, local, near?.vector, options), query, options)
  }

  /** In the order of the index outside, where there is one that serves; the scores remain those of this machine: what fits nothing here is noise. */
  async #ordered(query: string, local: readonly Hit[], vector: Float32Array | undefined, options: SearchOptions): Promise<readonly Hit[]> {
    const { outside, vectors } = this.#shelves
    if (outside === undefined || vectors?.state === 'building') return local
    const contents = { passages: () => this.#index.passages, vectorOf: (passage: IndexedPassage) => vectors?.vectorOf(passage) }
    const found = await outside.search(query, vector, contents, options)
    if (found === undefined) return local
    const scores = new Map(local.map(({ passage, score }) => [passage.article, score]))
    const named = new Set(found.map(({ article }) => article))
    const first = [...new Map(found.toReversed().map((passage) => [passage.article, passage])).values()].toReversed()
    return [
      ...first.flatMap((passage) => {
        const score = scores.get(passage.article)
        return score === undefined ? [] : [{ passage, score }]
      }),
      ...local.filter(({ passage }) => !named.has(passage.article)),
    ]
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
    const { shelf, vectors, embedRunbooks, outside } = this.#shelves
    return {
      articles: this.#articles.size,
      runbooks: shelf === undefined ? undefined : { folder: shelf.folder, files: shelf.files, skipped: shelf.skipped },
      vectors: vectors?.state ?? 'off',
      message: vectors?.message ?? outside?.message,
      index: outside === undefined ? { name: 'index on this machine', state: 'ready' } : { name: outside.name, state: outside.state },
      leaves: leavesOf(vectors, embedRunbooks, outside),
    }
  }

  async settled(): Promise<void> {
    await this.#shelves.vectors?.settled()
    await this.#shelves.outside?.settled()
  }

  close(): void {
    this.#shelves.vectors?.close()
    this.#shelves.outside?.close()
    if (this.#database.isOpen) this.#database.close()
  }

  /** Takes over what changed in the runbooks folder. */
  async refresh(): Promise<void> {
    const change = await this.#shelves.shelf?.refresh()
    if (change === undefined || change.gone.length + change.come.length === 0 || !this.#database.isOpen) return
    const gone = change.gone.filter((article) => this.#articles.get(article.id) === article)
    const come = change.come.filter((article) => this.#articles.get(article.id) !== article)
    for (const { id } of gone) this.#articles.delete(id)
    for (const article of come) this.#articles.set(article.id, article)
    if (this.#made === undefined) return
    const stale = new Set(change.gone)
    this.#made.remove([...this.#made.passages].filter(({ article }) => stale.has(article)))
    this.#add(this.#made, come)
    this.#shelves.vectors?.invalidate()
    this.#shelves.outside?.invalidate()
  }

  get #index(): LexicalIndex {
    if (this.#made === undefined) {
      this.#made = new LexicalIndex(this.#database)
      this.#add(this.#made, [...this.#articles.values()])
    }
    return this.#made
  }

  #add(index: LexicalIndex, articles: readonly TaggedArticle[]): void {
    const passages = passagesOf(articles, this.#nextRow)
    this.#nextRow += passages.length
    index.add(passages)
  }

  #lexicalHits(query: string, options: SearchOptions): readonly Hit[] {
    return this.#index.search(query, (passage) => isWanted(passage, options))
  }

  *#embedded(): Iterable<IndexedPassage> {
    for (const passage of this.#index.passages) {
      if (this.#shelves.embedRunbooks || passage.article.kind !== 'runbook') yield passage
    }
  }

  /** A query that holds the very name of a rule, a detector or an error code asks for that. */
  #shown(hits: readonly Hit[], query: string, { limit = DEFAULT_LIMIT }: SearchOptions): readonly Passage[] {
    const names = namesIn(query)
    const named = hits.filter((hit) => names.has(nameOf(hit)))
    const rest = hits.filter((hit) => !names.has(nameOf(hit)))
    const ordered = [...named.map(({ passage }) => ({ passage, score: 1 })), ...rest]
    return ordered.slice(0, Math.max(0, Math.min(limit, MOST))).map(passageOf)
  }
}

/** The names of rules, detectors and error codes that a query holds: words joined by hyphens or underscores. */
function namesIn(query: string): ReadonlySet<string> {
  return new Set(
    (
      query
        .slice(0, LONGEST_NAMED)
        .toLowerCase()
        .match(/[a-z0-9]+(?:[-_][a-z0-9]+)+/g) ?? []
    ).map((word) => word.replaceAll('_', '-')),
  )
}

function nameOf({ passage: { article } }: Hit): string {
  return article.id.slice(article.id.indexOf('/') + 1)
}

function isWanted({ article }: IndexedPassage, { kinds }: SearchOptions): boolean {
  return kinds === undefined || kinds.includes(article.kind)
}

function passageOf({ passage: { article, heading, text }, score }: Hit): Passage {
  return { article: article.id, kind: article.kind, title: article.title, heading, text, score: Math.round(score * 1000) / 1000 }
}

function plain({ id, kind, title, text, source }: TaggedArticle): KnowledgeArticle {
  return { id, kind, title, text, source }
}

function leavesOf(vectors: VectorStore | undefined, embedRunbooks: boolean, outside: OutsideIndex | undefined): string {
  const embedded = vectors === undefined || vectors.embedder.local ? undefined : vectors.embedder.name
  const sentences = [
    ...(embedded === undefined
      ? []
      : [`Questions and articles${embedRunbooks ? ', your runbooks among them,' : ', but not your runbooks,'} go to ${embedded}.`]),
    ...(outside === undefined || outside.local ? [] : [`Questions, articles and your runbooks go to the ${outside.name}.`]),
  ]
  return sentences.length === 0 ? 'Nothing leaves this machine.' : sentences.join(' ')
}
