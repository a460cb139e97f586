import { distance } from 'fastest-levenshtein'

/**
 * The known word that a person most likely meant, or undefined when none is near: at most a third of the letters may differ,
 * and at least one difference must be there.
 */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of known) {
    if (candidate === word) continue
    const edits = editsBetween(word.toLowerCase(), candidate.toLowerCase())
    if (edits < bestDistance) [best, bestDistance] = [candidate, edits]
  }
  return best
}

/** Insertions, deletions and replacements; two neighbours that changed places are one edit, for that is how fingers slip. */
function editsBetween(left: string, right: string): number {
  const at = left.length === right.length ? Array.from(left).findIndex((letter, index) => letter !== right[index]) : -1
  const swapped = at < 0 ? left : `${left.slice(0, at)}${left[at + 1] ?? ''}${left[at]}${left.slice(at + 2)}`
  return swapped === right && at >= 0 ? 1 : distance(left, right)
}

const LEAST_BEGUN = 3

/** For what people type: the shortest known word that begins with theirs, else the nearest one. */
export function meantWord(word: string, known: readonly string[]): string | undefined {
  const begun = word.length < LEAST_BEGUN ? [] : known.filter((candidate) => candidate.toLowerCase().startsWith(word.toLowerCase()))
  return begun.toSorted((left, right) => left.length - right.length)[0] ?? nearestWord(word, known)
}
