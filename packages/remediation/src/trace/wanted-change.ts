import type { LiveReference, PatchOperation } from '@aks-copilot/contracts'
import { fromPointer, isMap, sameJson, toPointer } from '@aks-copilot/kubernetes'

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
}

export type Wanted = { readonly ok: true; readonly fields: readonly WantedField[] } | { readonly ok: false; readonly why: string }

/** Says the changes of live objects as fields of what Git renders to. Refuses what Git says already: then the cluster differs from Git. */
export function wantedFields(changes: readonly LiveChange[], rendered: readonly Json[], namespace: string | undefined): Wanted {
  const fields: WantedField[] = []
  for (const [change, wanted] of changes.entries()) {
    const object = rendered.findIndex((one) => isSame(one, wanted.object, namespace))
    const manifest = rendered[object]
    const name = `${wanted.object.kind} ${wanted.object.name}`
    if (manifest === undefined) return { ok: false, why: `${name} is not rendered from Git` }
    if (rendered.some((one, index) => index > object && isSame(one, wanted.object, namespace)))
      return { ok: false, why: `${name} is rendered twice` }
    for (const operation of wanted.operations) {
      if (operation.op === 'test') continue
      if (operation.op === 'move' || operation.op === 'copy') return { ok: false, why: `a ${operation.op} of a field cannot be traced` }
      const path = correspondingPath(fromPointer(operation.path), wanted.live, manifest, operation.op)
      if (path === undefined) return { ok: false, why: `${name}: nothing in Git corresponds to ${operation.path}` }
      const before = valueAt(manifest, path)
      const after = operation.op === 'remove' ? undefined : operation.value
      if (sameJson(before, after))
        return { ok: false, why: `${name}: Git says so already at ${toPointer(path)}; the cluster differs from Git` }
      fields.push({ object, path, before, after, change })
    }
  }
  return fields.length === 0 ? { ok: false, why: 'nothing is to be changed' } : { ok: true, fields }
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
        const index = indexOfSame(list, left[Number(step)], Number(step))
        if (index === undefined) return undefined
        there = String(index)
      }
    }
    result.push(there)
    left = childOf(left, step)
    right = childOf(right, there)
  }
  return result
}

const IDENTITIES = [
  ['name'],
  ['containerPort', 'protocol'],
  ['port', 'protocol'],
  ['mountPath'],
  ['key'],
  ['host'],
  ['path'],
  ['ip'],
] as const

function indexOfSame(list: readonly unknown[], entry: unknown, index: number): number | undefined {
  if (isMap(entry)) {
    const keys = IDENTITIES.find(([first]) => entry[first] !== undefined)
    if (keys !== undefined) {
      const found = list.findIndex(
        (one) => isMap(one) && keys.every((key, order) => one[key] === entry[key] || (order > 0 && one[key] === undefined)),
      )
      return found < 0 ? undefined : found
    }
    return index < list.length ? index : undefined
  }
  const found = list.findIndex((one) => sameJson(one, entry))
  return found < 0 ? undefined : found
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(childOf, value)
}

function childOf(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(step) ? (value as readonly unknown[])[Number(step)] : undefined
  return isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined
}

/** A copy with one place set, parents made where they are missing; `-` appends; undefined removes. */
export function withValue(value: unknown, path: readonly string[], wanted: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return wanted
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value
    if (step === '-') return [...list, withValue(undefined, rest, wanted)]
    const index = Number(step)
    if (rest.length === 0 && wanted === undefined) return list.toSpliced(index, 1)
    return list.with(index, withValue(list[index], rest, wanted))
  }
  if (step === '-') return [withValue(undefined, rest, wanted)]
  const map = isMap(value) ? value : {}
  if (rest.length > 0 || wanted !== undefined) return { ...map, [step]: withValue(map[step], rest, wanted) }
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== step))
}

/** Operations that set one place of a value: `test` of what is there, parents where they are missing. */
export function operationsFor(value: unknown, path: readonly string[], wanted: unknown): PatchOperation[] {
  const before = valueAt(value, path)
  const pointer = toPointer(path)
  if (wanted === undefined)
    return before === undefined
      ? []
      : [
          { op: 'test', path: pointer, value: before },
          { op: 'remove', path: pointer },
        ]
  if (before !== undefined)
    return [
      { op: 'test', path: pointer, value: before },
      { op: 'replace', path: pointer, value: wanted },
    ]
  let depth = path.length - 1
  while (depth > 0 && valueAt(value, path.slice(0, depth)) === undefined) depth -= 1
  const made = withValue(undefined, path.slice(depth + 1), wanted)
  return [{ op: 'add', path: toPointer(path.slice(0, depth + 1)), value: made }]
}
