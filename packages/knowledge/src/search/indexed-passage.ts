import { isFence, splitPassages } from '../articles/split-passages.ts'
import type { TaggedArticle } from '../articles/tagged-article.ts'

const MOST_EXAMPLE = 1500

/** A section of an article with its place in the index. */
export interface IndexedPassage {
  readonly row: number
  readonly article: TaggedArticle
  readonly heading: string
  /** Markdown, as it is quoted. */
  readonly text: string
  /** The text without its fenced blocks. */
  readonly prose: string
  /** The beginning of its fenced blocks, and of those of following sections that are nothing but an example. */
  readonly examples: string
}

/** A passage and how well it fits, 0 to 1. */
export interface Hit {
  readonly passage: IndexedPassage
  readonly score: number
}

/** The passages of articles, numbered from `first`. An example alone answers nothing: its words lead to the passage before it. */
export function passagesOf(articles: readonly TaggedArticle[], first: number): readonly IndexedPassage[] {
  const drafts = articles.flatMap((article) => draftsOf(article))
  return drafts.map(({ codes, ...draft }, index) => ({ ...draft, row: first + index, examples: codes.join('\n').slice(0, MOST_EXAMPLE) }))
}

type Draft = Omit<IndexedPassage, 'row' | 'examples'> & { readonly codes: string[] }

function draftsOf(article: TaggedArticle): readonly Draft[] {
  const drafts: Draft[] = []
  for (const { heading, text } of splitPassages(article.title, article.text)) {
    const [prose, code] = partsOf(text)
    const before = drafts.at(-1)
    if (prose === '' && before !== undefined) before.codes.push(code)
    else drafts.push({ article, heading, text, prose, codes: [code] })
  }
  return drafts
}

/** The prose of a passage, and what stands in its fenced blocks. */
function partsOf(text: string): readonly [prose: string, code: string] {
  if (!text.includes('```') && !text.includes('~~~')) return [text, '']
  const prose: string[] = []
  const code: string[] = []
  let fenced = false
  for (const line of text.split('\n')) {
    if (isFence(line)) fenced = !fenced
    else (fenced ? code : prose).push(line)
  }
  return [prose.join('\n').trim(), code.join('\n')]
}
