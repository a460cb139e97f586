import { type Draft, type Entry, valueOf } from './draft.ts'
import { deepEqual } from './json-value.ts'
import type { SourceMapping, SourcePair, SourceSequence } from './source-node.ts'

/** What becomes of the pairs of a mapping. */
export interface MappingPlan {
  /** Per pair of the text, the entry that it sets; undefined for a pair that goes, or that sets nothing by itself. */
  readonly entries: readonly ({ readonly name: string; readonly value: Draft } | undefined)[]
  /** Indexes of the pairs that stay. */
  readonly kept: readonly number[]
  readonly added: readonly { readonly name: string; readonly value: unknown }[]
}

/** Compares the pairs of a mapping in the text with the entries that it is to have. */
export function planMapping(origin: SourceMapping, entries: ReadonlyMap<string, Entry>): MappingPlan {
  const owners = new Map<SourcePair, { name: string; value: Draft }>()
  for (const [name, { pair, value }] of entries) if (pair !== undefined) owners.set(pair, { name, value })
  const last = new Map(origin.pairs.map((pair) => [pair.name, pair]))
  const kept = [...origin.pairs.keys()].filter((index) => {
    const pair = origin.pairs[index]
    if (pair === undefined || pair.name === undefined) return pair !== undefined
    const deciding = last.get(pair.name)
    const owner = deciding === undefined ? undefined : owners.get(deciding)
    return owner !== undefined && (deciding === pair || owner.name === pair.name)
  })
  const added = [...entries].filter(
    ([, entry]) => entry.pair === undefined && !(entry.merged && deepEqual(valueOf(entry.value), entry.original)),
  )
  return {
    entries: origin.pairs.map((pair) => owners.get(pair)),
    kept,
    added: added.map(([name, entry]) => ({ name, value: valueOf(entry.value) })),
  }
}

/** Compares the items of a sequence in the text with those that it is to have: an index for one that stays. */
export function planSequence(origin: SourceSequence, items: readonly Draft[]): readonly (number | { readonly value: unknown })[] {
  const indexes = new Map(origin.items.map((item, index) => [item, index]))
  return items.map((item) => (item.origin === undefined ? undefined : indexes.get(item.origin)) ?? { value: valueOf(item) })
}
