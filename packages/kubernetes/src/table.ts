/** A table that is asked with words of the user: it has no key but its own, so that an object of kind `constructor` finds nothing. */
export function table<Value>(entries: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.freeze(Object.assign(Object.create(null) as Record<string, Value>, entries))
}
