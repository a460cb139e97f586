export type JsonObject = { readonly [key: string]: unknown }

/** Whether the value is a mapping, as opposed to a sequence or a scalar. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether the value is a mapping or a sequence without any entry. */
export function isEmptyCollection(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0
}

/** Whether YAML and JSON can hold the value: scalars, arrays and plain objects, no `undefined` anywhere. */
export function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return true
  if (Array.isArray(value)) return value.every(isJson)
  return isObject(value) && Object.values(value).every(isJson)
}

/** Deep equality of JSON values; the order of keys does not count. */
export function deepEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (Array.isArray(left))
    return Array.isArray(right) && left.length === right.length && left.every((item, index) => deepEqual(item, right[index]))
  if (isObject(left) && isObject(right)) {
    const keys = Object.keys(left)
    return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && deepEqual(left[key], right[key]))
  }
  return Number.isNaN(left) && Number.isNaN(right)
}

/** A copy that shares nothing with the original, nor with itself. */
export function deepCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deepCopy)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, deepCopy(child)]))
}

/** Path of the first place where two values differ; undefined when they are equal. */
export function firstDifference(left: unknown, right: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (deepEqual(left, right)) return undefined
  const keys =
    Array.isArray(left) && Array.isArray(right)
      ? Array.from({ length: Math.max(left.length, right.length) }, (_, index) => String(index))
      : isObject(left) && isObject(right)
        ? [...new Set([...Object.keys(left), ...Object.keys(right)])]
        : []
  for (const key of keys) {
    const found = firstDifference(child(left, key), child(right, key), [...path, key])
    if (found !== undefined) return found
  }
  return path
}

function child(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)]
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
