/** A question cut into words, each with what stood in it and how it compares. */
export interface Word {
  /** As it was typed, without punctuation around it. */
  readonly text: string
  /** In small letters without accents. */
  readonly plain: string
  /** Where it begins in the question. */
  readonly at: number
  /** It stood in quotes or backticks: a name, whatever it means otherwise. */
  readonly quoted: boolean
}

/** Nobody types more; what is longer is pasted. */
const MOST_WORDS = 200
const QUOTES = new Set(['"', "'", '`', '“', '”', '‘', '’', '«', '»', '„'])
const WORD = /\p{Script=Han}+|[\p{L}\p{N}](?:[\p{L}\p{N}._:/@*-]*[\p{L}\p{N}*])?/gu

/** Cuts a question into words. Names such as `shop/cart`, `web-5d9f` and `app=1` keep together as far as they hold no blank. */
export function questionWords(question: string): readonly Word[] {
  const words: Word[] = []
  for (const match of splitHan(question)) {
    words.push({
      text: match.text,
      plain: plainText(match.text),
      at: match.at,
      quoted: QUOTES.has(question[match.at - 1] ?? '') && QUOTES.has(question[match.at + match.text.length] ?? ''),
    })
    if (words.length === MOST_WORDS) break
  }
  return words
}

/** Chinese writes names and words without a blank between them. */
function* splitHan(question: string): Iterable<{ readonly text: string; readonly at: number }> {
  for (const { 0: text, index } of question.matchAll(WORD))
    for (const part of text.matchAll(/\p{Script=Han}+|[^\p{Script=Han}]+/gu)) yield { text: part[0], at: index + part.index }
}

/** Small letters, no accents, no control characters, one blank between words: how questions are compared with phrases. */
export function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\p{Mn}]/gu, '')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replaceAll(/[‘’`´]/g, "'")
    .toLowerCase()
    .trim()
}

const CONTRACTED = /\b(is|are|was|were|do|does|did|have|has|had|ca|wo|could|would|should)nt\b/g
const SLIPS: Readonly<Record<string, string>> = {
  wich: 'which',
  whihc: 'which',
  wat: 'what',
  waht: 'what',
  whats: "what's",
  hows: "how's",
  whos: "who's",
  wheres: "where's",
  wy: 'why',
  whe: 'when',
  chnaged: 'changed',
  chagned: 'changed',
  restrats: 'restarts',
  erors: 'errors',
  helthy: 'healthy',
  heatlhy: 'healthy',
  runing: 'running',
  stauts: 'status',
  staus: 'status',
  borken: 'broken',
  deployd: 'deployed',
  memroy: 'memory',
}

/** Question words as they are spelled: `wich` and `isnt` as fast fingers leave them out. For what is left of a question without its names. */
export function wholeWords(plain: string): string {
  return plain
    .replaceAll(CONTRACTED, "$1n't")
    .replaceAll(/\blog(?:s|ged|ging)? (?:in|into|on)\b(?= to\b| \W|$| ·| ,|\W)/g, 'login')
    .replaceAll(/\p{L}+/gu, (word) => SLIPS[word] ?? word)
}
