import { KubernetesObject } from '@aks-copilot/kubernetes'
import type { Spans } from './spans.ts'
import type { Overlay } from './overlay.ts'

/** Where a text came from. Only text of `file` and `stdin` can be fixed; rendered text has no place of its own on disk. */
export type Origin = 'file' | 'stdin' | 'helm' | 'kustomize'

/** A text that was read: not yet parsed, perhaps not even YAML. */
export interface SourceFile {
  /** As the user would type it, with forward slashes; `-` for standard input. */
  readonly path: string
  /** The whole text; a byte order mark stays in it. */
  readonly text: string
  readonly origin: Origin
  /** Where Kustomize makes something else of a document than its text says: by the index of the document. */
  readonly overlays?: ReadonlyMap<number, Overlay>
  /** Documents, by index, that are no objects of their own, and why (Kustomize patches); '' when there is nothing to say. */
  readonly setAside?: ReadonlyMap<number, string>
}

/** One YAML document: a slice of its file. The slices of a file, joined, are the file. */
export interface ManifestDocument {
  /** Stable while the document is edited. */
  readonly id: number
  readonly file: string
  readonly origin: Origin
  readonly text: string
  readonly json: boolean
  /** What the document says, undefined when it could not be read. */
  readonly value: unknown
  /** What is laid over the object that the text gives. */
  readonly overlay?: Overlay
  /** Where its nodes stand; absent where that takes more than offsets to tell. */
  readonly spans?: Spans
  /** The Kubernetes objects in it: one, or the items of a List or Template, or none. */
  readonly objects: readonly ManifestObject[]
}

/** A file, as the sequence of its documents. */
export interface ManifestFile {
  readonly path: string
  readonly origin: Origin
  readonly documents: readonly ManifestDocument[]
}

/** A Kubernetes object with its place: which document, and where in it. */
export class ManifestObject extends KubernetesObject {
  readonly documentId: number
  readonly file: string
  /** JSON Pointer of the object in its document: '' or `/items/3`. */
  readonly pointer: string
  /** True for an object in a Template: its value is what the default parameters give, not what the text says. */
  readonly virtual: boolean
  readonly origin: Origin

  /** Keys that the text writes twice, as JSON Pointers into the object; the last one counts. */
  readonly duplicateKeys: readonly string[]

  constructor(
    value: Readonly<Record<string, unknown>>,
    place: { documentId: number; file: string; pointer: string; virtual: boolean; origin: Origin; duplicateKeys?: readonly string[] },
  ) {
    super(value)
    this.documentId = place.documentId
    this.file = place.file
    this.pointer = place.pointer
    this.virtual = place.virtual
    this.origin = place.origin
    const inside = place.duplicateKeys?.filter((key) => key.startsWith(`${place.pointer}/`))
    this.duplicateKeys = inside?.map((key) => key.slice(place.pointer.length)) ?? NO_KEYS
  }
}

const NO_KEYS: readonly string[] = []

/** The text of a file, as its documents are now. */
export function fileText(file: ManifestFile): string {
  return file.documents.map((document) => document.text).join('')
}

/** Line and column, both from 1, of offsets in a text. A byte order mark is not a column. The lines are counted once, when first asked. */
export function positionsIn(text: string): (offset: number) => { line: number; column: number } {
  let starts: number[] | undefined
  return (offset) => {
    starts ??= lineStarts(text)
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    const bom = low === 0 && text.startsWith('\uFEFF') ? 1 : 0
    return { line: low + 1, column: Math.max(1, offset - (starts[low] ?? 0) + 1 - bom) }
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1)
  return starts
}
