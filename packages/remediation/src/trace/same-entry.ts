import { isMap, sameJson } from '@aks-copilot/kubernetes'

/** By what an entry of a list is known, the first of which the entry has. A volume is mounted twice under one name, at two paths. */
const IDENTITIES = [
  ['mountPath'],
  ['devicePath'],
  ['name'],
  ['containerPort', 'protocol'],
  ['port', 'protocol'],
  ['host'],
  ['path'],
  ['ip'],
  ['topologyKey'],
  ['key'],
] as const

/**
 * Where the entry of a list stands in another version of that list: by its identity, wherever it is; an entry without one by what it holds,
 * which may have got defaults meanwhile. Undefined where there is none, or more than one.
 */
export function indexOfSame(list: readonly unknown[], from: readonly unknown[], index: number): number | undefined {
  const entry = from[index]
  const exact = placesWhere(list, (one) => sameJson(one, entry))
  if (!isMap(entry)) return onlyOne(exact, list, from, index)
  const keys = IDENTITIES.find(([first]) => entry[first] !== undefined)
  const same = keys === undefined ? [] : placesWhere(list, (one) => isMap(one) && hasSame(one, entry, keys))
  if (same.length === 1) return same[0]
  if (same.length > 1) return onlyOne(exact.length > 0 ? exact : same.filter((at) => isPartOf(list[at], entry)), list, from, index)
  if (keys !== undefined) return undefined
  return onlyOne(exact.length > 0 ? exact : placesWhere(list, (one) => isPartOf(one, entry)), list, from, index)
}

function placesWhere(list: readonly unknown[], holds: (entry: unknown) => boolean): number[] {
  return list.flatMap((one, at) => (holds(one) ? [at] : []))
}

/** Of several equal ones the one at the same place, if the lists are of the same length. */
function onlyOne(places: readonly number[], list: readonly unknown[], from: readonly unknown[], index: number): number | undefined {
  if (places.length <= 1) return places[0]
  return list.length === from.length && places.includes(index) ? index : undefined
}

function hasSame(
  one: Readonly<Record<string, unknown>>,
  entry: Readonly<Record<string, unknown>>,
  [first, ...others]: readonly string[],
): boolean {
  if (first === undefined || !sameJson(one[first], entry[first])) return false
  return others.every((key) => one[key] === undefined || sameJson(one[key], entry[key]))
}

/** Whether everything that a manifest says holds of what is live. */
function isPartOf(manifest: unknown, live: unknown): boolean {
  if (Array.isArray(manifest)) {
    const list: readonly unknown[] = Array.isArray(live) ? live : []
    return manifest.length === list.length && manifest.every((item, at) => isPartOf(item, list[at]))
  }
  if (!isMap(manifest)) return sameJson(manifest, live)
  return isMap(live) && Object.entries(manifest).every(([key, value]) => isPartOf(value, live[key]))
}
