import { type ClusterState, diagnose, objectKey } from '@aks-copilot/cluster'
import type { AgentState, Incident, RepairAttempt } from '@aks-copilot/contracts'
import type { ApplicationStatus } from '../ports.ts'
import { isKnownDrift, isPausedBeside } from './beside-attempt.ts'
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
 * that no pod answers for; so both must agree. With an attempt that is to be judged, what is beside it and was so before is left out.
 */
export function lookAtApplication(
  application: ApplicationStatus,
  cluster: ClusterState,
  runId: string,
  attempt?: RepairAttempt,
): ApplicationLook {
  const found = incidentsOf(application, cluster, runId)
  const { health, sync, operation, conditions } = application
  if (operation?.phase === 'Running') return { verdict: 'progressing', text: 'A sync is running.', incidents: found }
  const failed = operation !== undefined && (operation.phase === 'Failed' || operation.phase === 'Error')
  if (failed && sync !== 'Synced') return lookAtFailedSync(application, operation, found)
  const isNews = ({ cause }: Incident): boolean => attempt === undefined || !isKnownDrift(attempt, cause.object)
  const isSettled = cluster.now - deployedAt(application) >= PATIENCE
  const incidents = [...(isSettled ? unkeptObjects(application).filter(isNews) : []), ...found]
  const [condition] = conditions
  if (condition !== undefined && sync === 'Unknown') return { verdict: 'broken', text: condition, incidents }
  const [first] = incidents
  if (health === 'Degraded') return { verdict: 'broken', text: first?.title ?? 'Argo CD says Degraded.', incidents }
  if (first !== undefined) return { verdict: 'broken', text: first.title, incidents }
  const isPaused = health === 'Suspended' && attempt !== undefined && isPausedBeside(attempt, application, cluster)
  const isWell = (health === 'Healthy' || isPaused) && (sync === 'Synced' || (sync === 'OutOfSync' && isAtRest(application, attempt)))
  const words = health === 'Healthy' && sync === 'Synced' ? 'Synced and healthy' : `Argo CD says ${health}, ${sync}`
  if (isWell && !isSettled) return { verdict: 'progressing', text: `${words}, but deployed a moment ago.`, incidents }
  if (isWell) return { verdict: 'healthy', text: `${words}; no detector finds anything.`, incidents }
  return { verdict: 'progressing', text: `${words}.`, incidents }
}

/** Whether no sync is about to come: what differs stays as it is, and the attempt that is judged is out. */
function isAtRest({ automated, operation, revision }: ApplicationStatus, attempt: RepairAttempt | undefined): boolean {
  return attempt !== undefined || !automated || (operation?.phase === 'Succeeded' && operation.revision === revision)
}

/** Whether nothing is known to be wrong, though it is not well yet either: paused on purpose, or a sync is awaited that does not come. */
export function isQuiet({ health, sync, operation }: ApplicationStatus, { verdict, incidents }: ApplicationLook): boolean {
  if (verdict === 'broken' || incidents.length > 0 || (operation !== undefined && operation.phase !== 'Succeeded')) return false
  return (health === 'Healthy' || health === 'Suspended') && sync !== 'Unknown'
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
