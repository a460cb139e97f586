import { type Comment, commentsOf } from '../edit/comments.ts'
import type { TextEdit } from '../edit/edit-document.ts'
import { createLocator } from '../edit/locate.ts'
import type { ManifestDocument, ManifestObject } from '../source/manifest.ts'
import type { ResolvedChange } from '../think/think.ts'

interface Edited {
  readonly text: string
  readonly edits: readonly TextEdit[]
}

/**
 * Puts the comments back that a conversion wrote over: above the object, in their order. A person wrote them, and only a person
 * can say which of them still hold.
 */
export function keepComments(document: ManifestDocument, edited: Edited, changes: readonly ResolvedChange[]): Edited {
  const converted = changes.flatMap((change) => (change.does === 'edit' && change.converts ? [change.object] : []))
  if (document.json || converted.length === 0 || !document.text.includes('#')) return edited
  const lost = missing(commentsOf(document.text), commentsOf(edited.text))
  if (lost.length === 0) return edited
  const places = new ObjectPlaces(document)
  const insertions = [...new Set(converted)].flatMap((object) => insertionFor(object, lost, places, document.text))
  return insertions.length === 0 ? edited : merge(document.text, [...edited.edits], insertions)
}

/** The comments that are there before and not after; of equal ones, as many as are fewer. */
function missing(before: readonly Comment[], after: readonly Comment[]): Comment[] {
  const left = new Map<string, number>()
  for (const { text } of after) left.set(text, (left.get(text) ?? 0) + 1)
  return before.filter(({ text }) => {
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    return count <= 0
  })
}

function insertionFor(object: ManifestObject, lost: readonly Comment[], places: ObjectPlaces, text: string): TextEdit[] {
  const { start, end } = places.of(object.pointer)
  const own = lost.filter((comment) => comment.start >= start && comment.start < end)
  const indent = /^[ \t]*/.exec(text.slice(start, end))?.[0] ?? ''
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  return own.length === 0 ? [] : [{ start, end: start, text: own.map((comment) => `${indent}${comment.text}${newline}`).join('') }]
}

/** Where the lines of an object are: from the line of its first key to the line of the next object. */
class ObjectPlaces {
  readonly #document: ManifestDocument
  readonly #locate: ReturnType<typeof createLocator>

  constructor(document: ManifestDocument) {
    this.#document = document
    this.#locate = createLocator(document.text)
  }

  of(pointer: string): { start: number; end: number } {
    const start = this.#line(pointer)
    const [list, index] = [pointer.slice(0, pointer.lastIndexOf('/')), Number(pointer.slice(pointer.lastIndexOf('/') + 1))]
    const next = pointer === '' ? undefined : `${list}/${index + 1}`
    const hasNext = next !== undefined && this.#document.objects.some((object) => object.pointer === next)
    return { start, end: hasNext ? this.#line(next) : this.#document.text.length }
  }

  #line(pointer: string): number {
    const at = this.#locate(pointer)?.start ?? 0
    const line = this.#document.text.lastIndexOf('\n', at - 1) + 1
    return line === 0 && this.#document.text.startsWith('\uFEFF') ? 1 : line
  }
}

/** All edits in order; an insertion where another edit reaches over its place is left out. */
function merge(text: string, edits: readonly TextEdit[], insertions: readonly TextEdit[]): Edited {
  const fitting = insertions.filter(({ start }) => !edits.some((edit) => edit.start < start && edit.end > start))
  const all = [...fitting, ...edits].toSorted((left, right) => left.start - right.start || left.end - right.end)
  let result = ''
  let at = 0
  for (const { start, end, text: written } of all) {
    result += text.slice(at, start) + written
    at = end
  }
  return { text: result + text.slice(at), edits: all }
}
