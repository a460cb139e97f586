/**
 * How well a text fits what was typed: higher is better, undefined: not at all. Every word must occur; a whole part counts more than letters scattered over one word,
 * the start of a word more than its middle.
 */
export function fit(text: string, typed: string): number | undefined {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const low = text.toLowerCase()
  let score = 0
  for (const word of words) {
    const one = wordFit(low, word)
    if (one === undefined) return undefined
    score += one
  }
  return score - low.length / 1000
}

function wordFit(text: string, word: string): number | undefined {
  const at = text.indexOf(word)
  if (at !== -1) return at === 0 || /[\s/:._-]/.test(text[at - 1] ?? '') ? 3 : 2
  return text.split(/\s+/).some((part) => isScattered(part, word)) ? 0.5 : undefined
}

function isScattered(text: string, word: string): boolean {
  let from = 0
  for (const letter of word) {
    const at = text.indexOf(letter, from)
    if (at === -1) return false
    from = at + 1
  }
  return word.length > 2
}
