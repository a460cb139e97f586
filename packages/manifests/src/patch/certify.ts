import type { Gate, GateName } from '@aks-copilot/contracts'
import { isObject, type SchemaProblem, type Schemas, sameJson } from '@aks-copilot/kubernetes'
import { applyPatch } from 'rfc6902'
import type { ManifestDocument, ManifestObject } from '../source/manifest.ts'
import type { ResolvedChange, Thought } from '../think/think.ts'
import type { DocumentEdit } from './apply-changes.ts'
import { changedPaths, isDeclared } from './changed-paths.ts'

export function gate(name: GateName, pass: boolean, detail: string): Gate {
  return { gate: name, pass, detail }
}

/** A document before a fix, and what it is after: usually one document, several where the fix added some. */
export interface Rewritten {
  readonly edit: DocumentEdit
  readonly after: readonly ManifestDocument[]
}

/** Gates 1, 4, 5, 6 and 7: those that the touched documents alone decide. */
export function certifyDocuments(thought: Thought, rewritten: readonly Rewritten[], schemas: Schemas): Gate[] {
  return [
    gate('operations-applied', true, `${thought.changes.reduce((sum, change) => sum + change.operations.length, 0)} operations applied, \`test\` first`),
    schemaGate(rewritten, schemas),
    pathsGate(thought, rewritten),
    textGate(thought, rewritten),
    bytesGate(rewritten),
  ]
}

function schemaGate(rewritten: readonly Rewritten[], schemas: Schemas): Gate {
  const known = new Set(rewritten.flatMap(({ edit }) => edit.document.objects).flatMap((object) => describeProblems(object, schemas)))
  const after = rewritten.flatMap((one) => one.after).flatMap((document) => document.objects).filter((object) => !object.virtual)
  const fresh = after.flatMap((object) => describeProblems(object, schemas)).filter((problem) => !known.has(problem))
  return gate('schema-valid', fresh.length === 0, fresh.length === 0 ? `no new schema problem against Kubernetes ${schemas.version}` : (fresh[0] ?? ''))
}

function describeProblems(object: ManifestObject, schemas: Schemas): string[] {
  return schemas.validate(object.value).map((problem: SchemaProblem) => `${object.kind} ${object.name} ${problem.pointer}: ${problem.message}`)
}

function pathsGate(thought: Thought, rewritten: readonly Rewritten[]): Gate {
  const declared = thought.finding.rule.changes ?? []
  const edits = thought.changes.filter((change) => change.does === 'edit')
  const changed = edits.flatMap(({ object }) => changedPaths(objectBefore(object, rewritten).value, objectAfter(object, rewritten)?.value))
  const strays = changed.filter((pointer) => !isDeclared(pointer, declared))
  return gate('declared-paths-only', strays.length === 0, strays.length === 0 ? `${changed.length} declared paths changed, no other` : `${strays[0]} changed, and the rule does not declare it`)
}

/** The object as this fix met it: an earlier fix of the same round may have changed other fields of it. */
function objectBefore(object: ManifestObject, rewritten: readonly Rewritten[]): ManifestObject {
  const document = rewritten.find(({ edit }) => edit.document.id === object.documentId)?.edit.document
  return document?.objects.find((candidate) => candidate.pointer === object.pointer) ?? object
}

/** The object at the same place after the fix; drops of list items in the same fix are not edits, so its pointer stays. */
export function objectAfter(object: ManifestObject, rewritten: readonly Rewritten[]): ManifestObject | undefined {
  const documents = rewritten.find(({ edit }) => edit.document.id === object.documentId)?.after
  return documents?.[0]?.objects.find((candidate) => candidate.pointer === object.pointer) ?? documents?.[0]?.objects[0]
}

function textGate(thought: Thought, rewritten: readonly Rewritten[]): Gate {
  for (const { edit, after } of rewritten) {
    const expected = expectedValues(edit.document, thought.changes)
    const actual = after.map((document) => document.value).filter((value) => value !== null && value !== undefined)
    if (expected.length !== actual.length || !expected.every((value, index) => sameJson(value, actual[index]))) {
      return gate('text-equals-object', false, `the new text of ${edit.document.file} says something else than the patched object`)
    }
  }
  return gate('text-equals-object', true, 'the new text, parsed, is the patched object')
}

/** What the documents must say after the fix, computed on values alone, without looking at any text. */
function expectedValues(document: ManifestDocument, changes: readonly ResolvedChange[]): unknown[] {
  const own = changes.filter((change) => change.object.documentId === document.id)
  const dropped = own.some((change) => change.does === 'drop' && change.object.pointer === '')
  const added = own.flatMap((change) => (change.does === 'add' && change.object.pointer === '' ? change.objects : []))
  if (dropped) return document.json ? [{ apiVersion: 'v1', kind: 'List', items: added }] : added
  const value = structuredClone(document.value)
  for (const change of own) {
    if (change.does !== 'edit') continue
    applyPatch(value, structuredClone(change.operations).map((operation) => Object.assign(operation, { path: change.object.pointer + operation.path }, 'from' in operation ? { from: change.object.pointer + operation.from } : {})))
  }
  for (const change of own) if (change.does === 'add' && change.object.pointer !== '') listOf(value).push(...structuredClone(change.objects))
  const drops = own.filter((change) => change.does === 'drop').map((change) => Number(change.object.pointer.split('/').at(-1)))
  for (const index of drops.toSorted((left, right) => right - left)) listOf(value).splice(index, 1)
  return [value, ...added]
}

function listOf(value: unknown): unknown[] {
  const items = isObject(value) ? value['items'] : undefined
  return Array.isArray(items) ? items : []
}

/** Every stretch of text between the edits must stand in the new text as it was, in order, with nothing else between but the edits' own texts. */
function bytesGate(rewritten: readonly Rewritten[]): Gate {
  let kept = 0
  for (const { edit } of rewritten) {
    let [from, to] = [0, 0]
    for (const { start, end, text } of [...edit.edits, { start: edit.document.text.length, end: edit.document.text.length, text: '' }]) {
      const stretch = edit.document.text.slice(from, start)
      if (start < from || edit.text.slice(to, to + stretch.length) !== stretch) return gate('other-bytes-unchanged', false, `text outside the edited ranges of ${edit.document.file} changed`)
      kept += stretch.length
      from = end
      to += stretch.length + text.length
    }
    if (to !== edit.text.length) return gate('other-bytes-unchanged', false, `text was added outside the edited ranges of ${edit.document.file}`)
  }
  return gate('other-bytes-unchanged', true, `${kept} characters outside the edited ranges are the same`)
}
