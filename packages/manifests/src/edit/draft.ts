import { isObject } from './json-value.ts'
import type { SourceNode, SourcePair } from './source-node.ts'

/**
 * A value on its way from the old text to the new one. It knows which node of the text it came from, and is opened only
 * where an operation goes, so that whatever nobody touched needs no edit.
 */
export interface Draft {
  /** The node whose place in the text the value has; undefined for a value that has none yet. */
  readonly origin: SourceNode | undefined
  /** The value as read, or as replaced. Out of date once the draft is open. */
  plain: unknown
  /** Whether the value was replaced as a whole, so that nothing of its content is in the text. */
  fresh: boolean
  entries?: Map<string, Entry>
  /** Entries that were removed, to be taken back if the key is added again. */
  removed?: Map<string, Entry>
  items?: Draft[]
}

export interface Entry {
  readonly value: Draft
  /** The pair that sets the property; undefined for one that is new or merged in. */
  readonly pair: SourcePair | undefined
  /** Whether the property comes from `<<`. */
  readonly merged: boolean
  /** The value as read. */
  readonly original: unknown
}

/** A draft of a value that is in the text. */
export function draftOf(origin: SourceNode, plain: unknown): Draft {
  return { origin, plain, fresh: false }
}

/** A draft of a value that is not in the text. */
export function freshDraft(plain: unknown): Draft {
  return { origin: undefined, plain, fresh: true }
}

/** The entries of a mapping; undefined when the draft is none. */
export function entriesOf(draft: Draft): Map<string, Entry> | undefined {
  if (draft.entries !== undefined || draft.items !== undefined || !isObject(draft.plain)) return draft.entries
  draft.entries = new Map()
  const origin = !draft.fresh && draft.origin?.kind === 'mapping' ? draft.origin : undefined
  const pairs = new Map(origin?.pairs.map((pair) => [pair.name, pair]))
  for (const [name, value] of Object.entries(draft.plain)) {
    const pair = pairs.get(name)
    draft.entries.set(name, {
      value: pair === undefined ? freshDraft(value) : draftOf(pair.value, value),
      pair,
      merged: pair === undefined && origin !== undefined,
      original: value,
    })
  }
  return draft.entries
}

/** The items of a sequence; undefined when the draft is none. */
export function itemsOf(draft: Draft): Draft[] | undefined {
  if (draft.items !== undefined || draft.entries !== undefined || !Array.isArray(draft.plain)) return draft.items
  const origin = !draft.fresh && draft.origin?.kind === 'sequence' ? draft.origin : undefined
  draft.items = draft.plain.map((value: unknown, index) => {
    const item = origin?.items[index]
    return item === undefined ? freshDraft(value) : draftOf(item, value)
  })
  return draft.items
}

/** The value that the draft stands for now. */
export function valueOf(draft: Draft): unknown {
  if (draft.items !== undefined) return draft.items.map(valueOf)
  if (draft.entries === undefined) return draft.plain
  return Object.fromEntries(Array.from(draft.entries, ([name, entry]) => [name, valueOf(entry.value)]))
}

/** Forgets the content of a draft, and gives it a new one. */
export function overwrite(draft: Draft, value: unknown): void {
  draft.plain = value
  draft.fresh = true
  delete draft.entries
  delete draft.removed
  delete draft.items
}

/** Adds or replaces a property, in the place of a removed one where there was one. */
export function setEntry(draft: Draft, name: string, value: unknown, update: (draft: Draft, value: unknown) => void): void {
  const entries = entriesOf(draft)
  const known = entries?.get(name) ?? draft.removed?.get(name)
  if (known === undefined) entries?.set(name, { value: freshDraft(value), pair: undefined, merged: false, original: undefined })
  else {
    entries?.set(name, known)
    draft.removed?.delete(name)
    update(known.value, value)
  }
}

/** Removes a property. */
export function removeEntry(draft: Draft, name: string): void {
  const entry = draft.entries?.get(name)
  if (entry?.pair !== undefined) (draft.removed ??= new Map()).set(name, entry)
  draft.entries?.delete(name)
}
