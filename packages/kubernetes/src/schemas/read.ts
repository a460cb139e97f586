import { isFields, type Fields } from './problem.ts'

/** Reading of objects of which nothing is certain: what has another type counts as absent. */

const NO_FIELDS: Fields = {}

/** The object at a path; an empty one when there is none. */
export function fieldsAt(object: Fields, ...path: string[]): Fields {
  let value: unknown = object
  for (const name of path) value = isFields(value) ? value[name] : undefined
  return isFields(value) ? value : NO_FIELDS
}

/** The objects of a list, with their index. */
export function itemsOf(object: Fields, field: string): readonly (readonly [index: number, item: Fields])[] {
  const list: unknown = object[field]
  const items: [number, Fields][] = []
  if (!Array.isArray(list)) return items
  for (let index = 0; index < list.length; index++) {
    const item: unknown = list[index]
    if (isFields(item)) items.push([index, item])
  }
  return items
}

export function textOf(object: Fields, field: string): string | undefined {
  const value = object[field]
  return typeof value === 'string' ? value : undefined
}

export function numberOf(object: Fields, field: string): number | undefined {
  const value = object[field]
  return typeof value === 'number' ? value : undefined
}

/** Whether a field is there: null is absent. */
export function has(object: Fields, field: string): boolean {
  return object[field] !== undefined && object[field] !== null
}

/** The fields of a selector or of labels that are text. */
export function* textsOf(object: Fields): Generator<readonly [key: string, text: string]> {
  for (const [key, value] of Object.entries(object)) if (typeof value === 'string') yield [key, value]
}
