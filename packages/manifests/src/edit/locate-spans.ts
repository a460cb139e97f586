import { SPAN, type Spans } from '../source/spans.ts'
import { parseIndex, parsePointer } from './json-pointer.ts'
import { createLocator, type Location } from './locate.ts'
import { lineEnd } from './text-lines.ts'

type Range = Pick<Location, 'start' | 'end'>

/**
 * Finds where JSON Pointers are, in a document whose spans were kept: without reading the text again. The answers are those of
 * `createLocator`, which is asked where spans do not tell enough.
 */
export function createSpanLocator(text: string, spans: Spans): (pointer: string) => Range | undefined {
  let slow: ReturnType<typeof createLocator> | undefined
  return (pointer) => {
    const tokens = parsePointer(pointer)
    const range = tokens === undefined ? undefined : new SpanWalk(text, spans).find(tokens)
    return range ?? (slow ??= createLocator(text))(pointer)
  }
}

/** One walk down to a pointer. Positions are indexes into the spans. */
class SpanWalk {
  readonly #text: string
  readonly #spans: Spans

  constructor(text: string, spans: Spans) {
    this.#text = text
    this.#spans = spans
  }

  find(tokens: readonly string[]): Range | undefined {
    let node = 0
    let key = -1
    for (const token of tokens) {
      const kind = this.#spans[node]
      if (kind === SPAN.mapping || kind === SPAN.flowMapping) {
        const found = this.#value(node, token)
        if (found === undefined) return undefined
        if (found < 0) break
        ;[key, node] = [found - 3, found]
      } else if (kind === SPAN.sequence || kind === SPAN.flowSequence) {
        const item = this.#item(node, parseIndex(token) ?? -1)
        if (item < 0) break
        ;[key, node] = [-1, item]
      } else break
    }
    return this.#describe(node, key)
  }

  /** The value of a key; negative where there is none, undefined where a key can't be compared as it stands. */
  #value(mapping: number, token: string): number | undefined {
    let found = -1
    for (let at = mapping + 3; this.#spans[at] !== SPAN.end; at = this.#after(at + 3)) {
      const word = this.#word(at)
      if (word === undefined) return undefined
      if (word === token) found = at + 3
    }
    return found
  }

  /** The text of a key, where it is written without escapes. */
  #word(at: number): string | undefined {
    if (this.#spans[at] !== SPAN.scalar) return undefined
    const word = this.#text.slice(this.#spans[at + 1], this.#spans[at + 2])
    const quoted = word.startsWith('"') || word.startsWith("'")
    if (word === '<<' || word.includes('\n') || (quoted && (word.includes('\\') || word.slice(1, -1).includes("'")))) return undefined
    return quoted ? word.slice(1, -1) : word
  }

  #item(sequence: number, index: number): number {
    let at = sequence + 3
    for (let count = 0; this.#spans[at] !== SPAN.end; count += 1) {
      if (count === index) return at
      at = this.#after(at)
    }
    return -1
  }

  /** The span behind a node and everything in it. */
  #after(node: number): number {
    let depth = 0
    let at = node
    do {
      const kind = this.#spans[at]
      if (kind === SPAN.end) depth -= 1
      else if (kind !== SPAN.scalar && kind !== SPAN.other) depth += 1
      at += 3
    } while (depth > 0)
    return at
  }

  #describe(node: number, key: number): Range | undefined {
    const kind = this.#spans[node]
    if (kind === SPAN.scalar) return this.#range(node)
    if (kind === SPAN.other) return undefined
    if (key >= 0) return this.#range(key)
    if (node === 0 && kind === SPAN.mapping && this.#spans[3] === SPAN.scalar) return this.#range(3)
    return kind === SPAN.mapping ? this.#firstLine(node) : undefined
  }

  #range(at: number): Range {
    return { start: this.#spans[at + 1] ?? 0, end: this.#spans[at + 2] ?? 0 }
  }

  /** The first line of a block mapping in a list; not told where the mapping may end in a bracket on that line. */
  #firstLine(node: number): Range | undefined {
    const start = this.#spans[node + 1] ?? 0
    const line = lineEnd(this.#text, start)
    let last = this.#after(node) - 6
    const nested = this.#spans[last] === SPAN.end
    while (this.#spans[last] === SPAN.end) last -= 3
    const end = this.#spans[last + 2] ?? -1
    if (end > line) return { start, end: line }
    return nested || this.#spans[last] !== SPAN.scalar ? undefined : { start, end }
  }
}
