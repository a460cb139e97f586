import type { LiveReference } from '@aks-copilot/contracts'
import { objectPath } from '../router/paths.ts'
import { ScopedLink } from '../router/scoped-link.tsx'

export interface ObjectNameProps {
  readonly object: LiveReference
  /** Shown before the name; off where a column says it. */
  readonly kind?: boolean
  readonly namespace?: boolean
  /** False inside of other links. */
  readonly link?: boolean
  readonly className?: string
}

/** `Deployment shop/cart`: always mono, and leads to the object. */
export function ObjectName({ object, kind = true, namespace = true, link = true, className = '' }: ObjectNameProps) {
  const text = (
    <>
      {kind ? <span className="text-ink-2">{object.kind} </span> : null}
      {namespace && object.namespace !== undefined ? <span className="text-ink-2">{object.namespace}/</span> : null}
      {object.name}
    </>
  )
  const look = `font-mono text-[0.92em] wrap-anywhere ${className}`
  if (!link) return <span className={look}>{text}</span>
  return (
    <ScopedLink to={objectPath(object)} className={`${look} underline-offset-4 hover:text-cyan hover:underline`}>
      {text}
    </ScopedLink>
  )
}
