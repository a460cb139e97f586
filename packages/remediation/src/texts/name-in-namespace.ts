import { describeObject } from '@aks-copilot/kubernetes'

/** How people name an object of a namespace that they know: `Deployment web`. Git may leave the namespace open; it is the same object. */
export function nameInNamespace({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return describeObject({ kind, name })
}
