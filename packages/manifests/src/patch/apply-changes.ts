import type { PatchOperation } from '@aks-copilot/contracts'
import { Field, fromPointer, isMap, parentPointer, type PathStep } from '@aks-copilot/kubernetes'
import { editDocument, type TextEdit, writeYaml } from '../edit/edit-document.ts'
import type { ManifestDocument } from '../source/manifest.ts'
import type { ResolvedChange } from '../think/think.ts'

/** A document's text before and after a fix, with the edits that lead from one to the other. */
export interface DocumentEdit {
  readonly document: ManifestDocument
  readonly text: string
  readonly edits: readonly TextEdit[]
}

export type ApplyResult =
  | { readonly ok: true; readonly edits: readonly DocumentEdit[] }
  /** `stale`: a `test` failed because an earlier fix changed the same place; the next round tries again. */
  | { readonly ok: false; readonly reason: string; readonly stale: boolean }

/** Applies an atomic set of changes to the texts of documents: all of it, or nothing with the reason. */
export function applyChanges(changes: readonly ResolvedChange[], documents: (id: number) => ManifestDocument | undefined): ApplyResult {
  const edits: DocumentEdit[] = []
  for (const [documentId, own] of Map.groupBy(changes, (change) => change.object.documentId)) {
    const document = documents(documentId)
    if (document === undefined) return { ok: false, reason: 'the document is no longer there', stale: true }
    const result = applyToDocument(document, own)
    if (!result.ok) return result
    edits.push({ document, text: result.text, edits: result.edits })
  }
  return { ok: true, edits }
}

type TextResult = { ok: true; text: string; edits: readonly TextEdit[] } | { ok: false; reason: string; stale: boolean }

function applyToDocument(document: ManifestDocument, changes: readonly ResolvedChange[]): TextResult {
  if (document.origin === 'helm' || document.origin === 'kustomize') return refuse(`it is rendered by ${document.origin}: change the source of ${document.file}`)
  if (changes.some((change) => change.object.virtual)) return refuse('it stands in a Template that is not expanded', true)
  const whole = changes.find((change) => change.object.pointer === '' && change.does === 'drop')
  if (whole?.does === 'drop') return dropDocument(document, whole.note, changes)
  const adds = changes.filter((change) => change.does === 'add')
  const inPlace = editOperations(document, changes)
  if (inPlace.some((operation) => isTaken(document, operation))) return refuse('an earlier fix put something there', true)
  if (changes.some((change) => leavesNothing(document, change))) return refuse('an earlier fix took its neighbours away', true)
  const edited = inPlace.length === 0 ? { ok: true as const, text: document.text, edits: [] } : editDocument(document.text, inPlace)
  if (!edited.ok) return refuse(edited.reason, inPlace[edited.operation]?.op === 'test')
  if (adds.every((change) => change.object.pointer !== '')) return edited
  const tail = adds.filter((change) => change.object.pointer === '').flatMap((change) => (change.does === 'add' ? change.objects : []))
  return document.json ? refuse('a JSON file holds one object; make it a List first') : appendDocuments(document, edited, tail)
}

function refuse(reason: string, stale = false): TextResult {
  return { ok: false, reason, stale }
}

/** An `add` was planned for a key that was missing. When another fix of this round made it since, adding would overwrite that. */
function isTaken(document: ManifestDocument, operation: PatchOperation): boolean {
  if (operation.op !== 'add') return false
  const parent = new Field(document.value).at(...stepsOf(document.value, parentPointer(operation.path)))
  return isMap(parent.value) && parent.at(fromPointer(operation.path).at(-1) ?? '').exists
}

/** Where earlier fixes of this round took away the other keys of a map, the next round can take the map itself, rather than leave `{}`. */
function leavesNothing(document: ManifestDocument, change: ResolvedChange): boolean {
  if (change.does !== 'edit') return false
  const parents = Map.groupBy(change.operations.filter((operation) => operation.op === 'remove'), (operation) => parentPointer(operation.path))
  return [...parents].some(([parent, removals]) => {
    const [planned, now] = [sizeAt(change.object.value, parent), sizeAt(document.value, change.object.pointer + parent)]
    return now < planned && now <= removals.length
  })
}

function sizeAt(root: unknown, pointer: string): number {
  return new Field(root).at(...stepsOf(root, pointer)).entries().length
}

/** The steps of a pointer, indexes as numbers where lists stand. */
function stepsOf(root: unknown, pointer: string): PathStep[] {
  const steps: PathStep[] = []
  for (const step of fromPointer(pointer)) steps.push(Array.isArray(new Field(root).at(...steps).value) ? Number(step) : step)
  return steps
}

/** Operations on the whole document: those of each object under its pointer, drops of list items last and from the end. */
function editOperations(document: ManifestDocument, changes: readonly ResolvedChange[]): PatchOperation[] {
  const edits = changes.filter((change) => change.does === 'edit').flatMap((change) => change.operations.map((operation) => under(change.object.pointer, operation)))
  const adds = changes.flatMap((change) => (change.does === 'add' && change.object.pointer !== '' ? addItems(document, change.object.pointer, change.objects) : []))
  const drops = changes
    .filter((change) => change.does === 'drop')
    .toSorted((left, right) => indexOf(right.object.pointer) - indexOf(left.object.pointer))
    .flatMap((change) => [...change.operations.slice(0, -1).map((operation) => under(change.object.pointer, operation)), { op: 'remove' as const, path: change.object.pointer }])
  return [...edits, ...adds, ...drops]
}

function addItems(document: ManifestDocument, pointer: string, objects: readonly unknown[]): PatchOperation[] {
  const list = parentPointer(pointer)
  const size = document.objects.filter((object) => parentPointer(object.pointer) === list && object.pointer !== '').length
  return objects.map((value, index) => ({ op: 'add', path: `${list}/${size + index}`, value }))
}

function indexOf(pointer: string): number {
  return Number(pointer.slice(pointer.lastIndexOf('/') + 1))
}

function under(pointer: string, operation: PatchOperation): PatchOperation {
  return 'from' in operation ? { ...operation, from: pointer + operation.from, path: pointer + operation.path } : { ...operation, path: pointer + operation.path }
}

/** A dropped document leaves a comment in its place (an empty List in JSON), so that no file disappears under a reader's hands. */
function dropDocument(document: ManifestDocument, note: string, changes: readonly ResolvedChange[]): TextResult {
  const adds = changes.flatMap((change) => (change.does === 'add' ? change.objects : []))
  const dropped = changes.find((change) => change.does === 'drop')?.object
  const checked = editDocument(document.text, changes.flatMap((change) => (change.does === 'drop' ? change.operations.slice(0, -1) : [])))
  if (!checked.ok) return refuse(checked.reason, true)
  const end = document.text.length
  if (document.json) {
    const text = `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: adds }, undefined, 2)}\n`
    return { ok: true, text, edits: [{ start: 0, end, text }] }
  }
  const newline = document.text.includes('\r\n') ? '\r\n' : '\n'
  const start = /^\uFEFF?(?:[ \t]*(?:#.*|---[ \t]*)?\r?\n)*/.exec(document.text)?.[0].length ?? 0
  const comment = `# ${dropped?.kind} ${dropped?.name} was removed: ${note}${newline}`
  const text = [comment, ...adds.map((object) => writeYaml(object).replaceAll('\n', newline))].join(`---${newline}`)
  return { ok: true, text: document.text.slice(0, start) + text, edits: [{ start, end, text }] }
}

function appendDocuments(document: ManifestDocument, edited: { text: string; edits: readonly TextEdit[] }, objects: readonly unknown[]): TextResult {
  const newline = document.text.includes('\r\n') ? '\r\n' : '\n'
  const gap = edited.text.endsWith('\n') ? '' : newline
  const tail = gap + objects.map((object) => `---${newline}${writeYaml(object).replaceAll('\n', newline)}`).join('')
  const end = document.text.length
  return { ok: true, text: edited.text + tail, edits: [...edited.edits, { start: end, end, text: tail }] }
}
