import type { Gate, GateName, PatchOperation } from '@aks-copilot/contracts'
import { type SchemaProblem, type Schemas, sameJson } from '@aks-copilot/kubernetes'
import { everyProblem } from '../inspect/schema-problems.ts'
import type { ManifestDocument, ManifestObject } from '../source/manifest.ts'
import type { ResolvedChange, Thought } from '../think/think.ts'
import { changedPaths, isDeclared } from './changed-paths.ts'
import type { ValueStep } from './document-draft.ts'
import { expectedValues } from './expected-values.ts'
import type { DocumentEdit } from './rewrite-document.ts'

export function gate(name: GateName, pass: boolean, detail: string): Gate {
  return { gate: name, pass, detail }
}

/** A document before and after the fixes of a round: usually one document, several where fixes added some. */
export interface Rewritten {
  readonly edit: DocumentEdit
  readonly after: readonly ManifestDocument[]
}

/** Gate 1. The operations were applied to the values one by one before this is asked; here: that they say `test` first, and do something. */
export function operationsGate(thought: Thought): Gate {
  const untested = thought.changes.find(({ does, operations }) => does !== 'add' && !testsFirst(operations))
  const empty = !thought.changes.some(({ does, operations }) => does === 'add' || operations.some(({ op }) => op !== 'test'))
  if (empty) return gate('operations-applied', false, 'there is no operation that changes anything')
  if (untested !== undefined)
    return gate('operations-applied', false, `the operations on ${untested.object.kind} ${untested.object.name} do not begin with \`test\``)
  const count = thought.changes.reduce((sum, change) => sum + change.operations.length, 0)
  return gate('operations-applied', true, `${count} operations applied, \`test\` first`)
}

function testsFirst(operations: readonly PatchOperation[]): boolean {
  const first = operations.findIndex(({ op }) => op !== 'test')
  return first > 0 && operations.slice(first).every(({ op }) => op !== 'test')
}

/** Gate 5: what the steps of this fix changed. To remove a whole object takes a conversion, with its ledger, or a rule that declares everything. */
export function pathsGate(thought: Thought, steps: readonly ValueStep[]): Gate {
  const declared = thought.finding.rule.changes ?? []
  const changed = steps.flatMap(({ before, after }) => changedPaths(before, after))
  const drops = thought.ledger !== undefined ? [] : thought.changes.filter(({ does }) => does === 'drop').map(() => '')
  const stray = [...changed, ...drops].find((pointer) => !isDeclared(pointer, declared))
  if (stray !== undefined)
    return gate(
      'declared-paths-only',
      false,
      stray === '' ? 'the whole object changes, and the rule does not declare it' : `${stray} changed, and the rule does not declare it`,
    )
  return gate('declared-paths-only', true, `${changed.length} declared ${changed.length === 1 ? 'path' : 'paths'} changed, no other`)
}

/** A schema problem that was not there before, and the place of its object in the new text. */
export interface FreshProblem {
  readonly object: ManifestObject
  readonly text: string
}

/** Gate 4: the problems that a document has now and did not have. Indexes move when something is removed, so they do not count. */
export function freshProblems({ edit, after }: Rewritten, schemas: Schemas): FreshProblem[] {
  const known = new Map<string, number>()
  for (const object of edit.document.objects)
    for (const problem of everyProblem(object, schemas))
      known.set(problemKey(object, problem), (known.get(problemKey(object, problem)) ?? 0) + 1)
  return after
    .flatMap((document) => document.objects)
    .filter((object) => !object.virtual)
    .flatMap((object) =>
      everyProblem(object, schemas).flatMap((problem) => {
        const left = known.get(problemKey(object, problem)) ?? 0
        known.set(problemKey(object, problem), left - 1)
        return left > 0 ? [] : [{ object, text: `${object.kind} ${object.name} ${problem.pointer}: ${problem.message}` }]
      }),
    )
}

function problemKey(object: ManifestObject, { pointer, message }: SchemaProblem): string {
  return `${object.kind}\n${object.name}\n${pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')}\n${message}`
}

/** Gate 6: the new text, parsed, against the values that the operations make of the old ones. */
export function textGate({ edit, after }: Rewritten, changes: readonly ResolvedChange[]): Gate {
  const expected = expectedValues(edit.document, changes)
  const actual = after.map((document) => document.value).filter((value) => value !== null && value !== undefined)
  const same =
    expected !== undefined && expected.length === actual.length && expected.every((value, index) => sameJson(value, actual[index]))
  return gate(
    'text-equals-object',
    same,
    same
      ? 'the new text, parsed, is the patched object'
      : `the new text of ${edit.document.file} says something else than the patched object`,
  )
}

/** Gate 7: every stretch of text between the edits stands in the new text as it was, in order, with nothing but the edits' own texts between. */
export function bytesGate({ edit }: Rewritten): Gate {
  const { document, text, edits } = edit
  const failed = (what: string): Gate => gate('other-bytes-unchanged', false, `text ${what} the edited ranges of ${document.file}`)
  let [kept, from, to] = [0, 0, 0]
  for (const { start, end, text: written } of [...edits, { start: document.text.length, end: document.text.length, text: '' }]) {
    const stretch = document.text.slice(from, start)
    if (start < from || end < start || !text.startsWith(stretch, to)) return failed('changed outside')
    to += stretch.length
    if (!text.startsWith(written, to)) return failed('is not what was written into')
    kept += stretch.length
    from = end
    to += written.length
  }
  return to === text.length
    ? gate('other-bytes-unchanged', true, `${kept} characters outside the edited ranges are the same`)
    : failed('was added outside')
}

/** The place of an object after the changes to its document: items of a List move up when others before them go. */
export function placeAfter(pointer: string, changes: readonly ResolvedChange[]): string | undefined {
  const drops = new Set(changes.filter(({ does }) => does === 'drop').map(({ object }) => object.pointer))
  if (drops.has(pointer) || drops.has('')) return undefined
  const match = /^(\/.*\/)(\d+)$/.exec(pointer)
  if (match === null || drops.size === 0) return pointer
  const before = [...drops].filter(
    (drop) => drop.startsWith(match[1] ?? '') && Number(drop.slice(match[1]?.length)) < Number(match[2]),
  ).length
  return `${match[1]}${Number(match[2]) - before}`
}
