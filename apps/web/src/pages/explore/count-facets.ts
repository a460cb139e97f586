export interface FacetValue {
  readonly value: string
  readonly count: number
}

/** How often each value occurs, the most frequent first, then by name. */
export function countFacets<Item>(items: readonly Item[], valueOf: (item: Item) => string | undefined): FacetValue[] {
  const counts = new Map<string, number>()
  for (const item of items) {
    const value = valueOf(item)
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((left, right) => right.count - left.count || left.value.localeCompare(right.value))
}

/** Every word of the filter occurs somewhere in the text; case does not matter. */
export function textFilter(filter: string): (text: string) => boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return (text) => {
    const lower = text.toLowerCase()
    return words.every((word) => lower.includes(word))
  }
}
