import type { Gate } from '@aks-copilot/contracts'
import type { Finding, Inspector } from '../inspect/inspect.ts'
import type { Bundle } from '../source/bundle.ts'
import type { ManifestObject } from '../source/manifest.ts'
import type { ResolvedChange, Thought } from '../think/think.ts'
import { modelGates } from './certify-model.ts'
import { gate, operationsGate, pathsGate, placeAfter } from './certify.ts'
import { objectKey, type Renames } from './compare-findings.ts'
import { DocumentDraft, type ValueStep } from './document-draft.ts'
import { type WrittenDocument, Writer } from './writer.ts'

/** What became of one thought: applied with all its gates, or refused with the gate that failed or the reason. */
export interface Outcome {
  readonly thought: Thought
  readonly status: 'applied' | 'refused'
  readonly gates: readonly Gate[]
  readonly reason?: string
}

/** A fix whose operations fit, with the gates that it holds by itself. */
export interface Accepted {
  readonly thought: Thought
  readonly gates: readonly Gate[]
}

/** What Drafts of one round share: the bundle as it was, what fired in it, and the texts that were already worked out. */
export interface Workshop {
  readonly bundle: Bundle
  readonly before: readonly Finding[]
  readonly inspector: Inspector
  readonly writer: Writer
}

/** Fixes that are applied together to the documents of a bundle; the bundle itself stays as it is. All of a fix, or nothing. */
export class Draft {
  readonly accepted: Accepted[] = []
  readonly refused: Outcome[] = []
  /** Fixes that may fit in the next round. */
  readonly waiting: Outcome[] = []
  readonly bundle: Bundle
  readonly written: ReadonlyMap<number, WrittenDocument>
  readonly #workshop: Workshop

  constructor(thoughts: readonly Thought[], workshop: Workshop) {
    this.#workshop = workshop
    const documents = new Map<number, DocumentDraft>()
    for (const thought of thoughts) this.#try(thought, documents)
    this.written = this.#write()
    this.bundle = workshop.bundle.withDocuments(new Map([...this.written].map(([id, { rewritten }]) => [id, rewritten.after])))
  }

  #try(thought: Thought, documents: Map<number, DocumentDraft>): void {
    const lost = thought.ledger?.find((entry) => entry.outcome === 'lost' && entry.security === true)
    if (lost !== undefined) return this.#refuse(thought, [], `${lost.path} would be lost: ${lost.reason}`)
    const accepts: (() => void)[] = []
    const steps: ValueStep[] = []
    for (const [id, changes] of Map.groupBy(thought.changes, (change) => change.object.documentId)) {
      const draft = documents.get(id) ?? this.#open(id)
      if (draft === undefined) return this.#wait(thought, 'the document is no longer there')
      const result = draft.try(changes)
      if (!result.ok)
        return result.stale
          ? this.#wait(thought, result.reason)
          : this.#refuse(thought, [gate('operations-applied', false, result.reason)], result.reason)
      steps.push(...result.steps)
      accepts.push(
        () => documents.set(id, draft),
        () => draft.accept(changes, result.steps),
      )
    }
    const gates = [operationsGate(thought), ...(thought.model === undefined ? [pathsGate(thought, steps)] : modelGates(thought, steps))]
    const failed = gates.find(({ pass }) => !pass)
    if (failed !== undefined) return this.#refuse(thought, gates, failed.detail)
    for (const accept of accepts) accept()
    this.accepted.push({ thought, gates })
  }

  #open(id: number): DocumentDraft | undefined {
    const document = this.#workshop.bundle.document(id)
    return document === undefined ? undefined : new DocumentDraft(document)
  }

  /** Writes the texts. A fix that one of its documents can't take is withdrawn from all of them. */
  #write(): Map<number, WrittenDocument> {
    for (;;) {
      const written = new Map<number, WrittenDocument>()
      const failures = new Map<Thought, string>()
      for (const [id, changes] of this.#changes()) {
        const [document, result] = [
          this.#workshop.bundle.document(id),
          this.#workshop.writer.write(
            id,
            changes.map(({ change }) => change),
          ),
        ]
        if (document !== undefined && result.written !== undefined) written.set(id, result.written)
        for (const { change, thought } of changes) if (result.refused.has(change)) failures.set(thought, result.refused.get(change) ?? '')
      }
      if (failures.size === 0) return written
      for (const [thought, reason] of failures) this.#refuse(thought, [gate('operations-applied', false, reason)], reason)
      this.accepted.splice(0, Infinity, ...this.accepted.filter(({ thought }) => !failures.has(thought)))
    }
  }

  #changes(): Map<number, { change: ResolvedChange; thought: Thought }[]> {
    return Map.groupBy(
      this.accepted.flatMap(({ thought }) => thought.changes.map((change) => ({ change, thought }))),
      ({ change }) => change.object.documentId,
    )
  }

  #refuse(thought: Thought, gates: readonly Gate[], reason: string): void {
    this.refused.push({ thought, status: 'refused', gates, reason })
  }

  #wait(thought: Thought, reason: string): void {
    this.waiting.push({ thought, status: 'refused', gates: [gate('operations-applied', false, reason)], reason })
  }

  /** An object as the fixes leave it; undefined when they remove it. */
  objectAfter(object: ManifestObject): ManifestObject | undefined {
    const written = this.written.get(object.documentId)
    if (written === undefined) return object
    const pointer = placeAfter(object.pointer, written.changes)
    return pointer === undefined ? undefined : written.placesAfter.get(pointer)
  }

  get renames(): Renames {
    const renames = new Map<string, string>()
    for (const { thought } of this.accepted) {
      for (const { does, object } of thought.changes) {
        const after = does === 'edit' ? this.objectAfter(object) : undefined
        if (after !== undefined && objectKey(after) !== objectKey(object)) renames.set(objectKey(object), objectKey(after))
      }
    }
    return renames
  }
}
