import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { type Intent, remove, set } from '../inspect/rule.ts'
import type { Ledger } from './ledger.ts'

/** Makes the annotations of an object these, and no others; takes the map away where none is left. */
export function annotationIntents(object: KubernetesObject, wanted: Readonly<Record<string, string>>): Intent[] {
  const present = object.annotations.strings()
  if (Object.keys(wanted).length === 0) return object.annotations.exists ? [remove(object.annotations)] : []
  const gone = object.annotations.entries().filter((entry) => !Object.hasOwn(wanted, entry.key))
  return [
    ...Object.entries(wanted)
      .filter(([key, value]) => present[key] !== value)
      .map(([key, value]) => set(object.annotations.at(key), value)),
    ...gone.map(remove),
  ]
}

/** Fields at the top of an object that the kind it becomes does not have: the status, and an `id` from the days of v1beta1. */
export function strayFields(object: KubernetesObject): Field[] {
  return object.root.entries().filter((entry) => !['apiVersion', 'kind', 'metadata', 'spec'].includes(String(entry.key)))
}

/** The lines of an account that every conversion of an object has: its new kind, the name and labels that it keeps, and what has no place in it. */
export function accountObject(object: KubernetesObject, kind: string, ledger: Ledger): void {
  for (const key of ['apiVersion', 'kind']) ledger.mapped(object.at(key), kind)
  ledger.kept(object.at('metadata'))
  for (const field of strayFields(object))
    ledger.dropped(field, field.key === 'status' ? 'the cluster writes it' : 'Kubernetes knows no such field')
}
