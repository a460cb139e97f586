/** Cuts a stream of text into sentences as they end. */
export class Sentences {
  #rest = ''

  /** The sentences that this piece completes. */
  push(piece: string): readonly string[] {
    this.#rest += piece
    const done: string[] = []
    for (let end = endOf(this.#rest); end > 0; end = endOf(this.#rest)) {
      done.push(this.#rest.slice(0, end).trim())
      this.#rest = this.#rest.slice(end)
    }
    return done.filter((sentence) => sentence !== '')
  }

  /** What is left when the text is over. */
  flush(): readonly string[] {
    const rest = this.#rest.trim()
    this.#rest = ''
    return rest === '' ? [] : [rest]
  }
}

/** A sentence of a model that never ends is cut here; nothing of it will be borne out. */
const LONGEST = 600
const END = /[.!?](?:["'”)\]]*(?:\s*\[E\d+\])*)(?=\s)|\n+|[。！？]/gu
const SHORT_FORM = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|approx|no)\.$|^\s*\d{1,2}\.$/i

/** Where the first sentence ends, 0 where it does not yet. Inside of backticks nothing ends but by a line. */
function endOf(text: string): number {
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length
    const before = text.slice(0, end)
    if (match[0].startsWith('\n')) return end
    if ((before.match(/`/g) ?? []).length % 2 === 1 || SHORT_FORM.test(before.trimEnd())) continue
    // `[E1]` after the full stop belongs to the sentence; wait until what follows is seen.
    const following = /^\s*(?:\[E\d+\]\s*)+/.exec(text.slice(end))?.[0] ?? ''
    return end + following.length
  }
  return text.length > LONGEST ? LONGEST : 0
}
