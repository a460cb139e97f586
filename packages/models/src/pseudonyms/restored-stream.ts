import type { Pseudonyms } from './pseudonyms.ts'

/** The end of a text that may be the beginning of a pseudonym. */
const OPEN = /(?<![A-Za-z0-9])[A-Za-z]{1,7}(?:-[0-9]*x?)?$/

/** Puts names back into a text that comes in pieces, also where a pseudonym is cut in two; holds back only what may be one. */
export class RestoredStream {
  readonly #pseudonyms: Pseudonyms
  #held = ''

  constructor(pseudonyms: Pseudonyms) {
    this.#pseudonyms = pseudonyms
  }

  push(piece: string): string {
    const text = this.#held + piece
    const open = OPEN.exec(text)
    const end = open !== null && mayBegin(open[0]) ? open.index : text.length
    this.#held = text.slice(end)
    return this.#pseudonyms.restore(text.slice(0, end))
  }

  end(): string {
    const text = this.#pseudonyms.restore(this.#held)
    this.#held = ''
    return text
  }
}

const WORDS = ['name-', 'host-', 'address-', 'image-', 'mail-', 'id-']

function mayBegin(word: string): boolean {
  const lower = word.toLowerCase()
  return WORDS.some((begin) => begin.startsWith(lower) || lower.startsWith(begin))
}
