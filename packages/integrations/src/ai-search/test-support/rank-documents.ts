/** A document as the stand-in keeps it. */
export type StandInDocument = Readonly<Record<string, unknown>>

interface Ranking {
  readonly words: string | undefined
  readonly vector: readonly number[] | undefined
  readonly nearest: number
  readonly weights: Readonly<Record<string, number>>
}

const FIELDS = ['title', 'heading', 'tags', 'text']
const K1 = 1.2
const B = 0.75
/** Of reciprocal rank fusion. */
const OFFSET = 60

/** Documents by words, by vector, or by both ranks fused; all of them, with the score 1, where the words are `*`. */
export function ranked(
  documents: readonly StandInDocument[],
  { words, vector, nearest, weights }: Ranking,
): readonly { readonly document: StandInDocument; readonly score: number }[] {
  const lists: (readonly { readonly document: StandInDocument; readonly score: number }[])[] = []
  if (words === '*' || (words === undefined && vector === undefined)) return documents.map((document) => ({ document, score: 1 }))
  if (words !== undefined) lists.push(byScore(documents, (document) => bm25(document, documents, wordsOf(words), weights)))
  if (vector !== undefined) lists.push(byScore(documents, (document) => 1 / (2 - cosine(vector, numbersOf(document)))).slice(0, nearest))
  if (lists.length === 1) return lists[0] ?? []
  const fused = new Map<StandInDocument, number>()
  for (const list of lists)
    for (const [rank, { document }] of list.entries()) fused.set(document, (fused.get(document) ?? 0) + 1 / (OFFSET + rank + 1))
  return [...fused].map(([document, score]) => ({ document, score })).toSorted((a, b) => b.score - a.score)
}

function byScore(
  documents: readonly StandInDocument[],
  scoreOf: (document: StandInDocument) => number,
): readonly { readonly document: StandInDocument; readonly score: number }[] {
  return documents
    .map((document) => ({ document, score: scoreOf(document) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
}

function bm25(
  document: StandInDocument,
  all: readonly StandInDocument[],
  query: readonly string[],
  weights: Readonly<Record<string, number>>,
): number {
  let sum = 0
  for (const field of FIELDS) {
    const words = wordsOf(document[field])
    const usual = all.reduce((total, one) => total + wordsOf(one[field]).length, 0) / all.length
    for (const word of new Set(query)) {
      const count = words.filter((one) => one === word).length
      const holding = all.filter((one) => wordsOf(one[field]).includes(word)).length
      const rarity = Math.log(1 + (all.length - holding + 0.5) / (holding + 0.5))
      sum += (weights[field] ?? 1) * rarity * ((count * (K1 + 1)) / (count + K1 * (1 - B + (B * words.length) / (usual || 1))))
    }
  }
  return sum
}

function wordsOf(text: unknown): readonly string[] {
  const words = typeof text === 'string' ? (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) : []
  return words.map((word) => (word.length > 3 ? word.replace(/s$/, '') : word))
}

function numbersOf({ vector }: StandInDocument): readonly number[] {
  return Array.isArray(vector) ? vector.filter((value) => typeof value === 'number') : []
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const inner = a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
  return inner / (Math.hypot(...a) * Math.hypot(...b) || 1)
}
