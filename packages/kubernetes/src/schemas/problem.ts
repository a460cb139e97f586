/** One way in which an object does not fit its type. */
export interface SchemaProblem {
  readonly kind: 'unknown-field' | 'missing-field' | 'wrong-type' | 'bad-value'
  /** JSON pointer to the field; of a missing field, to where it would be. */
  readonly pointer: string
  readonly message: string
  /** The field the problem is about, without its path. */
  readonly field?: string
  /** The known field that was probably meant. */
  readonly nearest?: string
  /** What the type asks for: `string`, `list`, `Always, IfNotPresent or Never`. */
  readonly expected?: string
}

/** An object as parsed, of which nothing is known yet. */
export type Fields = { readonly [name: string]: unknown }

/** Whether a value is an object with fields: no list, no null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The pointer of a field below another, escaped as RFC 6901 asks. */
export function below(pointer: string, ...names: (string | number)[]): string {
  return names.reduce<string>((path, name) => `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`, pointer)
}

/** A field that holds a value its type admits and the API server refuses. */
export function badValue(pointer: string, message: string, expected?: string): SchemaProblem {
  return { kind: 'bad-value', pointer, field: lastName(pointer), message, ...(expected === undefined ? {} : { expected }) }
}

/** A field that must be there and is not. */
export function missingField(pointer: string, message?: string): SchemaProblem {
  const field = lastName(pointer)
  return { kind: 'missing-field', pointer, field, message: message ?? `Field \`${field}\` is required.` }
}

function lastName(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~')
}
