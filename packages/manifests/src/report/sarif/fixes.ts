import type { ObjectReference, PatchOperation, Violation } from '@aks-copilot/contracts'
import { type DocumentEdit, rewriteDocument } from '../../patch/rewrite-document.ts'
import { Bundle, readBundle } from '../../source/bundle.ts'
import { fileText, type ManifestFile, type ManifestObject, positionsIn } from '../../source/manifest.ts'
import type { ResolvedChange } from '../../think/think.ts'
import { artifactLocation } from './artifact-uri.ts'

/** Each fix reads its document anew. In a List of thousands of objects that takes too long for all of them; the first ones are told. */
const MOST_CHARACTERS = 100_000_000

/**
 * Fixes as replacements in the files that were read. Only a proven fix whose operations apply to the file as it is, and that
 * neither adds nor drops whole objects, can be told this way; every other one is left out.
 */
export class SarifFixes {
  readonly #textOf: (file: string) => string | undefined
  readonly #files = new Map<string, Bundle | undefined>()
  #left = MOST_CHARACTERS

  constructor(textOf: (file: string) => string | undefined) {
    this.#textOf = textOf
  }

  of(violation: Violation) {
    const { fix } = violation
    if (fix.status !== 'proposed' || fix.adds !== undefined || violation.file === '-') return undefined
    if (fix.certificate === undefined || !fix.certificate.gates.every(({ pass }) => pass)) return undefined
    const parts = [{ file: violation.file, object: violation.object, operations: fix.operations }, ...(fix.related ?? [])].filter(
      ({ operations }) => operations.length > 0,
    )
    const changes = parts.map((part) => this.#change(part, fix.kind === 'doc'))
    if (changes.length === 0 || !changes.every((change) => change !== undefined)) return undefined
    const edits = this.#edits(changes)
    return edits === undefined
      ? undefined
      : { description: { text: fix.description.toWellFormed() }, artifactChanges: this.#artifactChanges(edits) }
  }

  #edits(changes: readonly ResolvedChange[]): DocumentEdit[] | undefined {
    const edits: DocumentEdit[] = []
    for (const [id, own] of Map.groupBy(changes, ({ object }) => object.documentId)) {
      const document = this.#documents(id)
      if (document === undefined || this.#left < document.text.length) return undefined
      this.#left -= document.text.length
      const result = rewriteDocument(document, own)
      if (!result.ok) return undefined
      edits.push(result.edit)
    }
    return edits
  }

  #change(
    { file, object, operations }: { file: string; object: ObjectReference; operations: readonly PatchOperation[] },
    converts: boolean,
  ): ResolvedChange | undefined {
    if (operations.some((operation) => operation.path === '' && operation.op === 'remove')) return undefined
    const [found, ...others] = this.#bundle(file)?.objects.filter((candidate) => isSame(candidate, object)) ?? []
    return found === undefined || others.length > 0 ? undefined : { does: 'edit', object: found, operations, converts }
  }

  #bundle(path: string): Bundle | undefined {
    if (!this.#files.has(path)) {
      const text = this.#textOf(path)
      this.#files.set(path, text === undefined ? undefined : readBundle([{ path, text, origin: 'file' }]))
    }
    return this.#files.get(path)
  }

  #documents(id: number) {
    for (const bundle of this.#files.values()) {
      const document = bundle?.document(id)
      if (document !== undefined) return document
    }
    return undefined
  }

  #artifactChanges(edits: readonly DocumentEdit[]) {
    return [...Map.groupBy(edits, ({ document }) => document.file)].map(([path, own]) => {
      const file = this.#bundle(path)?.files[0]
      const position = positionsIn(file === undefined ? '' : fileText(file))
      const replacements = own.flatMap(({ document, edits }) => {
        const offset = startOf(file, document.id)
        return edits.map(({ start, end, text }) => ({
          deletedRegion: toRegion(position(offset + start), position(offset + end)),
          ...(text === '' ? {} : { insertedContent: { text: text.toWellFormed() } }),
        }))
      })
      return { artifactLocation: artifactLocation(path), replacements }
    })
  }
}

function startOf(file: ManifestFile | undefined, id: number): number {
  const index = file?.documents.findIndex((document) => document.id === id) ?? 0
  return file?.documents.slice(0, index).reduce((sum, document) => sum + document.text.length, 0) ?? 0
}

function toRegion(start: { line: number; column: number }, end: { line: number; column: number }) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
}

function isSame(candidate: ManifestObject, object: ObjectReference): boolean {
  return (
    candidate.kind === object.kind &&
    candidate.name === object.name &&
    candidate.namespace === object.namespace &&
    candidate.apiVersion === object.apiVersion
  )
}
