import type { Time } from './records.ts'

/** What is asked for; what is left out does not narrow. */
export interface Query {
  readonly kind?: string | undefined
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  readonly from?: Time | undefined
  readonly to?: Time | undefined
  /** At most 1000; default 100. */
  readonly limit?: number | undefined
  /** Where the last page ended, as it said. */
  readonly cursor?: string | undefined
}

/** One page; `next` is absent on the last one. What is written meanwhile neither repeats nor moves what older pages hold. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string | undefined
}

const MOST = 1000
const USUAL = 100

export function limitOf({ limit }: Query): number {
  return limit === undefined || !Number.isFinite(limit) ? USUAL : Math.min(MOST, Math.max(1, Math.floor(limit)))
}

export function matchesQuery(
  { kind, namespace, name }: Query,
  object: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string },
): boolean {
  return (
    (kind === undefined || object.kind === kind) &&
    (namespace === undefined || object.namespace === namespace) &&
    (name === undefined || object.name === name)
  )
}

export function spanOf({ from, to }: Query): { readonly from: Time; readonly to: Time } {
  return { from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY }
}

/** Makes a position opaque. */
export function toCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** Reads a position; undefined for none and for what is no cursor: then the first page is given. */
export function fromCursor<T>(cursor: string | undefined, isPosition: (value: unknown) => value is T): T | undefined {
  if (cursor === undefined || cursor === '') return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return isPosition(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Sorts by key and cuts a page out behind a key. */
export function pageByKey<T>(items: Iterable<T>, keyOf: (item: T) => string, query: Query): Page<T> {
  const behind = fromCursor(query.cursor, (value) => typeof value === 'string')
  const limit = limitOf(query)
  const keyed: { key: string; item: T }[] = []
  for (const item of items) {
    const key = keyOf(item)
    if (behind === undefined || key > behind) keyed.push({ key, item })
  }
  const page = keyed.toSorted((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0)).slice(0, limit + 1)
  const last = page[limit - 1]
  return {
    items: page.slice(0, limit).map(({ item }) => item),
    ...(page.length > limit && last !== undefined ? { next: toCursor(last.key) } : {}),
  }
}
