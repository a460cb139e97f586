import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { type Intent, remove } from './rule.ts'

/** Removals of fields that leave no empty map or list behind: a parent goes when everything in it goes. List elements stay. */
export function removeWithParents(object: KubernetesObject, fields: readonly Field[]): Intent[] {
  let gone = new Map(fields.map((field) => [field.pointer, field]))
  for (let emptied = emptiedParents(object, gone); emptied.length > 0; emptied = emptiedParents(object, gone)) {
    const kept = [...gone].filter(([pointer]) => !emptied.some((parent) => pointer.startsWith(`${parent.pointer}/`)))
    gone = new Map([...kept, ...emptied.map((parent) => [parent.pointer, parent] as const)])
  }
  return [...gone.values()].map(remove)
}

function emptiedParents(object: KubernetesObject, gone: ReadonlyMap<string, Field>): Field[] {
  const parents = new Map(
    [...gone.values()].map((field) => object.at(...field.path.slice(0, -1))).map((parent) => [parent.pointer, parent]),
  )
  return [...parents.values()].filter((parent) => {
    const children = [...parent.entries(), ...parent.items()]
    return parent.path.length > 0 && typeof parent.key !== 'number' && children.every((child) => gone.has(child.pointer))
  })
}
