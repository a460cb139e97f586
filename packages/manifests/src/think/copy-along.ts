import type { PathStep } from '@aks-copilot/kubernetes'

/**
 * A copy of a value whose maps and lists on the given paths are its own, so that they can be changed; everything beside them is
 * shared with the original. An object may have thousands of containers, and a fix touches one.
 */
export function copyAlong(value: unknown, paths: readonly (readonly PathStep[])[]): unknown {
  const own = new Set<unknown>()
  const copy = (node: unknown): unknown => {
    if (own.has(node) || typeof node !== 'object' || node === null) return node
    const copied: unknown = Array.isArray(node) ? [...(node as unknown[])] : { ...node }
    own.add(copied)
    return copied
  }
  const root = copy(value)
  for (const path of paths) {
    let node = root
    for (const step of path) {
      if (typeof node !== 'object' || node === null || !Object.hasOwn(node, step)) break
      const child = copy((node as Record<PathStep, unknown>)[step])
      Object.defineProperty(node, step, { value: child, writable: true, enumerable: true, configurable: true })
      node = child
    }
  }
  return root
}
