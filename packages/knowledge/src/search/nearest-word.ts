import { STOP_WORDS } from './query-words.ts'

/**
 * The known word that was most likely meant by one that nobody knows; undefined where none is near. Of equally near ones the most
 * frequent. The vocabulary holds words of the same first letter: people seldom mistype that one. Short words have too many neighbours.
 */
export function nearestWord(word: string, vocabulary: ReadonlyMap<string, number>): string | undefined {
  const reach = word.length < 5 ? 0 : word.length < 8 ? 1 : 2
  if (reach === 0 || /^\d+$/.test(word) || word.length > 40) return undefined
  let best: { readonly word: string; readonly distance: number; readonly count: number } | undefined
  for (const [known, count] of vocabulary) {
    if (Math.abs(known.length - word.length) > reach || STOP_WORDS.has(known)) continue
    const distance = editDistance(word, known, best?.distance ?? reach)
    if (distance > reach || (best !== undefined && (distance > best.distance || (distance === best.distance && count <= best.count))))
      continue
    best = { word: known, distance, count }
  }
  return best?.word
}

/** Insertions, deletions, substitutions and swaps of neighbours; anything above `most` is told as `most + 1`. */
function editDistance(a: string, b: string, most: number): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    if (Math.min(...row) > most) return most + 1
    before = last
    last = row
  }
  return last[b.length] ?? most + 1
}
