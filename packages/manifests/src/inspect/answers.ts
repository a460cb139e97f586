import type { Field } from '@aks-copilot/kubernetes'
import { nearMiss } from './near-miss.ts'
import { type Answer, set } from './rule.ts'

/** The known values of a field as answers; what was written speaks for one that is a slip of the pen away. */
export function oneOf(at: Field, values: Iterable<string>): Answer[] {
  return [...new Set(values)]
    .filter((value) => value !== at.value)
    .map((value) => ({ intents: [set(at, value)], because: slip(at.text, value) }))
}

/** Why a word may stand for another; undefined when they are too far apart. */
export function slip(written: string | undefined, meant: string): string | undefined {
  if (written === undefined || nearMiss(written, [meant]) === undefined) return undefined
  return `\`${written}\` is a slip of the pen away from \`${meant}\``
}
