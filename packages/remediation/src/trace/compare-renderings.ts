import { isMap, sameJson, toPointer } from '@aks-copilot/kubernetes'
import { manifestName } from './json-paths.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * What differs between what was rendered and what was wanted, one clause without any value; undefined where nothing does. The order of
 * objects does not count, nor what is only derived from the data: the hash in a name, and the checksum in an annotation of the pods.
 */
export function differenceBetween(rendered: readonly Json[], wanted: readonly Json[]): string | undefined {
  const [left, right] = [indexed(rendered), indexed(wanted)]
  const clauses: string[] = []
  for (const [key, value] of right) {
    const found = left.get(key)
    if (found === undefined) clauses.push(`${key} would be gone`)
    else {
      const path = firstDifference(found, value, [])
      if (path !== undefined) clauses.push(`${key} would differ at ${toPointer(path)} too`)
    }
    if (clauses.length >= MOST_NAMED) break
  }
  for (const key of left.keys()) if (!right.has(key) && clauses.length < MOST_NAMED) clauses.push(`${key} would be new`)
  return clauses.length === 0 ? undefined : clauses.join(', and ')
}

const MOST_NAMED = 3

function firstDifference(left: unknown, right: unknown, path: readonly string[]): readonly string[] | undefined {
  if (sameJson(left, right) || isChecksum(left, right, path)) return undefined
  const isList = Array.isArray(left) && Array.isArray(right) && left.length === right.length
  if (!isList && !(isMap(left) && isMap(right))) return path
  const [one, other] = [left as Json, right as Json]
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = firstDifference(one[key], other[key], [...path, key])
    if (found !== undefined) return found
  }
  return undefined
}

/** Charts put the digest of their configuration on the pods, so that these start anew with it. */
function isChecksum(left: unknown, right: unknown, path: readonly string[]): boolean {
  const [key, above, metadata] = [path.at(-1) ?? '', path.at(-2), path.at(-3)]
  if (above !== 'annotations' || metadata !== 'metadata' || path.at(-4) !== 'template' || !/checksum|hash|sha|digest/i.test(key))
    return false
  return [left, right].every((value) => typeof value === 'string' && /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/.test(value))
}

/** Objects by group, kind, namespace and name. The hash that Kustomize puts behind the name of generated data is left out. */
function indexed(objects: readonly Json[]): ReadonlyMap<string, unknown> {
  const generated = generatedNames(objects)
  const result = new Map<string, unknown>()
  for (const object of objects) {
    const value = withoutHashes(object, generated)
    const { apiVersion, kind, metadata } = value as { apiVersion?: string; kind?: string; metadata?: { namespace?: string; name?: string } }
    const group = typeof apiVersion === 'string' && apiVersion.includes('/') && isRival(objects, object) ? ` of ${apiVersion}` : ''
    const key = `${kind} ${metadata?.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata?.name}${group}`
    let unique = key
    for (let again = 2; result.has(unique); again += 1) unique = `${key} (${again})`
    result.set(unique, value)
  }
  return result
}

/** Another kind of the same name in another group. */
function isRival(objects: readonly Json[], object: Json): boolean {
  return objects.some((one) => one !== object && one['kind'] === object['kind'] && one['apiVersion'] !== object['apiVersion'])
}

/** Names with their stems; one stem for two names is no stem. */
function generatedNames(objects: readonly Json[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const owners = new Map<string, Set<string>>()
  for (const object of objects) {
    const stem = stemOf(object)
    if (stem === undefined) continue
    names.set(manifestName(object), stem)
    owners.set(stem, (owners.get(stem) ?? new Set()).add(manifestName(object)))
  }
  return new Map([...names].filter(([, stem]) => owners.get(stem)?.size === 1))
}

const HASHED = /^(.+)-[bcdfghkmt2456789]{10}$/

/** The name of generated data with `*` for its hash; undefined for all other names. */
export function stemOf(object: Json): string | undefined {
  if (object['kind'] !== 'ConfigMap' && object['kind'] !== 'Secret') return undefined
  const stem = HASHED.exec(manifestName(object))?.[1]
  return stem === undefined ? undefined : `${stem}-*`
}

function withoutHashes(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (names.size === 0) return value
  if (typeof value === 'string') return names.get(value) ?? value
  if (Array.isArray(value)) return value.map((item) => withoutHashes(item, names))
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutHashes(item, names)]))
}
