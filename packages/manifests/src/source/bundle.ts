import type { Skipped } from '@aks-copilot/contracts'
import { type ManifestDocument, type ManifestFile, type ManifestObject, positionsIn, type SourceFile } from './manifest.ts'
import { type DocumentProblem, readDocument } from './read-document.ts'
import { splitDocuments } from './split-documents.ts'

/**
 * Everything that was read, as one set of objects that belong together. Immutable: an edit makes a new bundle that shares
 * what did not change.
 */
export class Bundle {
  readonly files: readonly ManifestFile[]
  readonly skipped: readonly Skipped[]
  /** Every object, in the order of the files. */
  readonly objects: readonly ManifestObject[]
  #complete: boolean | undefined
  #byKind: Map<string, ManifestObject[]> | undefined
  #byName: Map<string, ManifestObject> | undefined
  #byId: Map<number, ManifestDocument> | undefined

  constructor(files: readonly ManifestFile[], skipped: readonly Skipped[] = []) {
    this.files = files
    this.skipped = skipped
    this.objects = files.flatMap((file) => file.documents.flatMap((document) => document.objects))
  }

  /** Whether every document was read. */
  get complete(): boolean {
    this.#complete ??= this.files.every((file) => file.documents.every((document) => document.value !== undefined))
    return this.#complete
  }

  /** Objects of a kind (or several), in any group and namespace. */
  of(...kinds: readonly string[]): readonly ManifestObject[] {
    this.#byKind ??= Map.groupBy(this.objects, (object) => object.kind)
    if (kinds.length === 1) return this.#byKind.get(kinds[0] ?? '') ?? []
    const key = kinds.join('\n')
    let objects = this.#byKind.get(key)
    if (objects === undefined) this.#byKind.set(key, (objects = kinds.flatMap((kind) => this.#byKind?.get(kind) ?? [])))
    return objects
  }

  /** The object of that kind and name in the same namespace (an open namespace matches only an open one). */
  find(kind: string, namespace: string | undefined, name: string): ManifestObject | undefined {
    this.#byName ??= new Map(this.objects.map((object) => [nameKey(object.kind, object.namespace, object.name), object]))
    return this.#byName.get(nameKey(kind, namespace, name))
  }

  document(id: number): ManifestDocument | undefined {
    this.#byId ??= new Map(this.files.flatMap((file) => file.documents.map((document) => [document.id, document] as const)))
    return this.#byId.get(id)
  }

  /** The bundle with some documents replaced, each by one or several; everything else is shared. */
  withDocuments(replaced: ReadonlyMap<number, readonly ManifestDocument[]>): Bundle {
    const changed = new Set([...replaced.values()].flatMap((documents) => documents.map((document) => document.file)))
    const files = this.files.map((file) =>
      changed.has(file.path) ? { ...file, documents: file.documents.flatMap((document) => replaced.get(document.id) ?? [document]) } : file,
    )
    return new Bundle(files, this.skipped)
  }
}

/** Reads the new text of a document; where it became several, the first keeps the identity. */
export function rereadDocument(document: ManifestDocument, text: string): ManifestDocument[] {
  return splitDocuments(text).map(
    (slice, index) =>
      readDocument(slice, {
        file: document.file,
        origin: document.origin,
        ...(index === 0 ? { id: document.id, ...(document.overlay === undefined ? {} : { overlay: document.overlay }) } : {}),
      }).document,
  )
}

function nameKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}\n${namespace ?? ''}\n${name}`
}

/** Parses files into a bundle. What can't be read is in `skipped`, with its position; the rest is there. */
export function readBundle(sources: readonly SourceFile[], skipped: readonly Skipped[] = []): Bundle {
  const problems: Skipped[] = [...skipped]
  const files = sources.map((source) => readFile(source, problems))
  return new Bundle(files, problems)
}

function readFile(source: SourceFile, skipped: Skipped[]): ManifestFile {
  const found: DocumentProblem[] = []
  let start = 0
  const documents = splitDocuments(source.text).map((slice, index) => {
    const [overlay, setAside] = [source.overlays?.get(index), source.setAside?.get(index)]
    const { document, problems } = readDocument(slice, {
      file: source.path,
      origin: source.origin,
      ...(overlay === undefined ? {} : { overlay }),
      ...(setAside === undefined ? {} : { setAside }),
    })
    for (const problem of problems) found.push({ ...problem, offset: start + problem.offset })
    start += slice.length
    return document
  })
  const position = positionsIn(source.text)
  const hasObjects = documents.some((document) => document.objects.length > 0)
  for (const { kind, why, offset } of hasObjects ? found : withoutRepeats(found)) {
    skipped.push({ what: source.path, why, ...position(offset), ...(kind === 'broken' ? { malformed: true } : {}) })
  }
  if (!hasObjects && found.length === 0 && source.setAside === undefined)
    skipped.push({ what: source.path, why: 'holds no object, only comments or nothing at all' })
  return { path: source.path, origin: source.origin, documents }
}

/** A file that has no object at all is told once for each kind of problem, not once for each document. */
function withoutRepeats(problems: readonly DocumentProblem[]): DocumentProblem[] {
  return problems.filter((problem, index) => problem.kind === 'broken' || problems.findIndex(({ kind }) => kind === problem.kind) === index)
}
