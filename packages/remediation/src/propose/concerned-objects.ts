import { type ClusterState, dependencies, objectKey } from '@aks-copilot/cluster'
import type { Incident, LiveReference } from '@aks-copilot/contracts'
import type { ProposalContext } from './proposer.ts'

/** What cannot be the reason of a fault, or is not the application's. */
const FAR = new Set(['namespace', 'schedule'])

/**
 * The objects of the application that an incident is about, nearest first: those whose change is suspect, the cause, its symptoms, what these
 * depend on, what else is affected. Pods stand for their workload.
 */
export function concernedObjects(
  { suspectChanges, cause, symptoms, affected }: Incident,
  { state, application }: Pick<ProposalContext, 'state' | 'application'>,
): LiveReference[] {
  const own = new Map(application.resources.map(({ object }) => [objectKey(object), object]))
  const chain = [...suspectChanges.map(({ object }) => object), cause.object, ...symptoms.map(({ object }) => object)]
  const near = chain.flatMap((object) => neededBy(object, state))
  const found = [...chain, ...near, ...affected].flatMap((object) => own.get(objectKey(object)) ?? ownOf(object, state, own) ?? [])
  return [...new Map(found.map((object) => [objectKey(object), object])).values()]
}

/** The outermost controller of an object, where it is the application's. */
function ownOf(object: LiveReference, state: ClusterState, own: ReadonlyMap<string, LiveReference>): LiveReference | undefined {
  const live = state.find(object.kind, object.namespace, object.name)
  return live === undefined ? undefined : own.get(objectKey(state.topController(live)))
}

function neededBy(object: LiveReference, state: ClusterState): LiveReference[] {
  const live = state.find(object.kind, object.namespace, object.name)
  if (live === undefined) return []
  return dependencies(state.topController(live), state).flatMap(({ kind, to }) => (FAR.has(kind) ? [] : [to]))
}
