import { createLocator } from '../edit/locate.ts'
import { createSpanLocator } from '../edit/locate-spans.ts'
import type { Bundle } from '../source/bundle.ts'
import { fileText, type ManifestFile, type ManifestObject } from '../source/manifest.ts'

/** A range in a file: lines and columns from 1, the end exclusive; columns in UTF-16 units, a byte order mark is none. */
export interface Position {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

type Locator = ReturnType<typeof createSpanLocator>

/** Finds places of a bundle in its files. Each document is located once, and only when something was found in it. */
export class Positions {
  readonly #bundle: Bundle
  readonly #files = new Map<string, FileLines>()
  readonly #locators = new Map<number, Locator>()

  constructor(bundle: Bundle) {
    this.#bundle = bundle
  }

  /** Where a pointer of an object is; an absent field is at its nearest ancestor. */
  of(object: ManifestObject, pointer: string): Position {
    const lines = this.lines(object.file)
    const start = lines?.starts.get(object.documentId)
    const document = this.#bundle.document(object.documentId)
    if (lines === undefined || start === undefined || document === undefined) return { line: 1, column: 1, endLine: 1, endColumn: 1 }
    let locator = this.#locators.get(object.documentId)
    if (locator === undefined)
      this.#locators.set(
        object.documentId,
        (locator = document.spans === undefined ? createLocator(document.text) : createSpanLocator(document.text, document.spans)),
      )
    const range = locator(object.pointer + pointer) ?? { start: 0, end: 0 }
    const [from, to] = [lines.at(start + range.start), lines.at(start + range.end)]
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column }
  }

  lines(path: string): FileLines | undefined {
    const known = this.#files.get(path)
    if (known !== undefined) return known
    const file = this.#bundle.files.find((candidate) => candidate.path === path)
    if (file === undefined) return undefined
    const lines = new FileLines(file)
    this.#files.set(path, lines)
    return lines
  }
}

/** The lines of a file, and where each of its documents starts. */
export class FileLines {
  readonly text: string
  /** Document id → offset in the file. */
  readonly starts: ReadonlyMap<number, number>
  readonly #lineStarts: readonly number[]

  constructor(file: ManifestFile) {
    this.text = fileText(file)
    const starts = new Map<number, number>()
    let offset = 0
    for (const document of file.documents) {
      starts.set(document.id, offset)
      offset += document.text.length
    }
    this.starts = starts
    const lineStarts = [0]
    for (let index = this.text.indexOf('\n'); index >= 0; index = this.text.indexOf('\n', index + 1)) lineStarts.push(index + 1)
    this.#lineStarts = lineStarts
  }

  /** Line and column of an offset. */
  at(offset: number): { line: number; column: number } {
    let [low, high] = [0, this.#lineStarts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    const bom = low === 0 && this.text.startsWith('\uFEFF') ? 1 : 0
    return { line: low + 1, column: Math.max(1, offset - (this.#lineStarts[low] ?? 0) + 1 - bom) }
  }

  /** The text of a line (from 1), without its line ending. */
  line(number: number): string {
    const start = this.#lineStarts[number - 1]
    return start === undefined
      ? ''
      : this.text
          .slice(start, this.#lineStarts[number] ?? this.text.length)
          .replace(/\r?\n$/, '')
          .replace(/^\uFEFF/, '')
  }
}
