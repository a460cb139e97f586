import { type ClusterState, diagnose, objectKey } from '@aks-copilot/cluster'
import type { AgentState, Incident } from '@aks-copilot/contracts'
import type { ApplicationStatus } from '../ports.ts'
import { isOutdated, refusedObjects, unkeptObjects } from './sync-incidents.ts'

/** What one look at an application says. */
export interface ApplicationLook {
  readonly verdict: 'healthy' | 'progressing' | 'broken'
  /** One sentence. */
  readonly text: string
  readonly incidents: readonly Incident[]
}

const MOST_EVIDENCE = 6

/** Detectors are patient with what was just deployed: before that, nothing that they do not say proves anything. In milliseconds. */
const PATIENCE = 45_000

/** The namespaces in which an application has objects. */
export function namespacesOf({ destination, resources }: ApplicationStatus): string[] {
  const all = resources.flatMap(({ object }) => (object.namespace === undefined ? [] : [object.namespace]))
  return [...new Set([destination.namespace, ...all])].toSorted()
}

/**
 * Whether an application is well: what the deployer says, and what the detectors find of its objects. A deployer calls a Service healthy
 * that no pod answers for; so both must agree.
 */
export function lookAtApplication(application: ApplicationStatus, cluster: ClusterState, runId: string): ApplicationLook {
  const found = incidentsOf(application, cluster, runId)
  const { health, sync, operation, conditions } = application
  if (operation?.phase === 'Running') return { verdict: 'progressing', text: 'A sync is running.', incidents: found }
  const failed = operation !== undefined && (operation.phase === 'Failed' || operation.phase === 'Error')
  if (failed && sync !== 'Synced') return lookAtFailedSync(application, operation, found)
  const isSettled = cluster.now - deployedAt(application) >= PATIENCE
  const incidents = [...(isSettled ? unkeptObjects(application) : []), ...found]
  const [condition] = conditions
  if (condition !== undefined && sync === 'Unknown') return { verdict: 'broken', text: condition, incidents }
  const [first] = incidents
  if (health === 'Degraded') return { verdict: 'broken', text: first?.title ?? 'Argo CD says Degraded.', incidents }
  if (first !== undefined) return { verdict: 'broken', text: first.title, incidents }
  if (health === 'Healthy' && sync === 'Synced' && !isSettled)
    return { verdict: 'progressing', text: 'Synced and healthy, but deployed a moment ago.', incidents }
  if (health === 'Healthy' && sync === 'Synced')
    return { verdict: 'healthy', text: 'Synced and healthy; no detector finds anything.', incidents }
  return { verdict: 'progressing', text: `Argo CD says ${health}, ${sync}.`, incidents }
}

/** What was compared since, or is being tried again right now, is not judged by what the last try said. */
function lookAtFailedSync(
  application: ApplicationStatus,
  operation: NonNullable<ApplicationStatus['operation']>,
  found: readonly Incident[],
): ApplicationLook {
  if (isOutdated(operation, application.revision))
    return { verdict: 'progressing', text: 'The sync of an earlier revision is tried again.', incidents: found }
  const incidents = [...refusedObjects(application), ...found]
  if (incidents.length === 0 && operation.message.startsWith('Retrying operation'))
    return { verdict: 'progressing', text: 'The sync is tried again.', incidents }
  return { verdict: 'broken', text: `The sync failed: ${operation.message}`, incidents }
}

/** When something was deployed last, in milliseconds since the epoch. */
function deployedAt({ history: [last] }: ApplicationStatus): number {
  return last === undefined ? 0 : Date.parse(last.deployedAt) || 0
}

/** Open errors about what the application consists of, and what stands above or below it. */
function incidentsOf({ resources, destination }: ApplicationStatus, cluster: ClusterState, runId: string): Incident[] {
  const own = new Set(resources.map(({ object }) => objectKey(object)))
  const isOwn = (object: Incident['cause']['object']): boolean => {
    if (own.has(objectKey(object))) return true
    const live = cluster.find(object.kind, object.namespace, object.name)
    return live !== undefined && own.has(objectKey(cluster.topController(live)))
  }
  const { incidents } = diagnose(cluster, {
    runId,
    namespaces: [destination.namespace, ...resources.flatMap(({ object }) => object.namespace ?? [])],
  })
  return incidents.filter(
    ({ severity, state: open, cause, symptoms, affected }) =>
      severity === 'error' && open === 'open' && [cause.object, ...symptoms.map(({ object }) => object), ...affected].some(isOwn),
  )
}

/** Incidents as the state of a run keeps them: short, already masked. */
export function keptIncidents(incidents: readonly Incident[]): AgentState['incidents'] {
  return incidents.map(({ fingerprint, title, cause, since, evidence }) => ({
    fingerprint,
    title,
    cause: cause.message,
    object: cause.object,
    ...(since === undefined ? {} : { since }),
    evidence: evidence.slice(0, MOST_EVIDENCE).map(({ text }) => text),
  }))
}
