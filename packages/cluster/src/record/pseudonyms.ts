import { isKnownWord } from './known-words.ts'
import { pseudonymOfIPv4, pseudonymOfIPv6 } from './pseudonym-addresses.ts'
import type { SecretRandom } from './secret-random.ts'
import { inCaseOf, replaceTokens, type TokenKind, wordsOf } from './tokens.ts'
import { areNear, type Family, findFamilies, type Identifier, nearPairs } from './word-families.ts'

/** As many letters of a Git revision are shown. */
const SHORT = 8
const LONGEST_BEGINNING = 16
const MOST_TRIES = 200
const MOST_REVISIONS = 8
const HEX = /^[\da-f]+$/

/**
 * Pseudonyms for the words, addresses and numbers of texts. One word has one pseudonym wherever it stands, so that all names that were
 * made of each other still are, also in messages; it has as many letters as the word. What differs in a slip of the pen still does: see
 * word-families.ts. Known words (known-words.ts) stay.
 */
export class Pseudonyms {
  readonly #random: SecretRandom
  readonly #kept: ReadonlySet<string>
  readonly #families: ReadonlyMap<string, Family>
  readonly #words = new Map<string, string>()
  readonly #origins = new Map<string, string>()
  readonly #others = new Map<string, string>()
  readonly #salts = new Map<string, number>()
  readonly #members = new Map<Family, string[]>()

  /** `identifiers` are those that detectors compare with each other; `kept` are words (in lower case) that stay beside the known ones. */
  constructor(random: SecretRandom, identifiers: readonly Identifier[], kept: ReadonlySet<string> = new Set()) {
    this.#random = random
    this.#kept = kept
    this.#families = findFamilies(identifiers)
    for (const [word, family] of this.#families) this.#members.set(family, [...(this.#members.get(family) ?? []), word])
    this.#settle(identifiers)
  }

  /** The text with pseudonyms in place of what tells whose it is. */
  text(text: string): string {
    return replaceTokens(text, (kind, token) => this.#token(kind, token))
  }

  /** The other way: for whoever wrote the recording, and for tests. */
  restore(text: string): string {
    let whole = text
    for (const [made, token] of this.#origins) {
      if (made.startsWith('opaque '))
        whole = whole.replaceAll(new RegExp(`${made.slice(7, 7 + SHORT)}(?![\\da-f]{4})`, 'g'), token.slice(0, SHORT))
    }
    return replaceTokens(whole, (kind, token) => {
      if (kind === 'word') return inCaseOf(token, this.#origins.get(token.toLowerCase()) ?? token.toLowerCase())
      return this.#origins.get(`${kind} ${token}`) ?? token
    })
  }

  #token(kind: TokenKind, token: string): string {
    if (kind === 'time') return token
    if (kind === 'word') return inCaseOf(token, this.#word(token.toLowerCase()))
    const key = `${kind} ${token}`
    const known = this.#others.get(key)
    if (known !== undefined) return known
    const made = this.#other(kind, token)
    this.#others.set(key, made)
    this.#origins.set(`${kind} ${made}`, token)
    return made
  }

  #other(kind: Exclude<TokenKind, 'time' | 'word'>, token: string): string {
    const random = this.#random
    switch (kind) {
      case 'uuid': {
        const hex = random.hex(token, 32)
        return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
      }
      case 'mail':
        return `mail-${random.digits(token, 6)}@${this.text(token.slice(token.indexOf('@') + 1))}`
      case 'mac':
        return `02:${random.hex(token, 10).replaceAll(/..(?=.)/g, '$&:')}`
      case 'six':
        return pseudonymOfIPv6(token, random)
      case 'four':
        return pseudonymOfIPv4(token, random)
      case 'opaque':
      case 'hmac':
        return this.#opaque(token)
      case 'number':
        return `1${random.digits(token, token.length - 1)}`
    }
  }

  /** What begins alike still does: revisions are shown by their first letters. */
  #opaque(token: string): string {
    const random = this.#random
    const isHex = HEX.test(token)
    let made = ''
    for (let length = 1; length <= Math.min(token.length, LONGEST_BEGINNING); length++) {
      const before = token.slice(0, length)
      if (isHex) made += random.hex(before, 1)
      else made += /\d$/.test(before) ? random.digits(before, 1) : random.letters(before, 1)
    }
    return made + random.hex(token, token.length - made.length)
  }

  #word(word: string): string {
    if (isKnownWord(word) || this.#kept.has(word)) return word
    const known = this.#words.get(word)
    if (known !== undefined) return known
    const family = this.#families.get(word)
    if (family !== undefined) {
      this.#chooseFor(family)
      return this.#words.get(word) ?? word
    }
    let made = word
    for (let attempt = this.#salts.get(word) ?? 0; made === word || !this.#isFree(made); attempt++)
      made = this.#random.letters(`word ${word} ${attempt}`, word.length + (attempt > MOST_TRIES ? 1 : 0))
    this.#keep(word, made)
    return made
  }

  /** One replacement of letters for all words of a family, such that each gets a word that is free. */
  #chooseFor(family: Family): void {
    const words = this.#members.get(family) ?? []
    for (let attempt = this.#salts.get(family.id) ?? 0, last = attempt + MOST_TRIES; ; attempt++) {
      const permutation = this.#random.permutation(`family ${family.id} ${attempt}`, family.fixed)
      const made = words.map((word) =>
        Array.from(word)
          .map((letter) => permutation.get(letter) ?? this.#random.letters(`letter ${letter}`, 1))
          .join(''),
      )
      const isGood = made.every((one, index) => isSlip(words[index] ?? '', family) || (one !== words[index] && this.#isFree(one)))
      if (!isGood && attempt < last) continue
      for (const [index, word] of words.entries()) this.#keep(word, made[index] ?? word)
      this.#salts.set(family.id, attempt)
      return
    }
  }

  #isFree(word: string): boolean {
    return !isKnownWord(word) && !this.#origins.has(word)
  }

  #keep(word: string, made: string): void {
    this.#words.set(word, made)
    this.#origins.set(made, word)
  }

  /** Chooses anew where two words came near each other that were not, or a pseudonym is taken. */
  #settle(identifiers: readonly Identifier[]): void {
    for (let revision = 0; revision < MOST_REVISIONS; revision++) {
      const mapped = identifiers.map(({ text, category }) => ({ text: this.text(text), category, was: text }))
      const disturbed = [...nearPairs(mapped)].filter(([left, right]) => !areNear((left as Mapped).was, (right as Mapped).was))
      if (disturbed.length === 0) return
      for (const [left] of disturbed) this.#forget((left as Mapped).was)
    }
  }

  #forget(text: string): void {
    for (const word of wordsOf(text)) {
      const family = this.#families.get(word)
      const id = family?.id ?? word
      this.#salts.set(id, (this.#salts.get(id) ?? 0) + 1)
      for (const one of family === undefined ? [word] : (this.#members.get(family) ?? [])) {
        this.#origins.delete(this.#words.get(one) ?? '')
        this.#words.delete(one)
      }
    }
  }
}

/** All its letters stand in the known word that it was meant to be: it tells no more than that one. */
function isSlip(word: string, { fixed }: Family): boolean {
  return Array.from(word).every((letter) => fixed.has(letter))
}

interface Mapped extends Identifier {
  readonly was: string
}
