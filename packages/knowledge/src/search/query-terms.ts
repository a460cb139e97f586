import { ABBREVIATIONS, STOP_WORDS } from './query-words.ts'

/** One thing that a query asks for: any of its `words` will do. A word with a space is a phrase. */
export interface QueryTerm {
  readonly words: readonly string[]
}

const LONGEST_QUERY = 2000
const MOST_TERMS = 24

/** The plain words of a text, in lower case, as the index sees them. */
export function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => word.toLowerCase())
}

/** Adds the parts of words such as CrashLoopBackOff, which people also write apart. */
export function withWordParts(text: string): string {
  const parts = [...text.matchAll(/\b[A-Za-z]*[a-z][A-Z][A-Za-z]*\b/g)].map(([word]) => splitWord(word))
  return parts.length === 0 ? text : `${text} ${[...new Set(parts)].join(' ')}`
}

function splitWord(word: string): string {
  return word.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
}

/** What a query asks for: its words without those that every question has, abbreviations with what they stand for. */
export function queryTerms(query: string): readonly QueryTerm[] {
  const seen = new Set<string>()
  const terms: QueryTerm[] = []
  for (const word of wordsOf(withWordParts(query.slice(0, LONGEST_QUERY)))) {
    if (seen.has(word) || STOP_WORDS.has(word) || (word.length < 2 && !/\d/.test(word)) || terms.length === MOST_TERMS) continue
    seen.add(word)
    terms.push({ words: [word, ...(ABBREVIATIONS[word] ?? [])] })
  }
  return terms
}
