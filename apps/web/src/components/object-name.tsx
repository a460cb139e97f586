import type { LiveReference } from '@aks-copilot/contracts'
import { objectPath } from '../router/paths.ts'
import { ScopedLink } from '../router/scoped-link.tsx'

/** `Service shop/cart`, leading to the object in the explorer. */
export function ObjectName({ object, kind = true }: { readonly object: LiveReference; readonly kind?: boolean }) {
  return (
    <ScopedLink
      to={objectPath(object)}
      className="font-mono text-[0.95em] wrap-anywhere underline-offset-4 hover:text-cyan hover:underline"
    >
      {kind ? `${object.kind} ` : ''}
      {object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`}
    </ScopedLink>
  )
}
