import type { ErrorCode } from './error-codes/error-code.ts'
import { OWN_CODES } from './error-codes/own-codes.ts'
import { REPAIR_CODES } from './error-codes/repair-codes.ts'

/** What each error code means, for `explain CODE`, in the order of the alphabet. */
export const ERROR_CODES: Readonly<Record<string, ErrorCode>> = Object.fromEntries(
  Object.entries({ ...OWN_CODES, ...REPAIR_CODES }).toSorted(([left], [right]) => (left < right ? -1 : 1)),
)
