import type { TaggedArticle } from '../articles/tagged-article.ts'
import { splitPassages } from '../articles/split-passages.ts'

/** A section of an article with its place in the index. */
export interface IndexedPassage {
  readonly row: number
  readonly article: TaggedArticle
  readonly heading: string
  readonly text: string
}

/** A passage and how well it fits, 0 to 1. */
export interface Hit {
  readonly passage: IndexedPassage
  readonly score: number
}

/** The passages of articles, numbered from `first`. */
export function passagesOf(articles: readonly TaggedArticle[], first: number): readonly IndexedPassage[] {
  return articles
    .flatMap((article) => splitPassages(article.title, article.text).map(({ heading, text }) => ({ article, heading, text })))
    .map((passage, index) => ({ ...passage, row: first + index }))
}
