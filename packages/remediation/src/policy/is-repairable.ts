import type { LiveReference } from '@aks-copilot/contracts'
import { objectKey } from '@aks-copilot/cluster'
import type { ProposalContext } from '../propose/proposer.ts'

/** Why an object may not be changed, one clause; undefined where it may. */
export function isRepairable(
  object: LiveReference,
  { policy, application }: Pick<ProposalContext, 'policy' | 'application'>,
): string | undefined {
  const namespaces = policy.namespaces.length === 0 ? [application.destination.namespace] : policy.namespaces
  if (!policy.kinds.includes(object.kind)) return `the policy does not let it change a ${object.kind}`
  if (object.namespace === undefined || !namespaces.includes(object.namespace))
    return `the policy does not let it change anything in ${object.namespace === undefined ? 'no namespace' : `namespace ${object.namespace}`}`
  if (!application.resources.some((resource) => objectKey(resource.object) === objectKey(object)))
    return `${object.kind} ${object.name} is no object of this application`
  return undefined
}
