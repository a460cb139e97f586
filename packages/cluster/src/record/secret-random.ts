import { createHmac } from 'node:crypto'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** Randomness that the same key and text give again, and that nobody without the key can. */
export class SecretRandom {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key
  }

  bytes(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest()
  }

  /** Letters from a to z. */
  letters(text: string, length: number): string {
    return this.#from(text, length, LETTERS)
  }

  digits(text: string, length: number): string {
    return this.#from(text, length, '0123456789')
  }

  hex(text: string, length: number): string {
    return this.#from(text, length, '0123456789abcdef')
  }

  /** A replacement of letters by letters; `fixed` ones stand for themselves. */
  permutation(text: string, fixed: ReadonlySet<string>): ReadonlyMap<string, string> {
    const free = Array.from(LETTERS).filter((letter) => !fixed.has(letter))
    const order = free.map((letter) => ({ letter, rank: this.bytes(`${text}/${letter}`).readUIntBE(0, 6) }))
    const shuffled = order.toSorted((left, right) => left.rank - right.rank)
    return new Map([
      ...free.map((letter, index) => [letter, shuffled[index]?.letter ?? letter] as const),
      ...[...fixed].map((letter) => [letter, letter] as const),
    ])
  }

  #from(text: string, length: number, alphabet: string): string {
    let result = ''
    const seed = this.bytes(text).toString('hex')
    for (let block = 0; result.length < length; block++) {
      for (const byte of this.bytes(`${seed}#${block}`)) result += alphabet[byte % alphabet.length] ?? ''
    }
    return result.slice(0, length)
  }
}
