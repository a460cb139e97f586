/** A page of the store; `next` is absent on the last one. */
export interface MatchingPage<Item> {
  readonly items: readonly Item[]
  readonly next?: string | undefined
}

interface Part {
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

const USUAL = 100
/** A word that hardly occurs is not looked for in all there is: the page ends, and its cursor goes on. */
const MOST_LOOKED_AT = 20_000

/** Asks page after page until one of ours is full: what the store itself does not filter by. */
export function matchingPage<Query extends Part, Item>(
  query: Query,
  ask: (query: Query) => MatchingPage<Item>,
  matches: (item: Item) => boolean,
): MatchingPage<Item> {
  const wanted = query.limit ?? USUAL
  const items: Item[] = []
  let { cursor } = query
  for (let seen = 0; ;) {
    // Never more than there is room for: then the end of the last page is the end of ours.
    const page = ask({ ...query, limit: wanted - items.length, cursor })
    items.push(...page.items.filter(matches))
    seen += page.items.length
    cursor = page.next
    if (cursor === undefined) return { items }
    if (items.length >= wanted || seen >= MOST_LOOKED_AT) return { items, next: cursor }
  }
}
