import { isMap, type PathStep, sameJson, toPointer } from '@aks-copilot/kubernetes'
import type { FieldChange } from '../context/records.ts'
import { relevantParts } from './relevant-fields.ts'

type Value = Readonly<Record<string, unknown>>

/** No change that a person made has more; beyond it lies a rewrite, which nobody reads field by field. */
const MOST_FIELDS = 60

/**
 * What somebody changed between two versions of an object, field by field: not its status, not what controllers note on it. Items of
 * lists are matched by their name (port, key …), so that an item that moved is no change. Paths lead into the new object; those of what
 * is gone lead to where it was.
 */
export function diffObjects(before: Value, after: Value): FieldChange[] {
  const into: FieldChange[] = []
  const old = new Map(relevantParts(before).map((part) => [part.path.join('/'), part]))
  for (const part of relevantParts(after)) {
    const key = part.path.join('/')
    diffValues(old.get(key)?.value, part.value, { path: part.path, names: [] }, into)
    old.delete(key)
  }
  for (const { path, value } of old.values()) diffValues(value, undefined, { path, names: [] }, into)
  return into
}

/** The same for two pod templates, as revisions hold them: paths begin with `path`. */
export function diffValuesAt(before: unknown, after: unknown, path: readonly string[]): FieldChange[] {
  const into: FieldChange[] = []
  diffValues(before, after, { path, names: [] }, into)
  return into
}

/** Where we are: the path, and the names of the list items on the way. */
interface Place {
  readonly path: readonly PathStep[]
  readonly names: readonly string[]
}

function diffValues(before: unknown, after: unknown, place: Place, into: FieldChange[]): void {
  if (before === after || (isNothing(before) && isNothing(after))) return
  if (isMap(before) && isMap(after)) diffMaps(before, after, place, into)
  else if (Array.isArray(before) && Array.isArray(after)) diffLists(before, after, place, into)
  // What came or went as a whole is told field by field: a pattern may ask for a field far below.
  else if (isMap(after) && isNothing(before) && Object.keys(after).length > 0) diffMaps(NOTHING, after, place, into)
  else if (isMap(before) && isNothing(after) && Object.keys(before).length > 0) diffMaps(before, NOTHING, place, into)
  else add(before, after, place, into)
}

function diffMaps(before: Value, after: Value, { path, names }: Place, into: FieldChange[]): void {
  for (const key of Object.keys(after)) diffValues(before[key], after[key], { path: [...path, key], names }, into)
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) diffValues(before[key], undefined, { path: [...path, key], names }, into)
  }
}

function diffLists(before: readonly unknown[], after: readonly unknown[], place: Place, into: FieldChange[]): void {
  const key = sharedKey(before, after)
  if (key !== undefined) diffKeyed(before.filter(isMap), after.filter(isMap), key, place, into)
  else if (before.length === after.length && before.every(isMap) && after.every(isMap)) {
    for (const [index, item] of after.entries()) diffValues(before[index], item, { path: [...place.path, index], names: place.names }, into)
  } else if (!sameJson(before, after)) add(before, after, place, into)
}

function diffKeyed(before: readonly Value[], after: readonly Value[], key: string, { path, names }: Place, into: FieldChange[]): void {
  const old = new Map(before.map((item, index) => [item[key], { item, index }]))
  for (const [index, item] of after.entries()) {
    const place = { path: [...path, index], names: [...names, String(item[key])] }
    const known = old.get(item[key])
    old.delete(item[key])
    if (known === undefined) add(undefined, item, place, into)
    else diffMaps(known.item, item, place, into)
  }
  for (const { item, index } of old.values()) add(item, undefined, { path: [...path, index], names: [...names, String(item[key])] }, into)
}

/** By what lists of Kubernetes know their items, the most telling first. */
const KEYS = ['name', 'containerPort', 'mountPath', 'key', 'host', 'path', 'port', 'ip', 'topologyKey', 'type'] as const

/** The key that every item of both lists has, each with another value. */
function sharedKey(before: readonly unknown[], after: readonly unknown[]): string | undefined {
  if (before.length + after.length === 0) return undefined
  return KEYS.find((key) => isUniqueIn(before, key) && isUniqueIn(after, key))
}

function isUniqueIn(list: readonly unknown[], key: string): boolean {
  const seen = new Set<unknown>()
  for (const item of list) {
    const value = isMap(item) ? item[key] : undefined
    if ((typeof value !== 'string' && typeof value !== 'number') || seen.has(value)) return false
    seen.add(value)
  }
  return true
}

function add(before: unknown, after: unknown, { path, names }: Place, into: FieldChange[]): void {
  if (into.length >= MOST_FIELDS) return
  const change = { path: toPointer(path), from: before ?? undefined, to: after ?? undefined }
  into.push(names.length === 0 ? change : { ...change, names })
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null
}

const NOTHING: Value = Object.freeze({})
