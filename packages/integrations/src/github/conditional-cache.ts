import { createHash } from 'node:crypto'
import { ByteCache } from './byte-cache.ts'

interface KnownAnswer {
  readonly etag: string
  readonly data: unknown
}

const CACHED_BYTES = 4 * 1024 * 1024
/** What is polled is small. */
const MOST_BYTES = 256 * 1024
/** What an entry costs beside its text. */
const OVERHEAD = 512

/**
 * What GitHub answered to requests that come again and again, by the tag that it gave: asked with the tag, it says that nothing changed, and
 * does not count that. Its tags differ by token, and what one token may see another may not: each entry is for one token, which it does not hold.
 */
export class ConditionalCache {
  readonly #known = new ByteCache<KnownAnswer>(CACHED_BYTES)

  /** Under what the answer to a request is kept. */
  keyOf(token: string, route: string, parameters: Readonly<Record<string, unknown>>): string {
    return createHash('sha256')
      .update(JSON.stringify([token, route, parameters]))
      .digest('base64')
  }

  get(key: string): KnownAnswer | undefined {
    return this.#known.get(key)
  }

  /** Keeps an answer in place of the one before it; without a tag, neither. */
  keep(key: string, etag: string | undefined, data: unknown): void {
    const bytes = JSON.stringify(data).length
    if (etag === undefined || bytes > MOST_BYTES) this.#known.delete(key)
    else this.#known.set(key, { etag, data }, bytes + OVERHEAD)
  }
}
