/**
 * How many tokens a text has at most, for a tokenizer that is not at hand. Byte-pair tokenizers with a vocabulary of 50,000 and more
 * were measured (tests); prose is overestimated by about a third, identifiers and other scripts by more. Never too few: a prompt
 * that does not fit fails as a whole.
 */
export function estimateTokens(text: string): number {
  let tokens = 0
  for (const [run] of text.matchAll(RUNS)) tokens += tokensOf(run)
  return Math.ceil(tokens)
}

/** One pass, for a log line may be long: letters, digits and what stands in keys; white space; one sign; anything that is not ASCII. */
const RUNS = /[\w+/=]+|[ \t]+|\s+|[!-.:-@[-`{-~]|[^\p{ASCII}]/gu

const WORDS = /[A-Z]?[a-z]+|[A-Z]+|[0-9]|[_+/=]/g

const VOWELS = /[aeiouy]/g

function tokensOf(run: string): number {
  const code = run.codePointAt(0) ?? 0
  if (code > 127) return foreignTokens(code)
  if (/^[\w+/=]/.test(run)) return isKey(run) ? run.length * 0.95 : sum(run.match(WORDS) ?? [])
  // A single space belongs to the word after it.
  if (run === ' ') return 0.2
  return /^[ \t]/.test(run) ? 1 + run.length / 16 : run.length === 1 ? 1 : 1 + run.length / 4
}

/** Random characters, as in keys and checksums, are no words of any vocabulary. */
function isKey(run: string): boolean {
  return run.length >= 20 && /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9]/.test(run)
}

function sum(words: readonly string[]): number {
  let tokens = 0
  for (const word of words) tokens += wordTokens(word)
  return tokens
}

/** A character of another script has at most as many tokens as bytes; Chinese, Japanese and Korean are in every vocabulary. */
function foreignTokens(code: number): number {
  if (code < 0x0600) return 2
  const common = (code >= 0x3000 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7af)
  return common ? 2 : code < 0x10000 ? 3 : 4
}

/** Words are known; what has hardly a vowel is a hash or an abbreviation and falls into pairs of letters. */
function wordTokens(word: string): number {
  if (word.length <= 3) return word.length <= 2 ? 1 : 1.5
  if (/^[A-Z]+$/.test(word)) return word.length / 1.8
  const vowels = word.toLowerCase().match(VOWELS)?.length ?? 0
  return vowels / word.length >= 0.25 ? Math.max(1, word.length / 3.5) : word.length / 1.8
}
