import { type Draft, entriesOf, freshDraft, itemsOf, overwrite, removeEntry, setEntry, valueOf } from './draft.ts'
import { deepEqual, isObject } from './json-value.ts'

/** Gives a draft a new value, and keeps of the old one whatever stays the same, with its text and its comments. */
export function reconcile(draft: Draft, value: unknown): void {
  const old = valueOf(draft)
  if (deepEqual(old, value)) return
  if (draft.origin?.kind === 'alias' && !draft.fresh) overwrite(draft, value)
  else if (isObject(old) && isObject(value)) reconcileMapping(draft, value)
  else if (Array.isArray(old) && Array.isArray(value)) reconcileSequence(draft, old, value)
  else overwrite(draft, value)
}

function reconcileMapping(draft: Draft, value: { readonly [key: string]: unknown }): void {
  for (const [name, entry] of entriesOf(draft) ?? []) if (!Object.hasOwn(value, name) && !entry.merged) removeEntry(draft, name)
  for (const [name, child] of Object.entries(value)) setEntry(draft, name, child, reconcile)
}

/** Items that are equal at both ends stay; between them an item keeps its place by its name, else by its index. */
function reconcileSequence(draft: Draft, old: readonly unknown[], value: readonly unknown[]): void {
  const items = itemsOf(draft)
  if (items === undefined) return
  const shortest = Math.min(old.length, value.length)
  let before = 0
  while (before < shortest && deepEqual(old[before], value[before])) before += 1
  let after = 0
  while (after < shortest - before && deepEqual(old.at(-1 - after), value.at(-1 - after))) after += 1
  const oldItems = items.slice(before, items.length - after)
  const newValues = value.slice(before, value.length - after)
  items.splice(before, oldItems.length, ...align(oldItems, newValues))
}

function align(items: readonly Draft[], values: readonly unknown[]): Draft[] {
  const names = items.map((item) => nameOf(valueOf(item)))
  const named = [...names, ...values.map(nameOf)].every((name) => name !== undefined)
  let next = 0
  return values.map((value, index) => {
    const found = named ? names.indexOf(nameOf(value), next) : index
    const item = items[found]
    if (item === undefined || !sameKind(valueOf(item), value)) return freshDraft(value)
    next = found + 1
    reconcile(item, value)
    return item
  })
}

function sameKind(left: unknown, right: unknown): boolean {
  return Array.isArray(left) === Array.isArray(right) && isObject(left) === isObject(right)
}

function nameOf(value: unknown): unknown {
  return isObject(value) ? value['name'] : undefined
}
