import { CopilotError } from '@aks-copilot/contracts'
import type { Hit, IndexedPassage } from '../search/indexed-passage.ts'
import type { Embedder } from './embedder.ts'
import { hashOf, type VectorCache } from './vector-cache.ts'
import { nearest, normalized } from './vector-search.ts'

export interface Near {
  readonly vector: Float32Array
  readonly hits: readonly Hit[]
}

export type VectorState = 'building' | 'ready' | 'failed'

const FIRST_PAUSE = 30_000
const LONGEST_PAUSE = 10 * 60_000
/** An answer must not wait longer for the vector of its question. */
const QUERY_TIMEOUT = 1500

/** Vectors of passages, made in the background when first needed; a failing endpoint is left alone for a while. */
export class VectorStore {
  readonly embedder: Embedder
  readonly #cache: VectorCache | undefined
  readonly #closed = new AbortController()
  #vectors: ReadonlyMap<IndexedPassage, Float32Array> = new Map()
  #state: VectorState = 'building'
  #message: string | undefined
  #building: Promise<void> | undefined
  #pause = FIRST_PAUSE
  #retryAt = 0
  #stale = true

  constructor(embedder: Embedder, cache: VectorCache | undefined) {
    this.embedder = embedder
    this.#cache = cache
  }

  get state(): VectorState {
    return this.#state
  }

  get message(): string | undefined {
    return this.#message
  }

  /** The passages changed: their vectors are made again before the next search by vectors; known texts cost nothing. */
  invalidate(): void {
    this.#stale = true
  }

  vectorOf(passage: IndexedPassage): Float32Array | undefined {
    return this.#vectors.get(passage)
  }

  /** Nearest passages and the vector of the query, or undefined while vectors do not serve; starts making them. */
  async search(query: string, passages: () => Iterable<IndexedPassage>, signal?: AbortSignal): Promise<Near | undefined> {
    if (performance.now() < this.#retryAt) return undefined
    if (this.#stale) {
      this.#building ??= this.#build([...passages()]).finally(() => (this.#building = undefined))
      return undefined
    }
    const bound = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(QUERY_TIMEOUT), ...(signal === undefined ? [] : [signal])])
    try {
      const [vector] = await this.embedder.embed([query.slice(0, 2000)], bound)
      this.#works()
      return vector === undefined ? undefined : { vector: normalized(vector), hits: nearest(vector, this.#vectors) }
    } catch (error) {
      signal?.throwIfAborted()
      this.#fails(error)
      return undefined
    }
  }

  /** Resolves when no vectors are being made. */
  async settled(): Promise<void> {
    await this.#building
  }

  close(): void {
    this.#closed.abort()
  }

  async #build(passages: readonly IndexedPassage[]): Promise<void> {
    this.#stale = false
    if (this.#state !== 'failed') this.#state = 'building'
    try {
      const known = (await this.#cache?.read()) ?? new Map<string, Float32Array>()
      const hashes = passages.map((passage) => hashOf(textOf(passage)))
      const missing = [
        ...new Map(passages.flatMap((passage, index) => (known.has(hashes[index] ?? '') ? [] : [[hashes[index] ?? '', textOf(passage)]]))),
      ]
      const made = await this.embedder.embed(
        missing.map(([, text]) => text),
        this.#closed.signal,
      )
      const all = new Map([...known, ...missing.map(([hash], index) => [hash, normalized(made[index] ?? new Float32Array())] as const)])
      const wanted = new Set(hashes)
      const kept = new Map([...all].filter(([hash]) => wanted.has(hash)))
      this.#vectors = new Map(
        passages.flatMap((passage, index) => {
          const vector = kept.get(hashes[index] ?? '')
          return vector === undefined ? [] : [[passage, vector]]
        }),
      )
      if (missing.length > 0) await this.#cache?.write(kept)
      this.#works()
    } catch (error) {
      this.#stale = true
      if (!this.#closed.signal.aborted) this.#fails(error)
    }
  }

  #works(): void {
    if (!this.#stale) this.#state = 'ready'
    this.#message = undefined
    this.#pause = FIRST_PAUSE
  }

  #fails(error: unknown): void {
    this.#state = 'failed'
    this.#message = error instanceof CopilotError ? error.message : `${this.embedder.name} did not answer in time.`
    this.#retryAt = performance.now() + this.#pause
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
  }
}

function textOf({ article, heading, text }: IndexedPassage): string {
  return `${article.title}\n${heading === article.title ? '' : `${heading}\n`}${text}`
}
