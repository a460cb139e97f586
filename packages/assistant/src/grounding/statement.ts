import { BROKEN, isGlue, meaningOf } from './concepts.ts'
import { isPlainWord, stemOf } from './plain-english.ts'
import { isExact, negatedIn, tokensOf } from './supported-text.ts'

/**
 * What a statement is in the story: `state` that something is broken and since when, `cause` why, `effect` what follows, `reach` whom it
 * touches, `change` what was changed before, `step` what to do, `article` what is written about it, `line` any other line of the answer,
 * `stranger` what a log or an event says.
 */
export type Role = 'state' | 'cause' | 'effect' | 'reach' | 'change' | 'step' | 'article' | 'line' | 'stranger'

export interface StatementFields {
  readonly text: string
  readonly role: Role
  /** The bare name of what it is about; empty where nobody can tell. */
  readonly about: string
  /** The citations that bear it out, such as `[E1]`. */
  readonly marks?: readonly string[]
  /** It is over. */
  readonly isPast?: boolean
}

/** A word in its place, and whether it is denied there. */
interface Word {
  readonly token: string
  readonly isNegated: boolean
}

const COPULA = /^(?:is|are|was|were|reached|reaches)$/

/** One thing that the evidence says. A part of a sentence is true where one statement says all of it. */
export class Statement {
  readonly role: Role
  readonly about: string
  readonly marks: readonly string[]
  readonly isPast: boolean
  readonly text: string
  readonly #words: readonly Word[]
  readonly #tokens = new Set<string>()
  readonly #stems = new Set<string>()
  readonly #meanings = new Set<string>()

  constructor({ text, role, about, marks = [], isPast = false }: StatementFields) {
    this.role = role
    this.about = about.toLowerCase()
    this.marks = marks
    this.isPast = isPast
    this.text = text.toLowerCase()
    this.#words = wordsOf(text)
    for (const { token, isNegated } of this.#words) {
      for (const part of [token, ...token.split(/[^a-z0-9.]+/), ...token.split(/[/@=]/)].filter((one) => one !== '')) {
        if (part !== token && /^[\d.]+$/.test(part)) continue
        this.#tokens.add(part)
        this.#stems.add(stemOf(part))
      }
      const parts = /[\d:/]/.test(token) ? [token] : [token, ...token.split(/[^a-z]+/)]
      for (const part of parts.filter((one) => one !== '')) this.#meanings.add(said(part, isNegated))
    }
  }

  /** Why it does not say what this part of a sentence says; undefined where it does. */
  objectionTo(part: string): string | undefined {
    const words = wordsOf(part)
    for (const word of words) {
      const objection = this.#objectionToWord(word)
      if (objection !== undefined) return objection
    }
    return this.#wrongNumber(words) ?? this.#wrongOrder(words) ?? this.#wrongEnd(words)
  }

  /** Where in it this part of a sentence stands, 0 to 1: an explanation stands behind what it explains. */
  placeOf(part: string): number {
    const telling = wordsOf(part)
      .map(({ token }) => token)
      .filter((token) => !isGlue(token))
    const places = telling.map((token) => this.#words.findLastIndex((word) => word.token === token)).filter((place) => place >= 0)
    return places.length === 0 ? 0 : places.reduce((sum, place) => sum + place, 0) / places.length / this.#words.length
  }

  #objectionToWord({ token, isNegated }: Word): string | undefined {
    if (isGlue(token)) return undefined
    const isNumber = /^\d/.test(token)
    if (isNumber) return this.#hasNumber(token) ? undefined : `${token} is not said of it`
    const isWord = /^[a-z][a-z'-]*$/.test(token)
    if (!isWord || !isPlainWord(token)) {
      if (this.#tokens.has(token)) return undefined
      return isWord && !/\d/.test(token) && this.#stems.has(stemOf(token)) ? undefined : `“${token}” is not said of it`
    }
    if (this.#meanings.has(said(token, isNegated))) return undefined
    if (this.#meanings.has(said(token, !isNegated))) return `the evidence says the contrary of “${token}”`
    // A dash joins: `read-only`, `client-side`.
    return token.includes('-') &&
      token.split('-').every((half) => half === '' || this.#objectionToWord({ token: half, isNegated }) === undefined)
      ? undefined
      : `“${token}” is not said of it`
  }

  #hasNumber(token: string): boolean {
    return this.#words.some((word) => word.token === token || isClockOf(token, word.token))
  }

  /** A number counts or measures what it does here: beside it stands one of the words that stand beside it here. */
  #wrongNumber(words: readonly Word[]): string | undefined {
    const told = words.map(({ token }) => token).filter((token) => !isGlue(token))
    const own = this.#words.map(({ token }) => token).filter((token) => !isGlue(token))
    for (const [place, token] of told.entries()) {
      if (!/^\d/.test(token) || token.includes(':')) continue
      const reach = /^[\d.]+$/.test(token) ? 1 : 2
      const here = new Set(own.flatMap((one, at) => (one === token ? besideIn(own, at, 1) : [])))
      if (here.size > 0 && !besideIn(told, place, reach).some((concept) => here.has(concept)))
        return `the number ${token} means something else in the evidence`
    }
    return this.#wrongMeasure(words, own)
  }

  /** `the limit is 24Mi`: what is measured stands by the number here, too. */
  #wrongMeasure(words: readonly Word[], own: readonly string[]): string | undefined {
    const at = words.findIndex(({ token }, place) => /^\d/.test(token) && COPULA.test(words[place - 1]?.token ?? ''))
    const number = words[at]?.token
    const measured = words.slice(0, Math.max(0, at)).find(({ token }) => !isGlue(token) && isPlainWord(token))
    if (number === undefined || measured === undefined || number.includes(':')) return undefined
    const here = own.flatMap((one, place) => (one === number ? besideIn(own, place, 2) : []))
    return here.includes(meaningOf(measured.token).concept) ? undefined : `${number} measures something else in the evidence`
  }

  /** Two of a kind keep their order: who calls whom, from what to what, so many of so many. */
  #wrongOrder(words: readonly Word[]): string | undefined {
    if (this.role === 'reach') return undefined
    const shapes = new Map<string, string[]>()
    for (const [place, { token }] of words.entries()) {
      const shape = this.#shapeOf(token)
      if (shape === undefined || words[place - 1]?.token === 'of' || words[place - 2]?.token === 'of') continue
      const known = shapes.get(shape) ?? []
      if (shape !== 'time' || !known.includes(token)) shapes.set(shape, [...known, token])
    }
    for (const [shape, tokens] of shapes) {
      let at = 0
      for (const token of tokens) {
        const found = this.#words.findIndex(
          (word, place) => place >= at && this.#shapeOf(word.token) === shape && isPartOf(token, word.token),
        )
        if (found < 0) return `${tokens.join(' and ')} stand the other way round in the evidence`
        at = found + 1
      }
    }
    return undefined
  }

  #shapeOf(token: string): string | undefined {
    if (isGlue(token)) return undefined
    if (/^\d+:\d\d/.test(token)) return 'time'
    if (/^\d/.test(token)) return 'number'
    if (isExact(token) && token.includes(':')) return 'image'
    return isPlainWord(token) || !this.#tokens.has(token) ? undefined : 'name'
  }

  /** What was before a change is not told as what is. */
  #wrongEnd(words: readonly Word[]): string | undefined {
    const [, before] = /(\S+) (?:→|->) \S/.exec(this.text) ?? []
    if (before === undefined || this.role === 'state' || this.role === 'cause') return undefined
    const [after] = tokensOf(/→ (\S+)/.exec(this.text)?.[1] ?? '')
    const old = tokensOf(before)[0]
    const tokens = words.map(({ token }) => token)
    const [atOld, atNew] = [old === undefined ? -1 : tokens.indexOf(old), after === undefined ? -1 : tokens.indexOf(after)]
    if (atOld >= 0 && !/^(?:from|previously|previous|before|earlier|was|image)$/.test(tokens[atOld - 1] ?? '') && atNew < 0)
      return `${old ?? ''} is what was before`
    if (atOld >= 0 && atNew < 0 && tokens[atOld - 1] !== 'from') return `${old ?? ''} is what was before`
    if (atNew >= 0 && tokens[atNew - 1] === 'from') return `${after ?? ''} is what came after`
    if (atOld >= 0 && tokens[atOld - 1] === 'to') return `${old ?? ''} is what was before`
    return undefined
  }
}

/** What a part of a sentence claims: a deed or a state (with names and times alone nothing is said), and whether anything beyond that something is wrong. */
export function tellsOf(part: string, names: ReadonlyMap<string, unknown>): { readonly isTelling: boolean; readonly isVague: boolean } {
  const telling = wordsOf(part).filter(({ token }) => !isGlue(token))
  const deeds = telling.filter(({ token }) => /^[a-z][a-z'-]*$/.test(token) && !names.has(token) && !IDLE.has(meaningOf(token).concept))
  return {
    isTelling: deeds.some(({ token }) => isPlainWord(token)) || (deeds.length > 0 && telling.length > 1),
    isVague: telling.every(({ token, isNegated }) => isPlainWord(token) && !isNegated && meaningOf(token).concept === BROKEN),
  }
}

/** Concepts that say of a thing only which it is or when. */
const IDLE: ReadonlySet<string> = new Set(
  [
    'before',
    'since',
    'ago',
    'time',
    'image',
    'service',
    'node',
    'namespace',
    'label',
    'volume',
    'secret',
    'job',
    'variable',
    'key',
    'container',
  ].map((word) => meaningOf(word).concept),
)

/** What the words beside a place mean, without other numbers. */
function besideIn(tokens: readonly string[], place: number, reach: number): readonly string[] {
  return tokens
    .slice(Math.max(0, place - reach), place + reach + 1)
    .filter((token) => !/^\d/.test(token))
    .map((token) => meaningOf(token).concept)
}

function said(token: string, isNegated: boolean): string {
  const { concept, isContrary } = meaningOf(token)
  return `${isNegated === isContrary ? '+' : '-'}${concept}`
}

/** `18:11` of `18:11:54`, `18:11:54` of `2026-11-22t18:11:54z`. */
function isClockOf(token: string, known: string): boolean {
  const clock = /^(?:\d{4}-\d{2}-\d{2}t)?(\d{1,2}:\d{2}(?::\d{2})?)z?$/.exec(token)?.[1]
  return clock !== undefined && (known === clock || known.startsWith(`${clock}:`) || known.includes(`t${clock}`))
}

function isPartOf(token: string, known: string): boolean {
  return token === known || isClockOf(token, known) || stemOf(token) === stemOf(known) || known.split(/[/@=]/).includes(token)
}

/** A negation does not reach over a comma, a colon or a bracket. */
function wordsOf(text: string): readonly Word[] {
  return text.split(/[,:;()"“”](?=\s|$)|(?<=\s)["(“]|\band\b/).flatMap((piece) => {
    const tokens = tokensOf(piece)
    const negated = negatedIn(tokens)
    return tokens.map((token, place) => ({ token, isNegated: negated[place] === true }))
  })
}
