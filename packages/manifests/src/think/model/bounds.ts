import type { PatchOperation } from '@aks-copilot/contracts'

/** A repair of one field takes few operations; what takes more is no repair of one field. */
export const MOST_OPERATIONS = 8
const MOST_CHARACTERS = 4000

/** Why a reply is too large to look at; undefined when it is not. */
export function excess(operations: readonly PatchOperation[]): string | undefined {
  if (operations.length > MOST_OPERATIONS) return `${operations.length} operations, where at most ${MOST_OPERATIONS} are looked at`
  const length = JSON.stringify(operations).length
  return length > MOST_CHARACTERS ? `${length} characters, where at most ${MOST_CHARACTERS} are looked at` : undefined
}
