import { isMap } from '@aks-copilot/kubernetes'
import { metadataOf } from './deploy-bounds.ts'

type Json = Readonly<Record<string, unknown>>

const FIELD_MANAGER = 'aks-copilot'

/** The trees of fields (`f:spec`, `k:{"name":"web"}` …) that we set on an object, as its managed fields tell. */
function fieldsOf(object: Json): Json[] {
  const managed = metadataOf(object)['managedFields']
  if (!Array.isArray(managed)) return []
  return managed.filter(isMap).flatMap((entry) => {
    const isOurs = entry['manager'] === FIELD_MANAGER && entry['operation'] === 'Apply' && entry['subresource'] === undefined
    return isOurs && isMap(entry['fieldsV1']) ? [entry['fieldsV1']] : []
  })
}

/** Field managers other than us that have a say in an object, its status aside. */
export function otherManagers(object: Json): readonly string[] {
  const managed = metadataOf(object)['managedFields']
  if (!Array.isArray(managed)) return []
  const others = managed.filter(isMap).filter((entry) => entry['subresource'] === undefined && entry['manager'] !== FIELD_MANAGER)
  return [...new Set(others.map((entry) => String(entry['manager'])))]
}

/** When we applied an object last, by the clock of the API server; undefined where it does not say. */
export function appliedAt(object: Json): number | undefined {
  const managed = metadataOf(object)['managedFields']
  const entries = Array.isArray(managed) ? managed.filter(isMap) : []
  const own = entries.find((entry) => entry['manager'] === FIELD_MANAGER && entry['operation'] === 'Apply')
  const time = typeof own?.['time'] === 'string' ? Date.parse(own['time']) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/**
 * What has to be applied to bring an object back to `before` after we applied to it: each field that is ours now or was ours then, with the
 * value that it had. Fields that were not there are left out, and so the server removes them.
 */
export function restoringManifest(before: Json, after: Json): Json {
  const trees = [...fieldsOf(before), ...fieldsOf(after)]
  const projected = project(before, trees) as Json
  const { name, namespace } = metadataOf(before)
  return {
    ...projected,
    apiVersion: before['apiVersion'],
    kind: before['kind'],
    metadata: { ...metadataOf(projected), name, namespace },
  }
}

/** The part of a value that these trees name. A tree without branches is the whole value. */
function project(value: unknown, trees: readonly Json[]): unknown {
  const branched = trees.filter((tree) => Object.keys(tree).some((key) => key !== '.'))
  if (branched.length === 0) return value
  if (isMap(value)) return projectMap(value, branched)
  return Array.isArray(value) ? projectList(value, branched) : value
}

function projectMap(map: Json, trees: readonly Json[]): Json {
  const kept = Object.keys(map).flatMap((key) => {
    const below = branches(trees, `f:${key}`)
    return below.length === 0 ? [] : [[key, project(map[key], below)] as const]
  })
  return Object.fromEntries(kept)
}

function projectList(list: readonly unknown[], trees: readonly Json[]): unknown[] {
  return list.flatMap((item, index) => {
    const names = [...new Set(trees.flatMap(Object.keys))].filter((name) => isNamed(name, item, index))
    const below = names.flatMap((name) => branches(trees, name))
    if (below.length === 0) return []
    const part = project(item, below)
    return [isMap(part) ? { ...Object.assign({}, ...names.map(keysIn)), ...part } : part]
  })
}

function branches(trees: readonly Json[], name: string): Json[] {
  return trees.flatMap((tree) => (Object.hasOwn(tree, name) && isMap(tree[name]) ? [tree[name]] : []))
}

/** Whether `k:{"name":"web"}`, `v:"x"` or `i:0` names this item of a list. */
function isNamed(name: string, item: unknown, index: number): boolean {
  if (name.startsWith('i:')) return name === `i:${index}`
  if (name.startsWith('v:')) return JSON.stringify(item) === JSON.stringify(JSON.parse(name.slice(2)))
  const keys = Object.entries(keysIn(name))
  return keys.length > 0 && isMap(item) && keys.every(([key, value]) => item[key] === value)
}

/** The keys of `k:{"containerPort":80,"protocol":"TCP"}`; none of any other name. */
function keysIn(name: string): Json {
  if (!name.startsWith('k:')) return {}
  const keys: unknown = JSON.parse(name.slice(2))
  return isMap(keys) ? keys : {}
}
