import type { Field } from '@aks-copilot/kubernetes'
import { type Intent, remove } from './rule.ts'

/** A label that a node must have for the pod to run on it. */
export interface NodeDemand {
  readonly at: Field
  readonly key: string
  /** The values that will do; undefined: any. */
  readonly values: readonly string[] | undefined
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'

/** Demands of `nodeSelector`. */
export function selectorDemands(spec: Field): NodeDemand[] {
  return spec
    .at('nodeSelector')
    .entries()
    .map((at) => ({ at, key: String(at.key), values: [String(at.value)] }))
}

/**
 * Demands of the required node affinity. Its terms are alternatives, so with several of them only a label counts that each
 * one asks for. What must not be there (NotIn, DoesNotExist) is no demand, and neither is a preference.
 */
export function affinityDemands(spec: Field): NodeDemand[] {
  const [first = [], ...others] = spec.at('affinity', 'nodeAffinity', REQUIRED, 'nodeSelectorTerms').items().map(termDemands)
  return first.filter(({ key }) => others.every((term) => term.some((demand) => demand.key === key)))
}

function termDemands(term: Field): NodeDemand[] {
  return term
    .at('matchExpressions')
    .items()
    .filter((expression) => ['In', 'Exists', 'Gt', 'Lt'].includes(expression.at('operator').text ?? ''))
    .map((at) => {
      const values = at
        .at('values')
        .items()
        .map((value) => value.text ?? '')
      return { at, key: at.at('key').text ?? '', values: at.at('operator').is('In') ? values : undefined }
    })
}

/**
 * Drops one demand of the node affinity, and what is left empty around it: an empty term would match no node at all.
 * Undefined where alternatives would have to be weighed.
 */
export function removeDemand({ at }: NodeDemand, spec: Field): Intent[] | undefined {
  const affinity = spec.at('affinity')
  const required = affinity.at('nodeAffinity', REQUIRED)
  const [term, ...others] = required.at('nodeSelectorTerms').items()
  if (term === undefined || others.length > 0) return undefined
  if (term.at('matchExpressions').items().length > 1) return [remove(at)]
  if (term.at('matchFields').exists) return [remove(term.at('matchExpressions'))]
  if (affinity.at('nodeAffinity').entries().length > 1) return [remove(required)]
  return [remove(affinity.entries().length > 1 ? affinity.at('nodeAffinity') : affinity)]
}
