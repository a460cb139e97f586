import { distance } from 'fastest-levenshtein'

/** The known name that a misspelt one was probably meant to be, when one is plausible. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const lower = name.toLowerCase()
  let best: string | undefined
  let least = Math.min(3, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const edits = distance(lower, candidate.toLowerCase())
    if (edits < least) [best, least] = [candidate, edits]
  }
  return best
}
