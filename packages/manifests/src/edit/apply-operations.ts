import type { PatchOperation } from '@aks-copilot/contracts'
import { type Draft, entriesOf, freshDraft, itemsOf, removeEntry, setEntry, valueOf } from './draft.ts'
import { deepCopy, deepEqual, isJson } from './json-value.ts'
import { formatPointer, parseIndex, parsePointer } from './json-pointer.ts'
import { reconcile } from './reconcile.ts'

type Tokens = readonly string[]

/** Applies one operation of RFC 6902 to the draft of a document; says why when it cannot. */
export function applyOperation(root: Draft, operation: PatchOperation, prefix: Tokens): string | undefined {
  const path = tokensOf(operation.path, prefix)
  if (path === undefined) return `'${operation.path}' is no JSON Pointer`
  if (operation.op === 'remove') return remove(root, path)
  if (operation.op === 'move' || operation.op === 'copy') {
    const from = tokensOf(operation.from, prefix)
    if (from === undefined) return `'${operation.from}' is no JSON Pointer`
    return operation.op === 'move' ? move(root, from, path) : copy(root, from, path)
  }
  if (!isJson(operation.value)) return 'the operation has no value that YAML can hold'
  if (operation.op === 'add') return add(root, path, deepCopy(operation.value))
  if (operation.op === 'replace') return replace(root, path, deepCopy(operation.value))
  return operation.op === 'test' ? test(root, path, operation.value) : 'no such operation'
}

function tokensOf(pointer: unknown, prefix: Tokens): Tokens | undefined {
  const tokens = typeof pointer === 'string' ? parsePointer(pointer) : undefined
  return tokens === undefined || tokens.includes('__proto__') ? undefined : [...prefix, ...tokens]
}

function resolve(root: Draft, path: Tokens): Draft | undefined {
  let draft: Draft | undefined = root
  for (const token of path) {
    if (draft === undefined) return undefined
    draft = entriesOf(draft)?.get(token)?.value ?? itemsOf(draft)?.[parseIndex(token) ?? -1]
  }
  return draft
}

function missing(path: Tokens): string {
  return `nothing is at '${formatPointer(path)}'`
}

function test(root: Draft, path: Tokens, value: unknown): string | undefined {
  const draft = resolve(root, path)
  if (draft === undefined) return missing(path)
  return deepEqual(valueOf(draft), value) ? undefined : `the test failed: '${formatPointer(path)}' has another value`
}

function replace(root: Draft, path: Tokens, value: unknown): string | undefined {
  const draft = resolve(root, path)
  if (draft === undefined) return missing(path)
  reconcile(draft, value)
  return undefined
}

function add(root: Draft, path: Tokens, value: unknown): string | undefined {
  const last = path.at(-1)
  const parent = resolve(root, path.slice(0, -1))
  if (last === undefined) return replace(root, path, value)
  if (parent === undefined) return missing(path.slice(0, -1))
  const items = itemsOf(parent)
  if (items !== undefined) return insert(items, last, value, path)
  if (entriesOf(parent) === undefined) return `'${formatPointer(path.slice(0, -1))}' is neither a mapping nor a sequence`
  setEntry(parent, last, value, reconcile)
  return undefined
}

function insert(items: Draft[], token: string, value: unknown, path: Tokens): string | undefined {
  const index = token === '-' ? items.length : parseIndex(token)
  if (index === undefined || index > items.length) return `'${formatPointer(path)}' is no place in a sequence of ${items.length}`
  items.splice(index, 0, freshDraft(value))
  return undefined
}

function remove(root: Draft, path: Tokens): string | undefined {
  const last = path.at(-1)
  if (last === undefined) return 'the whole document cannot be removed by an operation'
  const parent = resolve(root, path.slice(0, -1))
  if (parent === undefined || resolve(parent, [last]) === undefined) return missing(path)
  const items = itemsOf(parent)
  if (items !== undefined) items.splice(Number(last), 1)
  else if (entriesOf(parent)?.get(last)?.merged === true)
    return `'${formatPointer(path)}' comes from a merge key (<<), and cannot be removed here`
  else removeEntry(parent, last)
  return undefined
}

function copy(root: Draft, from: Tokens, path: Tokens): string | undefined {
  const source = resolve(root, from)
  return source === undefined ? missing(from) : add(root, path, deepCopy(valueOf(source)))
}

function move(root: Draft, from: Tokens, path: Tokens): string | undefined {
  const source = resolve(root, from)
  if (source === undefined) return missing(from)
  if (formatPointer(from) === formatPointer(path)) return undefined
  if (formatPointer(path).startsWith(`${formatPointer(from)}/`)) return `'${formatPointer(from)}' cannot move into itself`
  if (formatPointer(from.slice(0, -1)) === formatPointer(path.slice(0, -1)) && rename(root, from, path)) return undefined
  const value = deepCopy(valueOf(source))
  return remove(root, from) ?? add(root, path, value)
}

/** A key that changes its name keeps its place, its value's text and its comments. */
function rename(root: Draft, from: Tokens, path: Tokens): boolean {
  const parent = resolve(root, from.slice(0, -1))
  const [oldName, newName] = [from.at(-1), path.at(-1)]
  const entries = parent === undefined ? undefined : entriesOf(parent)
  const entry = oldName === undefined ? undefined : entries?.get(oldName)
  if (parent === undefined || entry === undefined || entry.merged || oldName === undefined || newName === undefined) return false
  if (entries?.get(newName)?.merged === true) return false
  entries?.delete(oldName)
  removeEntry(parent, newName)
  entries?.set(newName, entry)
  return true
}
