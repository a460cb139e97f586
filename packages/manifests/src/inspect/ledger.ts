import type { LedgerEntry } from '@aks-copilot/contracts'
import { type Field, fromPointer, type KubernetesObject } from '@aks-copilot/kubernetes'

/** What becomes of a field in a conversion, and why. */
export type Fate = readonly [outcome: LedgerEntry['outcome'], reason: string]

const META = new Set(['apiVersion', 'kind', 'metadata', 'status'])

/** The loss ledger of a whole object: the fate of each field by its JSON Pointer, and one fate for every field that has none of its own. */
export function ledgerOf(object: KubernetesObject, fates: Readonly<Record<string, Fate>>, rest: Fate): LedgerEntry[] {
  const spec = object.at('spec')
  const fields = spec.entries().length > 0 ? spec.entries() : object.root.entries().filter((field) => !META.has(String(field.key)))
  return fields.flatMap((field) => entriesOf(field, object, fates, rest))
}

function entriesOf(field: Field, object: KubernetesObject, fates: Readonly<Record<string, Fate>>, rest: Fate): LedgerEntry[] {
  const known = Object.entries(fates).filter(
    ([pointer]) => (pointer === field.pointer || pointer.startsWith(`${field.pointer}/`)) && object.at(...fromPointer(pointer)).exists,
  )
  const own: readonly (readonly [string, Fate])[] = known.length > 0 ? known : [[field.pointer, rest]]
  return own.map(([path, [outcome, reason]]) => ({ path, outcome, reason }))
}
