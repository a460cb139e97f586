import { type ClusterState, objectKey } from '@aks-copilot/cluster'
import { type LiveReference, MOST_DRIFTED, type RepairAttempt, type TracedChange } from '@aks-copilot/contracts'
import type { ApplicationStatus } from '../ports.ts'

/** What an attempt does not touch and what was so before it says nothing of it: an autoscaler's replicas, the CA bundle of a webhook, a pause. */
type Touching = Pick<RepairAttempt, 'changes'>

/** Whether nothing that an attempt changes differs from Git. */
export function isKept({ changes }: Touching, { resources }: Pick<ApplicationStatus, 'resources'>): boolean {
  const touched = keysOf(changes)
  return !resources.some(({ object, differs }) => differs === true && touched.has(objectKey(object)))
}

/** The objects that an attempt does not change and that differ from Git before it. */
export function driftBeside(changes: readonly Pick<TracedChange, 'object'>[], { resources }: ApplicationStatus): LiveReference[] {
  const touched = keysOf(changes)
  const drifted = resources.flatMap(({ object, differs }) => (differs === true && !touched.has(objectKey(object)) ? [object] : []))
  return drifted.slice(0, MOST_DRIFTED)
}

/** Whether an object differed from Git before the attempt, which does not change it. Whoever forges that gains an end, no write. */
export function isKnownDrift({ changes, drifted = [] }: RepairAttempt, object: LiveReference): boolean {
  const key = objectKey(object)
  return drifted.some((one) => objectKey(one) === key) && !keysOf(changes).has(key)
}

/** Whether an Application that is Suspended is so by what an attempt does not touch. What is not seen of what it touches counts as paused. */
export function isPausedBeside({ changes }: Touching, { resources }: ApplicationStatus, cluster: ClusterState): boolean {
  const healths = new Map(resources.map(({ object, health }) => [objectKey(object), health]))
  return changes.every(({ object }) => {
    const health = healths.get(objectKey(object))
    // Newer versions of Argo CD leave the health of each object out.
    const spec = cluster.find(object.kind, object.namespace, object.name)?.spec
    if (spec === undefined) return health !== undefined && health !== 'Suspended'
    return health !== 'Suspended' && !spec.at('paused').is(true) && !spec.at('suspend').is(true)
  })
}

function keysOf(changes: readonly Pick<TracedChange, 'object'>[]): ReadonlySet<string> {
  return new Set(changes.map(({ object }) => objectKey(object)))
}
