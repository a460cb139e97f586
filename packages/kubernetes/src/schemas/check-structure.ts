import type { Definition, TypeTable } from './built-in-types.ts'
import { nearestWord } from '../nearest.ts'
import { below, isFields, missingField, type Fields, type SchemaProblem } from './problem.ts'
import { SCALAR_TYPES } from './scalar-types.ts'
import type { TypeNode } from './type-expression.ts'

/**
 * Compares an object with its type as the API server's strict decoding does, and runs the value checks of every type met
 * on the way. Null is an absent field everywhere.
 *
 * A walk over the type table, and no compiled JSON Schema: compiling the types of one Deployment with Ajv takes longer
 * than a cold process may, and the rules of decoding (null, quoting, quantities) are Kubernetes' own. A test holds the
 * walk and Ajv to the same verdicts.
 */
export class StructureCheck {
  readonly problems: SchemaProblem[] = []
  readonly #types: TypeTable

  constructor(types: TypeTable) {
    this.#types = types
  }

  /** Checks the fields of an object against a definition. */
  object(value: Fields, name: string, pointer: string): void {
    const definition = this.#types.definition(name)
    if (!definition) return
    for (const field of Object.keys(value)) {
      const type = definition.fields.get(field)
      if (type === undefined) this.problems.push(unknownField(field, definition, pointer))
      else this.#value(value[field], type, `${pointer}/${field}`)
    }
    for (const field of definition.required) {
      if (isAbsent(value[field])) this.problems.push(missingField(`${pointer}/${field}`))
    }
    for (const check of definition.checks) for (const problem of check(value, pointer)) this.problems.push(problem)
  }

  #value(value: unknown, type: TypeNode, pointer: string): void {
    if (value === null || value === undefined) return
    if (type.is === 'list') this.#list(value, type.of, pointer)
    else if (type.is === 'map') this.#map(value, type.of, pointer)
    else if (type.is === 'enum') this.#enum(value, type.values, pointer)
    else if (type.is === 'scalar') this.#scalar(value, type.name, pointer)
    else if (isFields(value)) this.object(value, type.definition, pointer)
    else this.#wrongType(value, 'object', pointer)
  }

  #list(value: unknown, of: TypeNode, pointer: string): void {
    if (!Array.isArray(value)) return this.#wrongType(value, 'list', pointer)
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index]
      // Null in a list of objects is an object without fields.
      if (item === null && of.is === 'object') this.object({}, of.definition, `${pointer}/${index}`)
      else this.#value(item, of, `${pointer}/${index}`)
    }
  }

  #map(value: unknown, of: TypeNode, pointer: string): void {
    if (!isFields(value)) return this.#wrongType(value, 'object', pointer)
    for (const key of Object.keys(value)) this.#value(value[key], of, below(pointer, key))
  }

  #enum(value: unknown, values: readonly string[], pointer: string): void {
    if (typeof value !== 'string') return this.#wrongType(value, 'string', pointer)
    if (value === '' || values.includes(value)) return
    const nearest = nearestWord(value, values)
    const expected = oneOf(values)
    const message = `\`${value}\` is not ${expected}${nearest === undefined ? '.' : `; did you mean \`${nearest}\`?`}`
    this.problems.push({
      kind: 'bad-value',
      pointer,
      field: pointer.slice(pointer.lastIndexOf('/') + 1),
      message,
      expected,
      ...(nearest === undefined ? {} : { nearest }),
    })
  }

  #scalar(value: unknown, name: string, pointer: string): void {
    const type = SCALAR_TYPES[name]
    if (!type) return
    if (!type.fits(value)) return this.#wrongType(value, type.expected, pointer)
    const message = type.refuses?.(value)
    if (message !== undefined) this.problems.push({ kind: 'bad-value', pointer, message, expected: type.expected })
  }

  #wrongType(value: unknown, expected: string, pointer: string): void {
    this.problems.push({
      kind: 'wrong-type',
      pointer,
      expected,
      message: `The value must be ${article(expected)} and is ${article(typeName(value))}${hint(value, expected)}.`,
    })
  }
}

/** To the API server an empty text or list is the same as none. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function unknownField(field: string, definition: Definition, pointer: string): SchemaProblem {
  const nearest = nearestWord(field, definition.fields.keys())
  const message = `Field \`${field}\` does not exist here${nearest === undefined ? '' : `; did you mean \`${nearest}\`?`}`
  return {
    kind: 'unknown-field',
    pointer: below(pointer, field),
    field,
    message: nearest === undefined ? `${message}.` : message,
    ...(nearest === undefined ? {} : { nearest }),
  }
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}

function hint(value: unknown, expected: string): string {
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return `: quote it ("${String(value)}")`
  if (expected === 'list') return ': begin each item with `-`'
  if (typeof value !== 'string') return ''
  if (expected === 'boolean' && /^(true|false)$/i.test(value)) return ': remove the quotes'
  return expected === 'integer' && /^-?\d+$/.test(value) ? ': remove the quotes' : ''
}

function oneOf(values: readonly string[]): string {
  const shown = values.filter((value) => value !== '')
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`
}
