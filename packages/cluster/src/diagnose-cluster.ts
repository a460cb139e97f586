import type { Diagnosis, Incident, Skipped } from '@aks-copilot/contracts'
import type { ClusterState } from './context/cluster-state.ts'
import { objectKey } from './context/live-object.ts'
import type { Detector } from './detect/detector.ts'
import { DETECTORS } from './detect/detectors.generated.ts'
import { findIncidents } from './incidents/find-incidents.ts'

export interface DiagnoseOptions {
  readonly runId: string
  /** Only incidents that concern one of these namespaces, or nothing that has one. */
  readonly namespaces?: readonly string[] | undefined
  /** Only incidents that began within this many milliseconds before now. */
  readonly since?: number | undefined
  readonly detectors?: readonly Detector[]
}

/** What is broken in a state, why, since when, and what changed. */
export function diagnose(state: ClusterState, options: DiagnoseOptions): Diagnosis {
  const detectors = options.detectors ?? DETECTORS
  const incidents = findIncidents(state, detectors).filter((incident) => isWanted(incident, state.now, options))
  return { ...diagnosisOf(incidents, state, options.runId), skipped: skippedOf(state, detectors) }
}

/** The report around incidents that are known already, as the tracker of a watcher has them. */
export function diagnosisOf(incidents: readonly Incident[], state: ClusterState, runId: string): Diagnosis {
  const { snapshot } = state
  const ill = new Set(
    incidents
      .filter(({ state }) => state === 'open')
      .flatMap(({ cause, symptoms, affected }) => [cause.object, ...symptoms.map(({ object }) => object), ...affected].map(objectKey)),
  )
  return {
    schemaVersion: 1,
    runId,
    cluster: snapshot.cluster,
    observedAt: new Date(snapshot.now).toISOString(),
    window: { from: new Date(snapshot.window.from).toISOString(), to: new Date(snapshot.window.to).toISOString() },
    summary: {
      objects: snapshot.objects.length,
      healthy: snapshot.objects.filter((object) => !ill.has(objectKey(object))).length,
      incidents: incidents.filter(({ state }) => state === 'open').length,
    },
    incidents: [...incidents],
    skipped: [],
  }
}

function isWanted(incident: Incident, now: number, { namespaces, since: reach }: DiagnoseOptions): boolean {
  if (reach !== undefined && incident.since !== undefined && Date.parse(incident.since) < now - reach) return false
  return namespaces === undefined || concerns(incident, namespaces)
}

/** Whether an incident touches one of these namespaces. A node that is not well touches everybody. */
export function concerns({ cause, symptoms, affected }: Incident, namespaces: readonly string[]): boolean {
  if (cause.object.kind === 'Node') return true
  if (cause.object.kind === 'Namespace') return namespaces.includes(cause.object.name)
  return [cause.object, ...symptoms.map(({ object }) => object), ...affected].some(
    ({ namespace }) => namespace !== undefined && namespaces.includes(namespace),
  )
}

/** What detectors read and nobody could observe, said once for each kind. */
export function skippedOf({ coverage }: ClusterState, detectors: readonly Detector[]): Skipped[] {
  const read = new Set(detectors.flatMap(({ reads }) => reads))
  const seenIn = Map.groupBy(
    coverage.entries.filter(({ namespace, observation }) => namespace !== undefined && observation === 'observed'),
    ({ kind }) => kind,
  )
  return coverage.entries
    .filter(({ kind, observation }) => observation !== 'observed' && read.has(kind) && !isOptional(kind, observation))
    .map(({ kind, namespace, observation, why }) => {
      const seen = namespace === undefined ? seenIn.get(kind) : undefined
      const beyond = seen === undefined ? kind : `${kind} outside ${seen.map((entry) => entry.namespace).join(', ')}`
      return { what: namespace === undefined ? beyond : `${kind} in ${namespace}`, why: why ?? REASONS[observation] ?? observation }
    })
}

const REASONS: Readonly<Record<string, string>> = {
  'not-permitted': 'you may not read it',
  'not-observed': 'nobody looked',
  'not-served': 'the cluster does not have it',
}

/** That a cluster has no such kind is worth a word only where detectors would be blind without: metrics and logs. */
function isOptional(kind: string, observation: string): boolean {
  return observation === 'not-served' && kind !== 'metrics' && kind !== 'logs'
}
