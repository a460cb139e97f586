/**
 * What a text is made of, as far as pseudonyms care. In order: times (kept), UUIDs, e-mail addresses, MAC addresses, IPv6 and IPv4
 * addresses (with the length of a network's prefix), digests and other opaque runs, words (a part of `camelCase` is one), long numbers.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9}(?!\d))?)?(?:Z|[+-]\d\d:?\d\d)?|\d\d:\d\d:\d\d[.,]\d{1,9}(?!\d))`,
    String.raw`(?<uuid>(?<![\da-f])[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?![\da-f]))`,
    String.raw`(?<mail>(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)`,
    String.raw`(?<mac>(?<![\da-fA-F:])[\da-fA-F]{2}(?::[\da-fA-F]{2}){5}(?![\da-fA-F:]))`,
    String.raw`(?<six>(?<![\w:])(?:(?:[\da-fA-F]{1,4}:){7}[\da-fA-F]{1,4}|(?:[\da-fA-F]{1,4}(?::[\da-fA-F]{1,4}){0,6})?::(?:[\da-fA-F]{1,4}(?::[\da-fA-F]{1,4}){0,6})?)(?!\w|:[\w:]))`,
    String.raw`(?<four>(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)(?:\/\d{1,2}(?!\d))?)`,
    String.raw`(?<opaque>(?<![A-Za-z\d])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{20,}(?![A-Za-z\d]))`,
    String.raw`(?<hmac>(?<=hmac:)[\da-f]+)`,
    String.raw`(?<word>\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{L}+)`,
    String.raw`(?<number>(?<!\d)(?<!(?:memory|storage|cpu|capacity|threshold)[=:] ?)\d{7,}(?!\d)(?!\.?\d*(?:[KMGTPE]i\b|\s?(?:ms|[smhnu]|bytes|[kKMG]?B)\b)))`,
  ].join('|'),
  'gu',
)

export type TokenKind = 'time' | 'uuid' | 'mail' | 'mac' | 'six' | 'four' | 'opaque' | 'hmac' | 'word' | 'number'
const KINDS: readonly TokenKind[] = ['time', 'uuid', 'mail', 'mac', 'six', 'four', 'opaque', 'hmac', 'word', 'number']

/** Replaces every token of a text; what stands between tokens stays. */
export function replaceTokens(text: string, replace: (kind: TokenKind, token: string) => string): string {
  return text.replace(TOKEN, (token: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Readonly<Record<TokenKind, string | undefined>>
    const kind = KINDS.find((one) => groups[one] !== undefined)
    return kind === undefined ? token : replace(kind, token)
  })
}

/** The words of a text, in lower case. */
export function wordsOf(text: string): string[] {
  const words: string[] = []
  replaceTokens(text, (kind, token) => {
    if (kind === 'word') words.push(token.toLowerCase())
    return token
  })
  return words
}

/** Writes a word as another one was written: `CART`, `Cart`, `cart`. */
export function inCaseOf(model: string, word: string): string {
  if (model === model.toLowerCase()) return word
  if (model.length > 1 && model === model.toUpperCase()) return word.toUpperCase()
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`
}
