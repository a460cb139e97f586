import type { LiveReference, PatchOperation } from '@aks-copilot/contracts'
import { fromPointer, isMap, sameJson, toPointer } from '@aks-copilot/kubernetes'
import { valueAt, withValue } from './json-paths.ts'
import { indexOfSame } from './same-entry.ts'

export { operationsFor, valueAt, withValue } from './json-paths.ts'

type Json = Readonly<Record<string, unknown>>

/** What shall become of a live object. */
export interface LiveChange {
  readonly object: LiveReference
  readonly operations: readonly PatchOperation[]
  /** The object as it is in the cluster: by it, list entries are recognised in Git. */
  readonly live: Json
}

/** One field of a rendered object, and what it shall be; `undefined`: gone. */
export interface WantedField {
  /** Index of the object among the rendered ones. */
  readonly object: number
  readonly path: readonly string[]
  readonly before: unknown
  readonly after: unknown
  /** Which of the changes it belongs to. */
  readonly change: number
  /** Where its key is only another name for the same value: both paths, so that one line in Git may do for both. */
  readonly renamed?: { readonly from: readonly string[]; readonly to: readonly string[] }
}

export type Wanted = { readonly ok: true; readonly fields: readonly WantedField[] } | { readonly ok: false; readonly why: string }

/**
 * Says the changes of live objects as fields of what Git renders to; each path counts on the fields before it. Refuses what Git says already:
 * then the cluster differs from Git.
 */
export function wantedFields(changes: readonly LiveChange[], rendered: readonly Json[], namespace: string | undefined): Wanted {
  const fields: WantedField[] = []
  const manifests = [...rendered]
  const lives = new Map<number, unknown>()
  for (const [change, wanted] of changes.entries()) {
    const found = objectOf(wanted.object, rendered, namespace)
    if (typeof found === 'string') return { ok: false, why: found }
    for (const operation of wanted.operations) {
      const live = lives.get(found) ?? wanted.live
      const parts = partsOf(operation, live, manifests[found] ?? {}, rendered[found] ?? {})
      if (typeof parts === 'string') return { ok: false, why: `${wanted.object.kind} ${wanted.object.name}: ${parts}` }
      for (const part of parts) {
        manifests[found] = withValue(manifests[found], part.path, part.after) as Json
        fields.push({ ...part, object: found, change })
      }
      lives.set(found, applied(live, operation))
    }
  }
  return fields.length === 0
    ? { ok: false, why: 'nothing is to be changed' }
    : { ok: true, fields: fields.map((field) => withName(field, fields)) }
}

/** A key that goes away while another one beside it comes with the same value was renamed. */
function withName(field: WantedField, fields: readonly WantedField[]): WantedField {
  const isTwin = (other: WantedField): boolean =>
    other.object === field.object &&
    sameJson(other.path.slice(0, -1), field.path.slice(0, -1)) &&
    (field.after === undefined ? other.before === undefined : other.after === undefined) &&
    sameJson(field.before ?? field.after, other.before ?? other.after)
  if ((field.before === undefined) === (field.after === undefined)) return field
  const twin = fields.find((other) => other !== field && isTwin(other))
  if (twin === undefined) return field
  return { ...field, renamed: field.after === undefined ? { from: field.path, to: twin.path } : { from: twin.path, to: field.path } }
}

function objectOf(object: LiveReference, rendered: readonly Json[], namespace: string | undefined): number | string {
  const index = rendered.findIndex((one) => isSame(one, object, namespace))
  const name = `${object.kind} ${object.name}`
  if (index < 0) return `${name} is not rendered from Git`
  return rendered.some((one, other) => other > index && isSame(one, object, namespace)) ? `${name} is rendered twice` : index
}

type Part = Pick<WantedField, 'path' | 'before' | 'after'>

/** The fields that one operation changes in the manifest; or why that cannot be said. None for what an earlier operation did. */
function partsOf(operation: PatchOperation, live: unknown, manifest: Json, present: Json): Part[] | string {
  if (operation.op === 'test') return []
  if (operation.op === 'move' || operation.op === 'copy') return `a ${operation.op} of a field cannot be traced`
  const parts: Part[] = []
  for (const change of leavesOf(operation, live)) {
    const place = placeOf(change, live, manifest)
    if (place === undefined) return `nothing in Git corresponds to ${toPointer(change.path)}`
    const before = valueAt(manifest, place.path)
    if (!sameJson(before, place.after)) parts.push({ ...place, before })
    else if (operation.path === toPointer(change.path) && sameJson(valueAt(present, place.path), place.after))
      return `Git says so already at ${toPointer(place.path)}; the cluster differs from Git`
  }
  return parts.length === 0 && sameJson(manifest, present)
    ? `Git says so already at ${operation.path}; the cluster differs from Git`
    : parts
}

interface LiveLeaf {
  readonly op: 'add' | 'replace' | 'remove'
  readonly path: readonly string[]
  readonly after: unknown
}

/** What differs inside a value that is replaced whole: the API server's defaults in it are none of Git's. */
function leavesOf(operation: Extract<PatchOperation, { op: 'add' | 'replace' | 'remove' }>, live: unknown): LiveLeaf[] {
  const path = fromPointer(operation.path)
  if (operation.op === 'remove') return [{ op: 'remove', path, after: undefined }]
  const isInsertion = operation.op === 'add' && Array.isArray(valueAt(live, path.slice(0, -1)))
  if (isInsertion) return [{ op: 'add', path, after: operation.value }]
  return leafChanges(valueAt(live, path), operation.value, path)
}

function leafChanges(before: unknown, after: unknown, path: readonly string[]): LiveLeaf[] {
  if (isMap(before) && isMap(after) && Object.keys(before).length > 0) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    const changes = keys
      .filter((key) => !sameJson(before[key], after[key]))
      .flatMap((key) => leafChanges(before[key], after[key], [...path, key]))
    return changes.length > 0 ? changes : [{ op: 'replace', path, after }]
  }
  return [{ op: after === undefined ? 'remove' : before === undefined ? 'add' : 'replace', path, after }]
}

/** Where a change of the live object goes in the manifest. Entries of a plain list have an order, so that one put in between makes a new list. */
function placeOf({ op, path, after }: LiveLeaf, live: unknown, manifest: Json): Pick<Part, 'path' | 'after'> | undefined {
  const [above, step] = [path.slice(0, -1), path.at(-1)]
  const list: unknown = valueAt(live, above)
  if (op === 'add' && Array.isArray(list) && !isMap(after) && step !== '-' && Number(step) < list.length) {
    const there = correspondingPath(above, live, manifest, 'replace')
    const own: unknown = there === undefined ? undefined : valueAt(manifest, there)
    const at = Array.isArray(own) ? indexOfSame(own, list, Number(step)) : undefined
    return there === undefined || !Array.isArray(own) || at === undefined ? undefined : { path: there, after: own.toSpliced(at, 0, after) }
  }
  const there = correspondingPath(path, live, manifest, op)
  return there === undefined ? undefined : { path: there, after }
}

/** The live object after one operation. */
function applied(live: unknown, operation: PatchOperation): unknown {
  if (operation.op !== 'add' && operation.op !== 'replace' && operation.op !== 'remove') return live
  const path = fromPointer(operation.path)
  const [above, step] = [path.slice(0, -1), path.at(-1)]
  const list: unknown = valueAt(live, above)
  if (operation.op === 'add' && Array.isArray(list) && step !== '-')
    return withValue(live, above, list.toSpliced(Number(step), 0, operation.value))
  return withValue(live, path, operation.op === 'remove' ? undefined : operation.value)
}

function isSame(manifest: Json, { apiVersion, kind, namespace, name }: LiveReference, open: string | undefined): boolean {
  const metadata = isMap(manifest['metadata']) ? manifest['metadata'] : {}
  const group = (version: unknown): string => (typeof version === 'string' && version.includes('/') ? (version.split('/')[0] ?? '') : '')
  return (
    manifest['kind'] === kind &&
    metadata['name'] === name &&
    (apiVersion === undefined || group(apiVersion) === group(manifest['apiVersion'])) &&
    (metadata['namespace'] ?? open) === namespace
  )
}

/**
 * The same place in another version of an object: entries of lists are the ones of the same name, port or mount path, wherever they stand.
 * Undefined where there is no such entry.
 */
export function correspondingPath(
  path: readonly string[],
  from: unknown,
  to: unknown,
  op: 'add' | 'replace' | 'remove',
): string[] | undefined {
  const result: string[] = []
  let [left, right]: [unknown, unknown] = [from, to]
  for (const [depth, step] of path.entries()) {
    const isLast = depth === path.length - 1
    let there = step
    if (Array.isArray(left)) {
      const list: readonly unknown[] = Array.isArray(right) ? right : []
      if (isLast && op === 'add') there = '-'
      else {
        const index = indexOfSame(list, left, Number(step))
        if (index === undefined) return undefined
        there = String(index)
      }
    }
    result.push(there)
    left = valueAt(left, [step])
    right = valueAt(right, [there])
  }
  return result
}
