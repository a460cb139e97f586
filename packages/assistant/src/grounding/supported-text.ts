import { stemOf } from './plain-english.ts'

/** Words, numbers, names with their dots, slashes and dashes. */
const TOKEN = /[\p{L}\p{N}](?:[\p{L}\p{N}_.:/@'’%-]*[\p{L}\p{N}%])?/gu
/** After these, what follows is said not to be so. */
const NEGATORS = /^(?:not|no|never|none|nothing|without|unable|neither|nor)$/
const REACH = 4

/** A text taken apart so that sentences can be held against it. */
export class SupportedText {
  readonly tokens: ReadonlySet<string>
  readonly stems: ReadonlySet<string>
  readonly text: string

  constructor(texts: readonly string[]) {
    this.text = texts.join('\n').toLowerCase()
    const tokens = new Set<string>()
    const stems = new Set<string>()
    for (const token of tokensOf(texts.join('\n'))) {
      for (const part of [token, ...token.split(/[/:@=]/), ...token.split(/[^a-z0-9]+/)]) {
        tokens.add(part)
        stems.add(stemOf(part))
      }
    }
    this.tokens = tokens
    this.stems = stems
  }

  hasToken(token: string): boolean {
    return this.tokens.has(token)
  }

  hasStem(word: string): boolean {
    return this.stems.has(stemOf(word))
  }
}

/** An image, an address, a time: what means one thing only. */
export function isExact(token: string): boolean {
  return /[:/]/.test(token)
}

/** The tokens of a text in small letters: contractions apart, quantities in one piece and one spelling. */
export function tokensOf(text: string): readonly string[] {
  return [...apart(text).matchAll(TOKEN)].map(([token]) => token)
}

const UNITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ki: 'ki kib',
    mi: 'mi mib',
    gi: 'gi gib',
    ti: 'ti tib',
    kb: 'kb',
    mb: 'mb',
    gb: 'gb',
    s: 's sec secs second seconds',
    min: 'min mins minute minutes',
    h: 'h hour hours',
    d: 'd day days',
    '%': '% percent',
  }).flatMap(([unit, spellings]) => spellings.split(' ').map((spelling): [string, string] => [spelling, unit])),
)
const QUANTITY = new RegExp(
  String.raw`(?<![\w.:/-])(\d+(?:\.\d+)?)[ -]?(${[...UNITS.keys()].toSorted((left, right) => right.length - left.length).join('|')})(?![\w/])`,
  'g',
)

function apart(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/\bcan't\b|\bcannot\b/g, 'can not')
    .replaceAll(/\bwon't\b/g, 'will not')
    .replaceAll(/n't\b/g, ' not')
    .replaceAll(/'s\b/g, ' ')
    .replaceAll(/(?<=\d),(?=\d{3}\b)/g, '')
    .replaceAll(/[×x](?=\d+\b)|(?<=\b\d+)[×x]\b/g, ' ')
    .replaceAll(/\b(\d+) of (\d+)\b/g, '$1/$2')
    .replaceAll(QUANTITY, (_, amount: string, unit: string) => `${amount}${UNITS.get(unit) ?? unit}`)
}

/** Sentences, and the halves of those that a semicolon, `but` or `because` divides: a negation does not reach beyond. */
export function clausesOf(text: string): readonly string[] {
  return text.split(/[.!?;,](?=\s|$)|\n| - |\b(?:but|because|although|while|since|however)\b/i).filter((clause) => clause.trim() !== '')
}

/** For each token, whether a negation before it reaches it. */
export function negatedIn(clause: readonly string[]): readonly boolean[] {
  let left = 0
  return clause.map((token, place) => {
    const reached = left > 0
    const isNegator = NEGATORS.test(token) || (token.startsWith('fail') && clause[place + 1] === 'to')
    left = isNegator ? REACH : Math.max(0, left - 1)
    return reached
  })
}
