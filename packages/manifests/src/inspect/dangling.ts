import type { Field } from '@aks-copilot/kubernetes'
import { oneOf } from './answers.ts'
import { BundleIndex, isOpenName } from './bundle-index.ts'
import { nearMiss } from './near-miss.ts'
import { type BundleView, type Found, type Proposal, judgement, violation } from './rule.ts'

export interface Dangling {
  readonly near: string | undefined
  /** What there is of that kind. */
  readonly names?: () => Iterable<string>
}

/**
 * A name that no object of the bundle has. Alone that is only worth knowing, since the object may be made elsewhere; with one
 * whose name is almost the same, it is most likely a slip.
 */
export function dangling(at: Field, kind: string, namespace: string | undefined, bundle: BundleView): Found<Dangling> | undefined {
  const name = at.text
  if (name === undefined || isOpenName(name) || BundleIndex.of(bundle).find(kind, namespace, name).length > 0) return undefined
  const near = nearMiss(name, BundleIndex.of(bundle).names(kind, namespace))
  if (near === undefined && !bundle.complete) return undefined
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`
  return violation(at, `${kind} \`${name}\` is not among these manifests${hint}${near === undefined ? '.' : ''}`, {
    near,
    names: () => BundleIndex.of(bundle).names(kind, namespace),
    severity: near === undefined ? ('info' as const) : ('warning' as const),
  })
}

/** Who must decide what about a name that nothing has. */
export function decideName({ at, near, names }: { readonly at: Field } & Dangling): Proposal | undefined {
  if (near === undefined) return undefined
  return judgement(`Decide whether \`${near}\` was meant by \`${at.text ?? ''}\`.`, () => oneOf(at, names?.() ?? [near]))
}
