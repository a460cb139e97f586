import type { PatchOperation } from '@aks-copilot/contracts'
import { applyPatch } from 'rfc6902'
import { readYaml } from '../source/yaml.ts'
import { applyOperation } from './apply-operations.ts'
import { draftOf } from './draft.ts'
import { formatPointer, parsePointer } from './json-pointer.ts'
import { deepCopy, deepEqual, firstDifference } from './json-value.ts'
import { rewrite } from './rewrite.ts'
import type { SourceTree } from './source-node.ts'
import { buildSourceTree } from './source-tree.ts'
import { applyEdits, type TextEdit } from './text-edit.ts'

export type { TextEdit } from './text-edit.ts'
export { writeYaml } from './write-yaml.ts'

export type EditResult =
  | { readonly ok: true; readonly text: string; readonly edits: readonly TextEdit[] }
  | {
      readonly ok: false
      readonly reason: string
      /** Index of the operation that cannot be done. */
      readonly operation: number
    }

interface Opened {
  readonly tree: SourceTree
  readonly value: unknown
}

/**
 * Applies operations of RFC 6902 to the text of exactly one YAML or JSON document; nothing moves but what they name.
 * Paths are relative to `pointer`, the place of the object in the document. The new text is read again, and the result
 * is refused unless it reads as exactly the object that the operations make of the old one.
 */
export function editDocument(text: string, operations: readonly PatchOperation[], pointer = ''): EditResult {
  const read = readYaml(text)
  const prefix = parsePointer(pointer)
  if (!read.ok) return { ok: false, reason: `the document cannot be read: ${read.problem.reason}`, operation: 0 }
  if (prefix === undefined) return { ok: false, reason: `'${pointer}' is no JSON Pointer`, operation: 0 }
  const opened = { tree: buildSourceTree(text, read.events), value: read.value }
  const result = attempt(opened, operations, prefix)
  return result.ok || result.operation >= 0 ? result : { ...result, operation: culprit(opened, operations, prefix) }
}

/** The first operation that cannot be done after the ones before it, found by halving the list. */
function culprit(opened: Opened, operations: readonly PatchOperation[], prefix: readonly string[]): number {
  let [low, high] = [0, operations.length - 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (attempt(opened, operations.slice(0, middle + 1), prefix).ok) low = middle + 1
    else high = middle
  }
  return low
}

/** A refusal that no single operation is known to cause has the operation -1. */
function attempt({ tree, value }: Opened, operations: readonly PatchOperation[], prefix: readonly string[]): EditResult {
  const root = draftOf(tree.root, value)
  for (const [operation, item] of operations.entries()) {
    const reason = applyOperation(root, item, prefix)
    if (reason !== undefined) return { ok: false, reason, operation }
  }
  const { edits, refusals } = rewrite(tree, root)
  const [refusal] = refusals
  if (refusal !== undefined) return { ok: false, reason: refusal, operation: -1 }
  const text = applyEdits(tree.text, edits)
  const problem = difference(text, expected(value, operations, prefix))
  if (problem === undefined) return { ok: true, text, edits }
  const hint = tree.aliases.length > 0 ? '; an alias or a merge key decides what is there' : ''
  return { ok: false, reason: sharedAnchor(tree, edits) ?? problem + hint, operation: -1 }
}

/** The object that the reference implementation of RFC 6902 makes of the old one. */
function expected(value: unknown, operations: readonly PatchOperation[], prefix: readonly string[]): unknown {
  const holder = { root: deepCopy(value) }
  const root = formatPointer(['root', ...prefix])
  const absolute = operations.map((operation) =>
    'from' in operation
      ? { ...operation, from: root + operation.from, path: root + operation.path }
      : { ...operation, path: root + operation.path },
  )
  return applyPatch(holder, absolute).some((error) => error !== null) ? undefined : holder.root
}

function difference(text: string, wanted: unknown): string | undefined {
  const read = readYaml(text)
  if (!read.ok) return `the edited text could not be read: ${read.problem.reason}`
  if (deepEqual(read.value, wanted)) return undefined
  return `the edited text would read differently than the operations say at '${formatPointer(firstDifference(read.value, wanted) ?? [])}'`
}

/** Says so when an edit goes into a node that an alias repeats elsewhere. */
function sharedAnchor({ text, aliases }: SourceTree, edits: readonly TextEdit[]): string | undefined {
  const alias = aliases.find(
    ({ target }) => target !== undefined && edits.some((edit) => edit.start <= target.end && edit.end >= target.start),
  )
  if (alias?.target?.anchor !== undefined) {
    const line = text.slice(0, alias.start).split('\n').length
    return `the change touches the anchor &${alias.target.anchor}, which line ${line} uses too`
  }
  return undefined
}
