import type { PatchOperation } from '@aks-copilot/contracts'
import { isMap, type PathStep, toPointer } from '@aks-copilot/kubernetes'
import { applyPatch } from 'rfc6902'
import type { Intent } from '../inspect/rule.ts'
import { copyAlong } from './copy-along.ts'

type Json = Readonly<Record<string, unknown>>

/** A `test` on a value larger than this (as JSON text) says less than it costs to read. */
const LONGEST_TEST = 2000

/**
 * Turns the wishes of a rule about one object into RFC 6902 operations: sets and renames in the given order, then removals
 * from the end to the start, so that no index moves under another. In front stand `test` operations: the object's kind and name,
 * the name of each list element that is passed through, and the values that are replaced or removed.
 */
export function resolveOperations(object: Json, intents: readonly Intent[]): PatchOperation[] {
  const draft = ownCopy(object, intents) as Record<string, unknown>
  const removals = intents.filter((intent) => intent.does === 'remove')
  const operations: PatchOperation[] = []
  const apply = (operation: PatchOperation): void => {
    applyPatch(draft, [structuredClone(operation)])
    operations.push(operation)
  }
  for (const intent of intents) {
    const operation = intent.does === 'remove' ? undefined : resolve(draft, intent)
    if (operation !== undefined) apply(operation)
  }
  for (const { at } of removals.toSorted((left, right) => comparePaths(right.at.path, left.at.path))) {
    if (valueAt(draft, at.path) !== undefined) apply({ op: 'remove', path: at.pointer })
  }
  return operations.length === 0 ? [] : [...tests(object, intents), ...operations]
}

/** After a rename, other wishes may go by the new key. */
function ownCopy(object: Json, intents: readonly Intent[]): unknown {
  return intents.some(({ does }) => does === 'rename')
    ? structuredClone(object)
    : copyAlong(
        object,
        intents.map(({ at }) => at.path),
      )
}

function resolve(draft: Json, intent: Exclude<Intent, { does: 'remove' }>): PatchOperation | undefined {
  if (intent.does === 'rename')
    return { op: 'move', from: intent.at.pointer, path: toPointer([...intent.at.path.slice(0, -1), intent.key]) }
  if (intent.does === 'append') {
    const list = valueAt(draft, intent.at.path)
    return Array.isArray(list)
      ? { op: 'add', path: toPointer([...intent.at.path, list.length]), value: intent.value }
      : setOperation(draft, intent.at.path, [intent.value])
  }
  return setOperation(draft, intent.at.path, intent.value)
}

/** `replace` where something stands, `add` where only the key is missing, else `add` of the nearest missing parent with the value inside. */
function setOperation(draft: Json, path: readonly PathStep[], value: unknown): PatchOperation {
  let depth = 0
  while (depth < path.length && isContainer(valueAt(draft, path.slice(0, depth)))) depth += 1
  const present = valueAt(draft, path.slice(0, depth))
  const full = depth === path.length
  const nested = path.slice(depth).reduceRight<unknown>((inner, step) => ({ [step]: inner }), value)
  const op = present === undefined ? 'add' : 'replace'
  return { op, path: toPointer(path.slice(0, full ? path.length : depth)), value: nested }
}

function tests(object: Json, intents: readonly Intent[]): PatchOperation[] {
  const seen = new Map<string, unknown>()
  for (const path of [['kind'], ['metadata', 'name']]) remember(seen, object, path)
  for (const { at, does } of intents) {
    for (let depth = 1; depth <= at.path.length; depth += 1)
      if (typeof at.path[depth - 1] === 'number') remember(seen, object, [...at.path.slice(0, depth), 'name'])
    if (does !== 'append') remember(seen, object, at.path)
  }
  return [...seen].map(([path, value]) => ({ op: 'test', path, value }))
}

function remember(seen: Map<string, unknown>, object: Json, path: readonly PathStep[]): void {
  const value = valueAt(object, path)
  if (value === undefined || (isContainer(value) && JSON.stringify(value).length > LONGEST_TEST)) return
  seen.set(toPointer(path), value)
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function valueAt(root: unknown, path: readonly PathStep[]): unknown {
  let value = root
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)]
    else if (isMap(value) && Object.hasOwn(value, step)) value = value[step]
    else return undefined
  }
  return value
}

/** Document order of two paths; numbers by value. A parent comes before its children. */
function comparePaths(left: readonly PathStep[], right: readonly PathStep[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [a, b] = [left[index] ?? '', right[index] ?? '']
    if (a === b) continue
    return typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1
  }
  return left.length - right.length
}
