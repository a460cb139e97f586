import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { TaggedArticle } from '../articles/tagged-article.ts'
import type { Hit, IndexedPassage } from './indexed-passage.ts'
import { nearestWord } from './nearest-word.ts'
import { queryTerms, type QueryTerm, withWordParts, wordsOf } from './query-terms.ts'

/** Rows where a term stands, and how much a match there says: in a title more than in a text, there more than in an example. */
interface TermRows {
  readonly shares: ReadonlyMap<number, number>
  /** The same, without what all passages of an article share: its title and tags. */
  readonly own: ReadonlyMap<number, number>
  readonly weight: number
}

const COLUMNS = [
  { columns: '{title tags}', share: 1, own: false },
  { columns: '{heading}', share: 1, own: true },
  { columns: '{body}', share: 0.62, own: true },
  { columns: '{code}', share: 0.3, own: true },
] as const
const MOST_CANDIDATES = 3000
/** A word that stands nowhere is often the name of something: it speaks less against a passage than a rare word that it lacks. */
const UNKNOWN_WORD_WEIGHT = 0.9
const MOST_REMEMBERED = 2000
const MISSPELT_SHARE = 0.9
/** Holding half of what was asked for is less than half an answer. */
const STRICTNESS = 1.7

/** Full-text search by SQLite's FTS5: BM25 with weights for the columns, English stems, misspelt words taken for the nearest known one. */
export class LexicalIndex {
  readonly #database: DatabaseSync
  readonly #passages = new Map<number, IndexedPassage>()
  readonly #rank: StatementSync
  readonly #rows: StatementSync
  readonly #known = new Map<string, TermRows>()
  readonly #meant = new Map<string, string | undefined>()
  /** Words with their counts, by first letter. */
  #vocabulary: ReadonlyMap<string, ReadonlyMap<string, number>> | undefined

  constructor(database: DatabaseSync) {
    this.#database = database
    database.exec(
      "CREATE VIRTUAL TABLE passages USING fts5(title, heading, tags, body, code, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2')",
    )
    this.#rank = database.prepare(
      `SELECT rowid AS row, -bm25(passages, 6.0, 4.0, 5.0, 1.0, 0.4) AS fit FROM passages WHERE passages MATCH ? ORDER BY fit DESC LIMIT ${MOST_CANDIDATES}`,
    )
    this.#rows = database.prepare('SELECT rowid AS row FROM passages WHERE passages MATCH ?')
  }

  get passages(): Iterable<IndexedPassage> {
    return this.#passages.values()
  }

  add(passages: readonly IndexedPassage[]): void {
    const insert = this.#database.prepare('INSERT INTO passages(rowid, title, heading, tags, body, code) VALUES (?, ?, ?, ?, ?, ?)')
    this.#database.exec('BEGIN')
    for (const passage of passages) {
      const { article, heading, prose, examples } = passage
      insert.run(
        passage.row,
        withWordParts(`${article.title} ${article.id.slice(article.id.indexOf('/') + 1)}`),
        heading === article.title ? '' : withWordParts(heading),
        withWordParts(article.tags.join(' ')),
        withWordParts(prose),
        examples,
      )
      this.#passages.set(passage.row, passage)
    }
    this.#database.exec('COMMIT')
    this.#forget()
  }

  remove(passages: Iterable<IndexedPassage>): void {
    const remove = this.#database.prepare('DELETE FROM passages WHERE rowid = ?')
    this.#database.exec('BEGIN')
    for (const { row } of passages) {
      remove.run(row)
      this.#passages.delete(row)
    }
    this.#database.exec('COMMIT')
    this.#forget()
  }

  /** One passage of each article, best article first. The score is the share of what was asked for that the passage holds, by the weight of the words, tempered by BM25. */
  search(query: string, wanted: (passage: IndexedPassage) => boolean): readonly Hit[] {
    const terms = queryTerms(query).map((term) => this.#spelt(term))
    const whole = terms.reduce((sum, { rows }) => sum + rows.weight, 0)
    const words = terms.filter(({ rows }) => rows.shares.size > 0)
    if (words.length === 0) return []
    const candidates = this.#rank.all(matchOf(words.map(({ term }) => term))).flatMap(({ row, fit }) => {
      const passage = this.#passages.get(Number(row))
      return passage !== undefined && wanted(passage) ? [{ passage, fit: Number(fit) }] : []
    })
    const best = candidates[0]?.fit ?? 1
    const sum = (passage: IndexedPassage, of: 'shares' | 'own'): number =>
      words.reduce((held, { rows, share }) => held + rows.weight * share * (rows[of].get(passage.row) ?? 0), 0)
    return bestOfEach(
      candidates.map(({ passage, fit }) => ({
        passage,
        score: ((sum(passage, 'shares') / whole) * (0.55 + 0.45 * (fit / best))) ** STRICTNESS,
        own: sum(passage, 'own'),
      })),
    )
  }

  #forget(): void {
    this.#known.clear()
    this.#meant.clear()
    this.#vocabulary = undefined
  }

  #spelt(term: QueryTerm): { readonly term: QueryTerm; readonly rows: TermRows; readonly share: number } {
    const rows = this.#rowsOf(term)
    if (rows.shares.size > 0) return { term, rows, share: 1 }
    const meant = this.#meantBy(term.words[0] ?? '')
    if (meant === undefined) return { term, rows, share: 0 }
    const other: QueryTerm = { words: [meant] }
    return { term: other, rows: this.#rowsOf(other), share: MISSPELT_SHARE }
  }

  #meantBy(word: string): string | undefined {
    if (this.#meant.has(word)) return this.#meant.get(word)
    this.#vocabulary ??= vocabularyOf(this.#passages.values())
    const meant = nearestWord(word, this.#vocabulary.get(word.charAt(0)) ?? new Map())
    if (this.#meant.size > MOST_REMEMBERED) this.#meant.clear()
    this.#meant.set(word, meant)
    return meant
  }

  #rowsOf(term: QueryTerm): TermRows {
    const key = term.words.join('|')
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const shares = new Map<number, number>()
    const owns = new Map<number, number>()
    for (const { columns, share, own } of COLUMNS) {
      for (const { row } of this.#rows.all(`${columns} : (${matchOf([term])})`)) {
        if (!shares.has(Number(row))) shares.set(Number(row), share)
        if (own && !owns.has(Number(row))) owns.set(Number(row), share)
      }
    }
    const rarity = Math.log(1 + this.#passages.size / (1 + shares.size))
    const rows = { shares, own: owns, weight: shares.size === 0 ? rarity * UNKNOWN_WORD_WEIGHT : rarity }
    if (this.#known.size > MOST_REMEMBERED) this.#known.clear()
    this.#known.set(key, rows)
    return rows
  }
}

/** The score of an article is that of its best passage; what is shown is the passage that itself says most of what was asked for. */
function bestOfEach(candidates: readonly (Hit & { readonly own: number })[]): readonly Hit[] {
  const articles = new Map<TaggedArticle, Hit & { readonly own: number }>()
  for (const candidate of candidates) {
    const { article } = candidate.passage
    const before = articles.get(article)
    const score = Math.max(candidate.score, before?.score ?? 0)
    articles.set(article, { ...(before === undefined || says(candidate, before) ? candidate : before), score })
  }
  return [...articles.values()].map(({ passage, score }) => ({ passage, score })).toSorted((a, b) => b.score - a.score)
}

function says(one: Hit & { readonly own: number }, other: Hit & { readonly own: number }): boolean {
  return one.own === other.own ? one.passage.row < other.passage.row : one.own > other.own
}

/** Words and phrases as FTS5 reads them. They consist of letters and digits, so nothing in a question reaches FTS5's own language. */
function matchOf(terms: readonly QueryTerm[]): string {
  return terms.flatMap(({ words }) => words.map((word) => `"${word}"`)).join(' OR ')
}

function vocabularyOf(passages: Iterable<IndexedPassage>): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const letters = new Map<string, Map<string, number>>()
  for (const { article, heading, prose } of passages) {
    for (const word of wordsOf(`${article.title} ${article.tags.join(' ')} ${heading} ${prose}`)) {
      const counts = letters.get(word.charAt(0)) ?? new Map<string, number>()
      counts.set(word, (counts.get(word) ?? 0) + 1)
      letters.set(word.charAt(0), counts)
    }
  }
  return letters
}
