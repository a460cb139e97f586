import type { Gate } from '@aks-copilot/contracts'
import type { Schemas } from '@aks-copilot/kubernetes'
import { type Bundle, rereadDocument } from '../source/bundle.ts'
import type { ManifestDocument, ManifestObject } from '../source/manifest.ts'
import type { ResolvedChange } from '../think/think.ts'
import { bytesGate, freshProblems, type FreshProblem, type Rewritten, textGate } from './certify.ts'
import { rewriteDocument } from './rewrite-document.ts'

/** A document with the fixes of a round in its text, and the gates that the text decides. */
export interface WrittenDocument {
  readonly changes: readonly ResolvedChange[]
  readonly rewritten: Rewritten
  readonly gates: readonly Gate[]
  readonly fresh: readonly FreshProblem[]
  /** The objects of the first document by their pointers. */
  readonly placesAfter: ReadonlyMap<string, ManifestObject>
}

export interface WriteResult {
  readonly written: WrittenDocument | undefined
  readonly refused: ReadonlyMap<ResolvedChange, string>
}

/** Each refusal costs a look at the whole document; so many are enough. */
const MOST_REFUSALS = 100

/** Writes changes into the texts of documents, and remembers the last result for each: most documents stay the same between two tries. */
export class Writer {
  readonly #bundle: Bundle
  readonly #schemas: Schemas
  readonly #last = new Map<number, { readonly changes: readonly ResolvedChange[]; readonly result: WriteResult }>()

  constructor(bundle: Bundle, schemas: Schemas) {
    this.#bundle = bundle
    this.#schemas = schemas
  }

  write(id: number, changes: readonly ResolvedChange[]): WriteResult {
    const last = this.#last.get(id)
    if (last !== undefined && last.changes.length === changes.length && last.changes.every((change, index) => change === changes[index]))
      return last.result
    const document = this.#bundle.document(id)
    const result = document === undefined ? { written: undefined, refused: new Map() } : this.#write(document, changes)
    this.#last.set(id, { changes, result })
    return result
  }

  #write(document: ManifestDocument, changes: readonly ResolvedChange[]): WriteResult {
    const refused = new Map<ResolvedChange, string>()
    for (;;) {
      const left = changes.filter((change) => !refused.has(change))
      const result = rewriteDocument(document, left)
      if (result.ok)
        return {
          written:
            left.length === 0 ? undefined : this.#certify({ edit: result.edit, after: rereadDocument(document, result.edit.text) }, left),
          refused,
        }
      const all = result.culprit === undefined || refused.size >= MOST_REFUSALS
      for (const change of all ? left : [result.culprit]) if (change !== undefined) refused.set(change, result.reason)
      if (all) return { written: undefined, refused }
    }
  }

  #certify(rewritten: Rewritten, changes: readonly ResolvedChange[]): WrittenDocument {
    return {
      changes,
      rewritten,
      gates: [textGate(rewritten, changes), bytesGate(rewritten)],
      fresh: freshProblems(rewritten, this.#schemas),
      placesAfter: new Map(rewritten.after[0]?.objects.map((object) => [object.pointer, object])),
    }
  }
}
