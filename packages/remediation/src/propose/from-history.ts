import { type ClusterState, objectKey } from '@aks-copilot/cluster'
import type { Incident, LiveReference, PatchOperation } from '@aks-copilot/contracts'
import { isMap, sameJson, toPointer } from '@aks-copilot/kubernetes'
import { stemOf } from '../trace/compare-renderings.ts'
import { correspondingPath, valueAt } from '../trace/wanted-change.ts'
import type { Candidate, ProposalContext, Proposer } from './proposer.ts'

type Json = Readonly<Record<string, unknown>>

/** Fields that are tried one by one before an object is taken back whole. */
const MOST_FIELDS = 4

/**
 * What Git said when the application was healthy, for objects that the incident is about: first the one field that the evidence names, then
 * all that differs of the object. An object that is no longer in Git is not made again.
 */
export const fromHistory: Proposer = {
  name: 'history',
  propose(incident, context): readonly Candidate[] {
    const { healthyManifests, healthyRevision } = context
    if (healthyManifests === undefined || healthyRevision === undefined) return []
    const why = `revision ${healthyRevision.slice(0, 7)} had it when the application was healthy`
    return concernedObjects(incident, context).flatMap((object) => {
      const differences = differencesOf(object, context, healthyManifests)
      const named = differences.filter((difference) => isNamed(difference, incident)).slice(0, MOST_FIELDS)
      const sets = [...named.map((one) => [one]), ...(named.length === 1 && differences.length === 1 ? [] : [differences])]
      return sets
        .filter((set) => set.length > 0)
        .map((set): Candidate => {
          const operations = set.toReversed().flatMap((difference) => operationsOf(difference, object))
          return { incident: incident.fingerprint, source: 'history', why, changes: [{ object, operations }] }
        })
    })
  },
}

/** The objects of the application in the chain of an incident: the changed ones first. */
function concernedObjects(
  { suspectChanges, cause, symptoms, affected }: Incident,
  { state, application }: ProposalContext,
): LiveReference[] {
  const own = new Map(application.resources.map(({ object }) => [objectKey(object), object]))
  const chain = [...suspectChanges.map(({ object }) => object), cause.object, ...symptoms.map(({ object }) => object), ...affected]
  const found = chain.flatMap((object) => ownOf(object, state, own) ?? [])
  return [...new Map(found.map((object) => [objectKey(object), object])).values()]
}

function ownOf(object: LiveReference, state: ClusterState, own: ReadonlyMap<string, LiveReference>): LiveReference | undefined {
  const live = state.find(object.kind, object.namespace, object.name)
  return own.get(objectKey(object)) ?? (live === undefined ? undefined : own.get(objectKey(state.topController(live))))
}

interface Difference {
  /** In the live object. */
  readonly path: readonly string[]
  /** undefined: not there. */
  readonly live: unknown
  readonly now: unknown
  readonly before: unknown
}

function differencesOf(object: LiveReference, { manifests, state, application }: ProposalContext, healthy: readonly Json[]): Difference[] {
  const open = application.destination.namespace
  const now = manifests.find((manifest) => keyOf(manifest, open) === keyOf(asManifest(object), open))
  const before = now === undefined ? undefined : healthy.find((manifest) => keyOf(manifest, open) === keyOf(now, open))
  const live = state.find(object.kind, object.namespace, object.name)?.value
  if (now === undefined || before === undefined || live === undefined) return []
  return differencesBetween(now, before, []).flatMap(({ path, now: value, before: old }) => {
    const place = correspondingPath(path, now, live, value === undefined ? 'add' : 'replace')
    return place === undefined || isHash(value, old) ? [] : [{ path: place, live: valueAt(live, place), now: value, before: old }]
  })
}

function asManifest({ kind, namespace, name }: LiveReference): Json {
  return { kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } }
}

/** Kind, namespace and name; for generated data without the hash, which changes with the data. */
function keyOf(manifest: Json, open: string): string {
  const metadata = isMap(manifest['metadata']) ? manifest['metadata'] : {}
  const { name, namespace = open } = metadata as { name?: string; namespace?: string }
  return `${String(manifest['kind'])}/${namespace}/${stemOf(manifest) ?? name}`
}

/** The name of generated data differs with every change of the data: it follows by itself. */
function isHash(now: unknown, before: unknown): boolean {
  if (typeof now !== 'string' || typeof before !== 'string') return false
  const stem = (name: string): string | undefined => stemOf({ kind: 'ConfigMap', metadata: { name } })
  return stem(now) !== undefined && stem(now) === stem(before)
}

interface Field {
  readonly path: readonly string[]
  readonly now: unknown
  readonly before: unknown
}

/** Field by field; lists of named entries are compared entry by entry, other lists whole. */
function differencesBetween(now: unknown, before: unknown, path: readonly string[]): Field[] {
  if (sameJson(now, before)) return []
  if (isMap(now) && isMap(before)) {
    const keys = [...new Set([...Object.keys(now), ...Object.keys(before)])]
    return keys.flatMap((key) => differencesBetween(now[key], before[key], [...path, key]))
  }
  const entries = pairsOf(now, before)
  return entries === undefined
    ? [{ path, now, before }]
    : entries.flatMap(([step, left, right]) => differencesBetween(left, right, [...path, step]))
}

/** Entries of two lists, by name, with their places in the first; undefined where they have no names, or are not in the same order. */
function pairsOf(now: unknown, before: unknown): readonly (readonly [string, unknown, unknown])[] | undefined {
  if (!Array.isArray(now) || !Array.isArray(before)) return undefined
  const names = (list: readonly unknown[]): (string | undefined)[] =>
    list.map((one) => (isMap(one) && typeof one['name'] === 'string' ? one['name'] : undefined))
  const [left, right] = [names(now), names(before)]
  if ([...left, ...right].includes(undefined) || new Set(left).size < left.length || new Set(right).size < right.length) return undefined
  return [
    ...now.map((entry: unknown, index) => [String(index), entry, before[right.indexOf(left[index])] as unknown] as const),
    ...before.flatMap((entry: unknown, index) => (left.includes(right[index]) ? [] : [['-', undefined, entry] as const])),
  ]
}

function operationsOf({ path, live, before }: Difference, { kind }: LiveReference): PatchOperation[] {
  const pointer = toPointer(path)
  // The values of ConfigMaps are not kept, so that nothing is there to compare with.
  const test: PatchOperation[] = live === undefined || kind === 'ConfigMap' ? [] : [{ op: 'test', path: pointer, value: live }]
  if (before === undefined) return live === undefined ? [] : [...test, { op: 'remove', path: pointer }]
  return [...test, { op: live === undefined ? 'add' : 'replace', path: pointer, value: before }]
}

/** Whether the evidence speaks of this field: of its value as it is, or of its name. */
function isNamed({ path, now, before }: Difference, { title, cause, symptoms, evidence, suspectChanges }: Incident): boolean {
  const texts = [title, cause.message, ...symptoms.map(({ message }) => message), ...evidence.map(({ text }) => text)]
  if (suspectChanges.some(({ diff }) => diff.some((one) => one.path === toPointer(path)))) return true
  const words = [now, before, path.at(-1)].flatMap(wordsOf)
  return words.some((word) => texts.some((text) => text.includes(word)))
}

const SHORTEST_WORD = 3

function wordsOf(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return String(value).length < SHORTEST_WORD ? [] : [String(value)]
  if (Array.isArray(value)) return value.flatMap(wordsOf)
  return isMap(value) ? Object.values(value).flatMap(wordsOf) : []
}
