import { brotliDecompressSync } from 'node:zlib'
import { PACKED_ARTICLES } from './articles.generated.ts'
import type { TaggedArticle } from './tagged-article.ts'

let unpacked: readonly TaggedArticle[] | undefined

/** The articles that come with this release; unpacked once, when first asked for (a few milliseconds). */
export function builtInArticles(): readonly TaggedArticle[] {
  unpacked ??= unpackArticles(PACKED_ARTICLES)
  return unpacked
}

/** Reads what `scripts/generate-knowledge.ts` packed: base64 of brotli of a JSON list. */
export function unpackArticles(packed: string): readonly TaggedArticle[] {
  return JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8')) as TaggedArticle[]
}
