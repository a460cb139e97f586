import type { PatchOperation } from '@aks-copilot/contracts'
import { parentPointer } from '@aks-copilot/kubernetes'
import { editDocument, type TextEdit, writeYaml } from '../edit/edit-document.ts'
import type { ManifestDocument } from '../source/manifest.ts'
import type { ResolvedChange } from '../think/think.ts'
import { indexOf } from './expected-values.ts'
import { keepComments } from './keep-comments.ts'

/** A document's text before and after fixes, with the edits that lead from one to the other. */
export interface DocumentEdit {
  readonly document: ManifestDocument
  readonly text: string
  readonly edits: readonly TextEdit[]
}

/** `culprit`: the change that the text can't take. */
export type RewriteResult =
  | { readonly ok: true; readonly edit: DocumentEdit }
  | { readonly ok: false; readonly reason: string; readonly culprit: ResolvedChange | undefined }

interface Owned {
  readonly operation: PatchOperation
  readonly change: ResolvedChange
}

/** Writes all changes of a round into the text of their document. */
export function rewriteDocument(document: ManifestDocument, changes: readonly ResolvedChange[]): RewriteResult {
  const whole = changes.find((change) => change.object.pointer === '' && change.does === 'drop')
  if (whole?.does === 'drop') return { ok: true, edit: dropDocument(document, whole, changes) }
  const owned = operationsOf(document, changes)
  const edited =
    owned.length === 0
      ? { ok: true as const, text: document.text, edits: [] }
      : editDocument(
          document.text,
          owned.map(({ operation }) => operation),
        )
  if (!edited.ok) return { ok: false, reason: edited.reason, culprit: owned[edited.operation]?.change }
  const tail = changes.flatMap((change) => (change.does === 'add' && change.object.pointer === '' ? change.objects : []))
  const kept = keepComments(document, edited, changes)
  return { ok: true, edit: tail.length === 0 ? { document, text: kept.text, edits: kept.edits } : appendDocuments(document, kept, tail) }
}

/** Operations on the whole document: those of each object under its pointer, drops of list items last and from the end. */
function operationsOf(document: ManifestDocument, changes: readonly ResolvedChange[]): Owned[] {
  const own = (change: ResolvedChange, operations: readonly PatchOperation[]): Owned[] =>
    operations.map((operation) => ({ operation: under(change.object.pointer, operation), change }))
  const edits = changes.flatMap((change) => (change.does === 'edit' ? own(change, change.operations) : []))
  const sizes = new Map<string, number>()
  const adds = changes.flatMap((change) => {
    if (change.does !== 'add' || change.object.pointer === '') return []
    const list = parentPointer(change.object.pointer)
    const size = sizes.get(list) ?? listSize(document, list)
    sizes.set(list, size + change.objects.length)
    return change.objects.map((value, index): Owned => ({ operation: { op: 'add', path: `${list}/${size + index}`, value }, change }))
  })
  const drops = changes
    .filter((change) => change.does === 'drop')
    .toSorted((left, right) => indexOf(right.object.pointer) - indexOf(left.object.pointer))
    .flatMap((change) => [
      ...own(change, change.operations.slice(0, -1)),
      { operation: { op: 'remove' as const, path: change.object.pointer }, change },
    ])
  return [...edits, ...adds, ...drops]
}

/** Items that are no objects have places, too. */
function listSize(document: ManifestDocument, list: string): number {
  const items = new Map(Object.entries(document.value ?? {})).get(list.slice(1))
  return Array.isArray(items) ? items.length : 0
}

function under(pointer: string, operation: PatchOperation): PatchOperation {
  return 'from' in operation
    ? { ...operation, from: pointer + operation.from, path: pointer + operation.path }
    : { ...operation, path: pointer + operation.path }
}

/**
 * A dropped document leaves a comment in its place (an empty List in JSON), so that no file disappears under a reader's hands.
 * The comments above and below it stay.
 */
function dropDocument(
  document: ManifestDocument,
  dropped: ResolvedChange & { does: 'drop' },
  changes: readonly ResolvedChange[],
): DocumentEdit {
  const adds = changes.flatMap((change) => (change.does === 'add' ? change.objects : []))
  const newline = newlineOf(document.text)
  if (document.json) {
    const start = document.text.startsWith('\uFEFF') ? 1 : 0
    const text = `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: adds }, undefined, 2)}\n`.replaceAll('\n', newline)
    return replaced(document, start, document.text.length, text)
  }
  const start = headEnd(document.text)
  const comment = `# ${oneLine(`${dropped.object.kind} ${dropped.object.name} was removed: ${dropped.note}`)}${newline}`
  const marker = /^---[ \t]/.test(document.text.slice(start, start + 4)) ? `---${newline}` : ''
  const text = marker + [comment, ...adds.map((object) => writeYaml(object).replaceAll('\n', newline))].join(`---${newline}`)
  return replaced(document, start, tailStart(document.text, start), text)
}

function replaced(document: ManifestDocument, start: number, end: number, text: string): DocumentEdit {
  return { document, text: document.text.slice(0, start) + text + document.text.slice(end), edits: [{ start, end, text }] }
}

/** A name may hold anything, also what would end a comment. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\uFEFF]+/gu, ' ')
}

/** Past the byte order mark, directives, comments, blank lines and the marker; where content follows `---` on its line, between the two. */
function headEnd(text: string): number {
  const line = /[ \t]*(?:#[^\n]*|---[ \t]*(?:#[^\n]*)?|%[^\n]*)?\r?\n/y
  let start = text.startsWith('\uFEFF') ? 1 : 0
  for (line.lastIndex = start; line.test(text);) start = line.lastIndex
  return start
}

/** Where the comments and blank lines below the last content begin. */
function tailStart(text: string, head: number): number {
  let end = text.length
  for (;;) {
    const start = text.lastIndexOf('\n', end - 2) + 1
    const line = text.slice(start, end)
    if (start <= head || !(line.startsWith('#') || line.trim() === '')) return end
    end = start
  }
}

function appendDocuments(
  document: ManifestDocument,
  edited: { text: string; edits: readonly TextEdit[] },
  objects: readonly unknown[],
): DocumentEdit {
  const newline = newlineOf(document.text)
  const gap = edited.text.endsWith('\n') ? '' : newline
  const tail = gap + objects.map((object) => `---${newline}${writeYaml(object).replaceAll('\n', newline)}`).join('')
  const end = document.text.length
  return { document, text: edited.text + tail, edits: [...edited.edits, { start: end, end, text: tail }] }
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
