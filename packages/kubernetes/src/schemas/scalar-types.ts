import { isBase64, isQuantity, isTime } from './syntax.ts'

/** What a scalar type takes: the check of the JSON type first, then that of the text. */
export interface ScalarType {
  readonly expected: string
  readonly fits: (value: unknown) => boolean
  /** Why a value of the right JSON type is refused all the same. */
  readonly refuses?: (value: unknown) => string | undefined
}

const isString = (value: unknown): boolean => typeof value === 'string'
const isInt32 = (value: unknown): boolean => Number.isInteger(value) && Math.abs(Number(value)) <= 2 ** 31

/** The scalar types of the data, as the API server decodes them. */
export const SCALAR_TYPES: { readonly [name: string]: ScalarType } = {
  any: { expected: 'any value', fits: () => true },
  string: { expected: 'string', fits: isString },
  boolean: { expected: 'boolean', fits: (value) => typeof value === 'boolean' },
  double: { expected: 'number', fits: (value) => typeof value === 'number' },
  number: { expected: 'number', fits: (value) => typeof value === 'number' },
  int32: { expected: 'integer', fits: isInt32 },
  int64: { expected: 'integer', fits: (value) => Number.isInteger(value) || typeof value === 'bigint' },
  'int-or-string': { expected: 'integer or string', fits: (value) => isString(value) || isInt32(value) },
  quantity: {
    expected: 'quantity',
    fits: (value) => isString(value) || typeof value === 'number',
    refuses: (value) => (isQuantity(String(value)) ? undefined : `\`${String(value)}\` is no quantity such as 500m, 2, 1.5Gi or 100M.`),
  },
  time: {
    expected: 'time',
    fits: isString,
    refuses: (value) => (isTime(String(value)) ? undefined : `\`${String(value)}\` is no time such as 2026-01-31T12:00:00Z.`),
  },
  bytes: {
    expected: 'base64',
    fits: (value) => isString(value) || Array.isArray(value),
    refuses: (value) =>
      typeof value !== 'string' || isBase64(value)
        ? undefined
        : 'The value is not base64: encode it (in a Secret, write plain text under `stringData`).',
  },
}
