import { isObject } from '@aks-copilot/kubernetes'
import { applyPatch } from 'rfc6902'
import type { ManifestDocument } from '../source/manifest.ts'
import type { ResolvedChange } from '../think/think.ts'

/**
 * What a document must say after changes, worked out on values alone by the reference implementation of RFC 6902, without a look
 * at any text and apart from the editor. Several values where whole objects are added; undefined where an operation fails.
 */
export function expectedValues(document: ManifestDocument, changes: readonly ResolvedChange[]): readonly unknown[] | undefined {
  const dropped = changes.some((change) => change.does === 'drop' && change.object.pointer === '')
  const added = changes.flatMap((change) => (change.does === 'add' && change.object.pointer === '' ? change.objects : []))
  if (dropped) return document.json ? [{ apiVersion: 'v1', kind: 'List', items: added }] : added
  const holder = { root: structuredClone(document.value) }
  for (const change of changes) {
    if (change.does !== 'edit') continue
    const under = `/root${change.object.pointer}`
    const operations = structuredClone(change.operations).map((operation) =>
      'from' in operation
        ? { ...operation, from: under + operation.from, path: under + operation.path }
        : { ...operation, path: under + operation.path },
    )
    if (applyPatch(holder, operations).some((error) => error !== null)) return undefined
  }
  const items = itemsOf(holder.root)
  for (const change of changes) if (change.does === 'add' && change.object.pointer !== '') items.push(...structuredClone(change.objects))
  const drops = changes.filter((change) => change.does === 'drop').map(({ object }) => indexOf(object.pointer))
  for (const index of drops.toSorted((left, right) => right - left)) items.splice(index, 1)
  return [holder.root, ...added]
}

/** The index of an object in its List. */
export function indexOf(pointer: string): number {
  return Number(pointer.slice(pointer.lastIndexOf('/') + 1))
}

function itemsOf(value: unknown): unknown[] {
  const items = isObject(value) ? value['items'] : undefined
  return Array.isArray(items) ? items : []
}
