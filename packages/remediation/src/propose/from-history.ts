import type { Incident, LiveReference } from '@aks-copilot/contracts'
import { podReferences } from '@aks-copilot/cluster'
import { describeObject } from '@aks-copilot/kubernetes'
import { concernedObjects } from './concerned-objects.ts'
import { type Difference, differencesOf, type Json, manifestOf } from './differences.ts'
import { strengthOf, type Strength } from './field-evidence.ts'
import type { Candidate, Proposal, ProposalContext, Proposer } from './proposer.ts'
import { looksSecret, takeBack } from './take-back.ts'

/** Fields that are tried one by one before an object is taken back whole. */
const MOST_FIELDS = 3

interface Concerned {
  readonly object: LiveReference
  readonly live: Json
  readonly differences: readonly (Difference & { readonly strength: Strength })[]
}

/**
 * What Git said when the application was healthy, for objects that the incident is about: first the one field that the evidence names, then
 * what else is named of the object, then all that differs of it, then all that differs. An object that is no longer in Git is not made again.
 */
export const fromHistory: Proposer = {
  name: 'history',
  propose(incident, context): readonly Proposal[] {
    const { healthyManifests, healthyRevision } = context
    if (healthyManifests === undefined || healthyRevision === undefined) return []
    const revision = healthyRevision.slice(0, 7)
    const concerned = concernedObjects(incident, context).flatMap((object) => differing(object, incident, context, healthyManifests) ?? [])
    const clean = concerned.map((one) => ({ ...one, differences: one.differences.filter((field) => !looksSecret(field, one.live)) }))
    const secret = concerned.filter((one, index) => one.differences.length > (clean[index]?.differences.length ?? 0))
    return [
      ...candidatesOf(clean, incident.fingerprint, `revision ${revision} had it when the application was healthy`),
      ...gone(incident, context, healthyManifests).map((name) => ({
        refused: `${name} was in Git at revision ${revision} and is not any more; what was deleted is not made again without a person`,
      })),
      ...secret.map(({ object }) => ({
        refused: `${describeObject(object)} has another value than at revision ${revision} that looks secret; that is for a person`,
      })),
    ]
  },
}

function differing(object: LiveReference, incident: Incident, context: ProposalContext, healthy: readonly Json[]): Concerned | undefined {
  const live = context.state.find(object.kind, object.namespace, object.name)?.value
  if (live === undefined) return undefined
  const differences = differencesOf(object, context, healthy).map((field) => ({
    ...field,
    strength: strengthOf(field, object, live, incident),
  }))
  return differences.length === 0 ? undefined : { object, live, differences }
}

function candidatesOf(concerned: readonly Concerned[], incident: string, why: string): Candidate[] {
  const candidate = (...parts: readonly Concerned[]): Candidate[] => {
    if (parts.every(({ object, differences }) => differences.every((field) => isNote(field, object)))) return []
    const changes = parts
      .map(({ object, live, differences }) => ({ object, operations: takeBack(differences, live, object) }))
      .filter(({ operations }) => operations.length > 0)
    return changes.length === 0 ? [] : [{ incident, source: 'history', why, changes }]
  }
  const single = concerned
    .flatMap((one) => one.differences.map((field) => ({ ...one, differences: [field] })))
    .filter(({ differences: [field] }) => (field?.strength ?? 0) > 0)
    .toSorted((left, right) => strongest(right) - strongest(left))
  const named = concerned.map((one) => ({ ...one, differences: one.differences.filter(({ strength }) => strength > 1) }))
  const all = [...single.slice(0, MOST_FIELDS), ...named, ...concerned].flatMap((one) => candidate(one))
  return concerned.length > 1 ? [...all, ...candidate(...concerned)] : all
}

const WORKLOADS = new Set(['CronJob', 'DaemonSet', 'Deployment', 'Job', 'StatefulSet'])

/**
 * An annotation of a workload or of its pods alone mends nothing: going back to it only goes back to pods that began before the fault,
 * and would hide it until they are started again.
 */
function isNote({ path }: Difference, { kind }: LiveReference): boolean {
  const at = path.indexOf('metadata')
  const isHead = at === 0 || (path[0] === 'spec' && path[at - 1] === 'template')
  return WORKLOADS.has(kind) && isHead && path[at + 1] === 'annotations'
}

function strongest({ differences }: Concerned): number {
  return Math.max(0, ...differences.map(({ strength }) => strength))
}

/** What workloads of the incident need, that was in Git then and is neither in Git nor in the cluster now. */
function gone(incident: Incident, context: ProposalContext, healthy: readonly Json[]): string[] {
  const { state, manifests, application } = context
  const open = application.destination.namespace
  const needed = concernedObjects(incident, context).flatMap((object) => {
    const live = state.find(object.kind, object.namespace, object.name)
    return live === undefined ? [] : podReferences(live).map(({ to }) => to)
  })
  const missing = needed.filter(
    (object) =>
      state.isAbsent(object.kind, object.namespace, object.name) &&
      manifestOf(object, manifests, open) === undefined &&
      manifestOf(object, healthy, open) !== undefined,
  )
  return [...new Set(missing.map(describeObject))]
}
