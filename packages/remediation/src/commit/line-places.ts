import type { FileEdit } from '@aks-copilot/contracts'
import { diffArrays } from 'diff'

type Edit = FileEdit['edits'][number]

/** Beyond it two texts have too little in common to look for a place. */
const MOST_DIFFERENCES = 2000

/** Where the places of a text are in another one that was made of it. */
export class LinePlaces {
  readonly #from: Lines
  readonly #to: Lines
  /** By line of the one, the line of the other. */
  readonly #kept = new Map<number, number>()

  constructor(from: string, to: string) {
    this.#from = new Lines(from)
    this.#to = new Lines(to)
    const changes = diffArrays([...this.#from.lines], [...this.#to.lines], { maxEditLength: MOST_DIFFERENCES }) ?? []
    let [left, right] = [0, 0]
    for (const { count, added, removed } of changes) {
      if (!added && !removed) for (let line = 0; line < count; line += 1) this.#kept.set(left + line, right + line)
      if (!added) left += count
      if (!removed) right += count
    }
    this.#kept.set(-1, -1)
    if (changes.length > 0) this.#kept.set(this.#from.lines.length, this.#to.lines.length)
  }

  /**
   * An edit of the one text as an edit of the other; undefined where the lines that it touches (and so many `beside` them) did not stay as they
   * were, together, and in the same object: then nobody can say what it would change.
   */
  moved({ at, length, text }: Edit, beside = 0): Edit | undefined {
    const first = this.#from.lineOf(at - 1) - beside
    const last = this.#from.lineOf(at + length) + beside
    const line = this.#from.lineOf(at)
    const offset = (this.#kept.get(line) ?? NaN) - line
    const end = this.#from.lines.length
    for (let each = Math.max(first, -1); each <= Math.min(last, end); each += 1)
      if (this.#kept.get(each) !== each + offset) return undefined
    if (this.#from.ownersOf(line) !== this.#to.ownersOf(line + offset)) return undefined
    return { at: this.#to.startOf(line + offset) + at - this.#from.startOf(line), length, text }
  }
}

/** The lines of a text, each with its end. */
class Lines {
  readonly lines: readonly string[]
  readonly #starts: readonly number[]

  constructor(text: string) {
    this.lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
    let start = 0
    this.#starts = [...this.lines.map((line) => (start += line.length) - line.length), text.length]
  }

  /** The line of an offset; -1 before the text, the number of lines behind it. */
  lineOf(offset: number): number {
    return offset < 0 ? -1 : this.#starts.findLastIndex((start) => start <= offset)
  }

  startOf(line: number): number {
    return this.#starts[line] ?? 0
  }

  /** What a line of YAML belongs to: the lines above that are indented less, and what names its object. The same lines may stand elsewhere. */
  ownersOf(line: number): string {
    const owners: string[] = []
    let least = indentOf(this.lines[line] ?? '')
    let begin = line
    for (; begin > 0 && !this.lines[begin]?.startsWith('---'); begin -= 1) {
      const above = this.lines[begin - 1] ?? ''
      if (!/\S/.test(above) || /^\s*#/.test(above) || indentOf(above) >= least) continue
      least = indentOf(above)
      owners.push(above.trim())
    }
    const end = this.lines.findIndex((one, index) => index > line && one.startsWith('---'))
    const own = this.lines.slice(begin, end === -1 ? undefined : end)
    const names = own.some((one) => one.startsWith('kind:'))
      ? own.filter((one) => /^(?:apiVersion|kind):|^ {2}(?:name|namespace):/.test(one))
      : []
    return JSON.stringify([owners, names.map((name) => name.trim())])
  }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
