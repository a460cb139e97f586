/**
 * About how many bytes of heap a JSON value takes in V8 on 64 bits, as JSON.parse makes it: short strings and keys are held once by the
 * engine and count as nothing. Checked against the real heap in context-store.test.ts.
 */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return sizeOfText(value)
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < SMALL_INTEGER ? 0 : 16
  if (typeof value !== 'object' || value === null) return 0
  return Array.isArray(value) ? sizeOfList(value) : sizeOfMap(value as Record<string, unknown>)
}

const SMALL_INTEGER = 2 ** 31
/** JSON.parse looks strings up to this length up in a table. */
const HELD_ONCE = 10

/** A header, and a byte for each letter, in words of eight. */
export function sizeOfText(text: string): number {
  return text.length <= HELD_ONCE ? 0 : 16 + ((text.length + 7) & ~7)
}

function sizeOfList(list: readonly unknown[]): number {
  let size = 48 + 8 * list.length
  for (const item of list) size += sizeOf(item)
  return size
}

function sizeOfMap(map: Record<string, unknown>): number {
  let size = 56
  for (const key in map) size += 8 + sizeOf(map[key])
  return size
}
