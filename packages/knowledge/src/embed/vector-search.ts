import type { TaggedArticle } from '../articles/tagged-article.ts'
import type { Hit, IndexedPassage } from '../search/indexed-passage.ts'

/** The vector with length 1, so that the inner product is the cosine. */
export function normalized(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}

/**
 * Passages by cosine, best first; every vector is looked at. The score says how far a passage stands out of all others: models differ in
 * how near they put texts that have nothing in common.
 */
export function nearest(query: Float32Array, vectors: ReadonlyMap<IndexedPassage, Float32Array>): readonly Hit[] {
  const wanted = normalized(query)
  const cosines = [...vectors].map(([passage, vector]) => ({ passage, cosine: inner(wanted, vector) }))
  const usual = cosines.reduce((sum, { cosine }) => sum + cosine, 0) / Math.max(cosines.length, 1)
  return cosines
    .map(({ passage, cosine }) => ({ passage, score: usual >= 1 ? 0 : Math.min(1, Math.max(0, (cosine - usual) / (1 - usual))) }))
    .toSorted((a, b) => b.score - a.score)
}

function inner(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}

const RANK_OFFSET = 60
const MOST_OF_EACH = 50

/** Reciprocal rank fusion of articles: what both lists have near the top comes first. The score is the better one of the two. */
export function fused(...lists: readonly (readonly Hit[])[]): readonly Hit[] {
  const joined = new Map<
    TaggedArticle,
    { readonly passage: IndexedPassage; readonly first: number; readonly rank: number; readonly score: number }
  >()
  for (const hits of lists) {
    for (const [index, { passage, score }] of oneOfEach(hits).slice(0, MOST_OF_EACH).entries()) {
      const before = joined.get(passage.article)
      joined.set(passage.article, {
        passage: before !== undefined && before.first <= index ? before.passage : passage,
        first: Math.min(index, before?.first ?? index),
        rank: (before?.rank ?? 0) + 1 / (RANK_OFFSET + index),
        score: Math.max(score, before?.score ?? 0),
      })
    }
  }
  return [...joined.values()].toSorted((a, b) => b.rank - a.rank).map(({ passage, score }) => ({ passage, score }))
}

function oneOfEach(hits: readonly Hit[]): readonly Hit[] {
  const seen = new Set<TaggedArticle>()
  return hits.filter(({ passage: { article } }) => !seen.has(article) && seen.add(article))
}
