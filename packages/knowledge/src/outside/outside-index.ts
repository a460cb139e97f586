import { CopilotError } from '@aks-copilot/contracts'
import { hashOf } from '../embed/vector-cache.ts'
import type { SearchOptions } from '../knowledge.ts'
import type { PassageIndex, PassageRecord } from '../ports.ts'
import type { IndexedPassage } from '../search/indexed-passage.ts'

/** What the index shall hold. */
export interface IndexContents {
  readonly passages: () => Iterable<IndexedPassage>
  readonly vectorOf: (passage: IndexedPassage) => Float32Array | undefined
}

const PAUSE = 60_000
/** An answer must not wait longer for the index. */
const QUERY_TIMEOUT = 1500
const MOST_FOUND = 50

/** An index elsewhere, filled in the background when first needed. Others may fill it, too: what is not ours is passed over. */
export class OutsideIndex {
  readonly #index: PassageIndex
  /** Vectors of another model are other passages. */
  readonly #embedder: string
  readonly #closed = new AbortController()
  #ours: ReadonlyMap<string, IndexedPassage> = new Map()
  #state: 'building' | 'ready' | 'failed' = 'building'
  #message: string | undefined
  #filling: Promise<void> | undefined
  #stale = true
  #retryAt = 0

  constructor(index: PassageIndex, embedder: string) {
    this.#index = index
    this.#embedder = embedder
  }

  get name(): string {
    return this.#index.name
  }

  get local(): boolean {
    return this.#index.local
  }

  get state(): 'building' | 'ready' | 'failed' {
    return this.#state
  }

  get message(): string | undefined {
    return this.#message
  }

  invalidate(): void {
    this.#stale = true
  }

  /** Passages, best first, or undefined while the index does not serve; starts filling it. */
  async search(
    query: string,
    vector: Float32Array | undefined,
    contents: IndexContents,
    { kinds, signal }: SearchOptions,
  ): Promise<readonly IndexedPassage[] | undefined> {
    if (performance.now() < this.#retryAt) return undefined
    if (this.#stale) {
      this.#filling ??= this.#fill(contents).finally(() => (this.#filling = undefined))
      return undefined
    }
    const bound = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(QUERY_TIMEOUT), ...(signal === undefined ? [] : [signal])])
    try {
      const ids = await this.#index.search({ text: query.slice(0, 2000), vector, kinds, limit: MOST_FOUND }, bound)
      return ids.flatMap((id) => this.#ours.get(id) ?? [])
    } catch (error) {
      signal?.throwIfAborted()
      this.#fails(error)
      return undefined
    }
  }

  async settled(): Promise<void> {
    await this.#filling
  }

  close(): void {
    this.#closed.abort()
  }

  async #fill({ passages, vectorOf }: IndexContents): Promise<void> {
    this.#stale = false
    this.#state = 'building'
    const { signal } = this.#closed
    try {
      const wanted = new Map([...passages()].map((passage) => [this.#idOf(passage, vectorOf(passage)), passage]))
      const dimensions = [...wanted.values()].map(vectorOf).find((vector) => vector !== undefined)?.length
      await this.#index.prepare(dimensions, signal)
      const there = await this.#index.present([...wanted.keys()], signal)
      const missing = [...wanted].filter(([id]) => !there.has(id)).map(([id, passage]) => recordOf(id, passage, vectorOf(passage)))
      const refused = await this.#index.upsert(missing, signal)
      await this.#index.remove(
        [...this.#ours.keys()].filter((id) => !wanted.has(id)),
        signal,
      )
      this.#ours = wanted
      this.#state = 'ready'
      this.#message = refused.length === 0 ? undefined : `The ${this.name} did not take ${refused.length} of ${wanted.size} passages.`
    } catch (error) {
      this.#stale = true
      if (!signal.aborted) this.#fails(error)
    }
  }

  #fails(error: unknown): void {
    this.#state = 'failed'
    this.#message = error instanceof CopilotError ? error.message : `The ${this.name} did not answer in time.`
    this.#retryAt = performance.now() + PAUSE
    this.#stale = true
  }

  #idOf({ article, heading, text }: IndexedPassage, vector: Float32Array | undefined): string {
    const model = vector === undefined ? '' : this.#embedder
    return `p${hashOf(JSON.stringify([model, article.id, article.title, article.tags, heading, text]))}`
  }
}

function recordOf(id: string, { article, heading, text }: IndexedPassage, vector: Float32Array | undefined): PassageRecord {
  const { id: of, kind, title, tags } = article
  return { id, article: of, kind, title, heading, tags: tags.join(', '), text, ...(vector === undefined ? {} : { vector }) }
}
