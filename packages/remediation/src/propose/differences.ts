import type { LiveReference } from '@aks-copilot/contracts'
import { isMap, sameJson } from '@aks-copilot/kubernetes'
import { stemOf } from '../trace/compare-renderings.ts'
import { correspondingPath, valueAt } from '../trace/wanted-change.ts'
import type { ProposalContext } from './proposer.ts'

export type Json = Readonly<Record<string, unknown>>

/** One field that Git sets to something else now than when all was well. `undefined`: it is not set. */
export interface Difference {
  /** In the live object, whose lists may have another order; `-` ends it where an entry of a list is missing. */
  readonly path: readonly string[]
  readonly live: unknown
  readonly now: unknown
  readonly before: unknown
}

/** Finds an object among rendered ones; for generated data without the hash of its name, which changes with the data. */
export function manifestOf({ kind, namespace, name }: LiveReference, manifests: readonly Json[], open: string): Json | undefined {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) }
  const wanted = keyOf({ kind, metadata }, open)
  return manifests.find((manifest) => keyOf(manifest, open) === wanted)
}

function keyOf(manifest: Json, open: string): string {
  const metadata = isMap(manifest['metadata']) ? manifest['metadata'] : {}
  const { name, namespace = open } = metadata as { name?: string; namespace?: string }
  return `${String(manifest['kind'])}/${namespace}/${stemOf(manifest) ?? name}`
}

/** What differs of an object that is in Git now and was then, field by field, as places of the live object. */
export function differencesOf(
  object: LiveReference,
  { manifests, state, application }: Pick<ProposalContext, 'manifests' | 'state' | 'application'>,
  healthy: readonly Json[],
): Difference[] {
  const open = application.destination.namespace
  const [now, before] = [manifestOf(object, manifests, open), manifestOf(object, healthy, open)]
  const live = state.find(object.kind, object.namespace, object.name)?.value
  if (now === undefined || before === undefined || live === undefined) return []
  return differencesBetween(now, before, []).flatMap(({ path, now: value, before: old }) => {
    const place = correspondingPath(path, now, live, value === undefined ? 'add' : 'replace')
    return place === undefined || isHashed(value, old) ? [] : [{ path: place, live: valueAt(live, place), now: value, before: old }]
  })
}

/** The name of generated data differs with every change of the data: it follows by itself. */
function isHashed(now: unknown, before: unknown): boolean {
  if (typeof now !== 'string' || typeof before !== 'string') return false
  const stem = (name: string): string | undefined => stemOf({ kind: 'ConfigMap', metadata: { name } })
  return stem(now) !== undefined && stem(now) === stem(before)
}

type Field = Omit<Difference, 'live'>

/** Field by field; lists of named entries are compared entry by entry, other lists whole. */
export function differencesBetween(now: unknown, before: unknown, path: readonly string[]): Field[] {
  if (sameJson(now, before)) return []
  if (isMap(now) && isMap(before)) {
    const keys = [...new Set([...Object.keys(now), ...Object.keys(before)])]
    return keys.flatMap((key) => differencesBetween(childOf(now, key), childOf(before, key), [...path, key]))
  }
  const entries = pairsOf(now, before)
  return entries === undefined
    ? [{ path, now, before }]
    : entries.flatMap(([step, left, right]) => differencesBetween(left, right, [...path, step]))
}

function childOf(map: Json, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

/** What tells entries of a list apart, as the API server merges them. */
const IDENTITIES = [['name'], ['containerPort', 'protocol'], ['port', 'protocol'], ['mountPath'], ['host']] as const

/** Entries of two lists by what tells them apart, with their places in the first; undefined where nothing does, or they have another order. */
function pairsOf(now: unknown, before: unknown): readonly (readonly [string, unknown, unknown])[] | undefined {
  if (!Array.isArray(now) || !Array.isArray(before)) return undefined
  const keys = IDENTITIES.find(([first]) => [...now, ...before].every((one) => isMap(one) && one[first] !== undefined))
  if (keys === undefined) return undefined
  const idsOf = (list: readonly unknown[]): string[] =>
    list.map((one) => keys.map((key) => JSON.stringify((isMap(one) ? one[key] : undefined) ?? '')).join('/'))
  const [left, right] = [idsOf(now), idsOf(before)]
  if (new Set(left).size < left.length || new Set(right).size < right.length) return undefined
  const shared = [left.filter((id) => right.includes(id)), right.filter((id) => left.includes(id))]
  // The order of variables and init containers has a meaning.
  if (!sameJson(shared[0], shared[1])) return undefined
  const added = before.flatMap((entry: unknown, index) => (left.includes(right[index] ?? '') ? [] : [['-', undefined, entry] as const]))
  return [
    ...now.map((entry: unknown, index) => [String(index), entry, before[right.indexOf(left[index] ?? '')] as unknown] as const),
    ...added,
  ]
}
