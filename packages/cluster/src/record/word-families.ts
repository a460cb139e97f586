import { nearestWord } from '@aks-copilot/kubernetes'
import { isKnownWord } from './known-words.ts'
import { wordsOf } from './tokens.ts'

/** A whole identifier, with what it is compared to: only words of one category can be meant for each other. */
export interface Identifier {
  readonly text: string
  readonly category: string
}

/** Words whose letters are replaced alike, so that `crat` is as near to `cart` afterwards as it was before. */
export interface Family {
  /** Names it: its first word. */
  readonly id: string
  /** Letters of known words that one of the family is a slip of: they stay. */
  readonly fixed: Set<string>
}

/** Groups words that somebody could have taken for each other. A word without such a neighbour has no family. */
export function findFamilies(identifiers: readonly Identifier[]): ReadonlyMap<string, Family> {
  const parents = new Map<string, string>()
  const fixed = new Map<string, Set<string>>()
  const rootOf = (word: string): string => {
    let root = word
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root)) root = parent
    return root
  }
  for (const [left, right] of nearPairs(identifiers)) {
    const { unknown, letters } = differingWords(left, right)
    const [first] = unknown
    if (first === undefined) continue
    for (const word of unknown) if (!parents.has(word)) parents.set(word, word)
    const root = rootOf(first)
    for (const word of unknown) parents.set(rootOf(word), root)
    fixed.set(first, new Set([...(fixed.get(first) ?? []), ...letters]))
  }
  const families = new Map<string, Family>()
  for (const word of parents.keys()) {
    const id = rootOf(word)
    const family = families.get(id) ?? { id, fixed: new Set<string>() }
    for (const letter of fixed.get(word) ?? []) family.fixed.add(letter)
    families.set(id, family)
  }
  return new Map([...parents.keys()].map((word) => [word, families.get(rootOf(word)) ?? { id: word, fixed: new Set<string>() }]))
}

/** Pairs that are near in the eyes of detectors, whichever of the two is the word that was typed. */
export function* nearPairs(identifiers: readonly Identifier[]): Generator<readonly [Identifier, Identifier]> {
  const known = identifiers
    .map((identifier) => ({ identifier, mask: maskOf(identifier.text) }))
    .toSorted((left, right) => left.identifier.text.length - right.identifier.text.length)
  for (const [index, left] of known.entries()) {
    for (let other = index + 1; other < known.length; other++) {
      const right = known[other]
      if (right === undefined) break
      const most = Math.max(1, Math.floor(right.identifier.text.length / 3))
      const longer = right.identifier.text.length - left.identifier.text.length
      // Each edit adds one kind of letter at most, so that words with other letters are far.
      if (longer > most || ones(right.mask & ~left.mask) > most || ones(left.mask & ~right.mask) > most) continue
      if (areNear(left.identifier.text, right.identifier.text)) yield [left.identifier, right.identifier]
    }
  }
}

export function areNear(left: string, right: string): boolean {
  return nearestWord(left, [right]) !== undefined || nearestWord(right, [left]) !== undefined
}

function maskOf(text: string): number {
  let mask = 0
  for (const letter of text.toLowerCase()) {
    const code = letter.charCodeAt(0) - 97
    mask |= 1 << (code >= 0 && code < 26 ? code : 26 + (letter.charCodeAt(0) % 5))
  }
  return mask
}

function ones(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1
  return count
}

const LONG = 5

/** The words in which two identifiers differ, and the letters of known words among them (only within one category). */
function differingWords(left: Identifier, right: Identifier): { readonly unknown: readonly string[]; readonly letters: readonly string[] } {
  const [first, second] = [wordsOf(left.text), wordsOf(right.text)]
  let start = 0
  while (start < first.length && first[start] === second[start]) start += 1
  let end = 0
  while (end < Math.min(first.length, second.length) - start && first.at(-1 - end) === second.at(-1 - end)) end += 1
  const differing = [...first.slice(start, first.length - end), ...second.slice(start, second.length - end)]
  const knownOnes = differing.filter(isKnownWord)
  // `prod` is no slip of `pod`; long words that are nearly alike are slips wherever they stand.
  const isChance = left.category !== right.category && differing.some((word) => word.length < LONG)
  if (knownOnes.length > 0 && isChance) return { unknown: [], letters: [] }
  return { unknown: differing.filter((word) => !isKnownWord(word)), letters: Array.from(knownOnes.join('')) }
}
