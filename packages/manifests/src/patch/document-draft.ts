import type { PatchOperation } from '@aks-copilot/contracts'
import { Field, fromPointer, isMap, parentPointer, type PathStep } from '@aks-copilot/kubernetes'
import { applyPatch } from 'rfc6902'
import type { ManifestDocument } from '../source/manifest.ts'
import { copyAlong } from '../think/copy-along.ts'
import type { ResolvedChange } from '../think/think.ts'

/** An object's value before and after one fix, by its place in the document. */
export interface ValueStep {
  readonly pointer: string
  readonly before: unknown
  readonly after: unknown
}

/** `stale`: it may fit in the next round, when its operations are worked out again. */
export type StepResult =
  | { readonly ok: true; readonly steps: readonly ValueStep[] }
  | { readonly ok: false; readonly reason: string; readonly stale: boolean }

/** What the fixes of a round make of the objects of one document, as values: no text is looked at here. */
export class DocumentDraft {
  readonly document: ManifestDocument
  readonly #values = new Map<string, unknown>()
  readonly #dropped = new Set<string>()
  #changed = false

  constructor(document: ManifestDocument) {
    this.document = document
  }

  /** Whether the changes of a fix fit on what the earlier ones made. Nothing is taken over yet. */
  try(changes: readonly ResolvedChange[]): StepResult {
    const { document } = this
    if (document.origin === 'helm' || document.origin === 'kustomize')
      return refuse(`it is rendered by ${document.origin}: change the source of ${document.file}`)
    if (changes.some(({ object }) => object.virtual)) return refuse('it stands in a Template that is not expanded', true)
    if (this.#dropped.has('') || changes.some(({ object }) => this.#dropped.has(object.pointer)))
      return refuse('an earlier fix removes the object', true)
    if (this.#changed && changes.some((change) => change.does === 'drop' && change.object.pointer === ''))
      return refuse('an earlier fix changes the object that this one replaces', true)
    const drops = changes.some((change) => change.does === 'drop' && change.object.pointer === '')
    if (document.json && !drops && changes.some((change) => change.does === 'add' && change.object.pointer === ''))
      return refuse('a JSON file holds one object; make it a List first')
    return this.#steps(changes)
  }

  accept(changes: readonly ResolvedChange[], steps: readonly ValueStep[]): void {
    this.#changed = true
    for (const { pointer, after } of steps) this.#values.set(pointer, after)
    for (const change of changes) if (change.does === 'drop') this.#dropped.add(change.object.pointer)
  }

  #steps(changes: readonly ResolvedChange[]): StepResult {
    const steps: ValueStep[] = []
    for (const change of changes) {
      if (change.does === 'add') continue
      const { pointer } = change.object
      const before = this.#values.get(pointer) ?? valueAt(this.document.value, pointer)
      const operations = change.does === 'drop' ? change.operations.slice(0, -1) : change.operations
      if (operations.some((operation) => isTaken(before, operation))) return refuse('an earlier fix put something there', true)
      if (change.does === 'edit' && leavesNothing(before, change.object.value, operations))
        return refuse('an earlier fix took its neighbours away', true)
      const holder = { root: ownCopy(before, operations) }
      for (const [index, error] of applyPatch(holder, operations.map(inHolder)).entries()) {
        const operation = operations[index]
        if (error !== null) return refuse(`the operation \`${operation?.op} ${operation?.path}\` does not fit what is there`, true)
      }
      if (change.does === 'edit') steps.push({ pointer, before, after: holder.root })
    }
    return { ok: true, steps }
  }
}

function refuse(reason: string, stale = false): StepResult {
  return { ok: false, reason, stale }
}

/** What moves or is copied may be changed in its new place, so such a fix gets a copy of everything. */
function ownCopy(value: unknown, operations: readonly PatchOperation[]): unknown {
  if (operations.some((operation) => 'from' in operation)) return structuredClone(value)
  return copyAlong(
    value,
    operations.filter(({ op }) => op !== 'test').map(({ path }) => fromPointer(parentPointer(path))),
  )
}

/** The same operation on a copy of the object that is held under `/root`, so that the object itself can be replaced. */
function inHolder(operation: PatchOperation): PatchOperation {
  return structuredClone(
    'from' in operation
      ? { ...operation, from: `/root${operation.from}`, path: `/root${operation.path}` }
      : { ...operation, path: `/root${operation.path}` },
  )
}

/** An `add` was planned for a key that was missing. When another fix of this round made it since, adding would overwrite that. */
function isTaken(value: unknown, operation: PatchOperation): boolean {
  if (operation.op !== 'add') return false
  const parent = new Field(value).at(...stepsOf(value, parentPointer(operation.path)))
  return isMap(parent.value) && parent.at(fromPointer(operation.path).at(-1) ?? '').exists
}

/** Where earlier fixes of this round took away the other keys of a map, the next round can take the map itself, rather than leave `{}`. */
function leavesNothing(value: unknown, planned: unknown, operations: readonly PatchOperation[]): boolean {
  const parents = Map.groupBy(
    operations.filter((operation) => operation.op === 'remove'),
    (operation) => parentPointer(operation.path),
  )
  return [...parents].some(([parent, removals]) => {
    const now = sizeAt(value, parent)
    return now < sizeAt(planned, parent) && now <= removals.length
  })
}

function sizeAt(root: unknown, pointer: string): number {
  return new Field(root).at(...stepsOf(root, pointer)).entries().length
}

function valueAt(root: unknown, pointer: string): unknown {
  return new Field(root).at(...stepsOf(root, pointer)).value
}

/** The steps of a pointer, indexes as numbers where lists stand. */
function stepsOf(root: unknown, pointer: string): PathStep[] {
  const steps: PathStep[] = []
  for (const step of fromPointer(pointer)) steps.push(Array.isArray(new Field(root).at(...steps).value) ? Number(step) : step)
  return steps
}
