import type { AnchorHTMLAttributes } from 'react'
import { Link } from 'wouter'
import { scopedHref, useScope } from './scope.ts'

export interface ScopedLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** A path of the page; cluster, namespace and time come along. */
  readonly to: string
}

export function ScopedLink({ to, ...rest }: ScopedLinkProps) {
  const scope = useScope()
  return <Link {...rest} href={scopedHref(to, scope)} />
}
