import { ClusterState, diagnose, type Snapshot } from '@aks-copilot/cluster'
import { DETECTORS } from '@aks-copilot/cluster/detectors'
import type { Incident, LiveReference } from '@aks-copilot/contracts'
import { resolves } from '../../packages/cluster/src/detect/evidence.ts'
import { findProblems } from '../../packages/cluster/src/detect/gather-findings.ts'
import { glob } from './condition.ts'
import { type Claim, type Scenario, withNames } from './read-scenarios.ts'

/** How a state came to be known: read once, afterwards; or watched while it happened. */
export type Way = 'read' | 'watched'

export interface Judgement {
  readonly scenario: Scenario
  readonly way: Way
  /** What the product got wrong, in words; empty: right. */
  readonly misses: readonly string[]
  readonly causeRight: boolean
  /** undefined: none is expected. */
  readonly suspectRight: boolean | undefined
  readonly evidence: { readonly told: number; readonly resolved: number }
  readonly incidents: readonly Incident[]
  /** How long the diagnosis took, in milliseconds. */
  readonly took: number
}

/** Holds what the product says of a state against what is true of it. */
export function judge(scenario: Scenario, way: Way, reading: Snapshot, namespace: string): Judgement {
  const snapshot = later(reading, scenario.stands)
  const start = performance.now()
  const { incidents } = diagnose(new ClusterState(snapshot), { runId: 'evals' })
  const took = performance.now() - start
  const evidence = countEvidence(snapshot)
  const missing = evidence.told - evidence.resolved
  const claims = scenario.healthy
    ? incidents.map((incident) => `false alarm: ${told(incident)}`)
    : causeMisses(scenario, incidents, namespace)
  const suspectRight = scenario.suspect === undefined ? undefined : isSuspect(scenario.suspect, incidents[0], namespace)
  const misses = [
    ...claims,
    ...(suspectRight === false ? [`suspect change is ${suspectOf(incidents[0])}`] : []),
    ...(scenario.healthy ? [] : mentionMisses(scenario, incidents[0])),
    ...neverMisses(scenario, incidents, namespace),
    ...(missing > 0 ? [`${missing} pieces of evidence do not resolve`] : []),
  ]
  return { scenario, way, misses, causeRight: claims.length === 0, suspectRight, evidence, incidents, took }
}

/** The same state, looked at so many seconds later. */
function later(snapshot: Snapshot, seconds: number): Snapshot {
  const after = seconds * 1000
  const { now, window } = snapshot
  return { ...snapshot, now: now + after, window: { from: window.from + after, to: window.to + after } }
}

/** A scenario that never came to the state that it is about. */
export function notReached(scenario: Scenario, way: Way, why: string): Judgement {
  return {
    scenario,
    way,
    misses: [why],
    causeRight: false,
    suspectRight: undefined,
    evidence: { told: 0, resolved: 0 },
    incidents: [],
    took: 0,
  }
}

function countEvidence(snapshot: Snapshot): Judgement['evidence'] {
  const state = new ClusterState(snapshot)
  const evidence = findProblems(state, DETECTORS).flatMap((finding) => finding.evidence)
  return { told: evidence.length, resolved: evidence.filter((record) => resolves(record, state)).length }
}

/** The cause must stand at first place, and every further incident must be expected: a symptom that is told as a cause is a miss. */
function causeMisses({ cause, also, besides }: Scenario, incidents: readonly Incident[], namespace: string): string[] {
  const [first, ...others] = incidents
  if (first === undefined) return ['nothing was found']
  const fits = (claims: readonly Claim[], incident: Incident): boolean => claims.some((claim) => isClaim(claim, incident, namespace))
  return [
    ...(fits(cause, first) ? [] : [`first place: ${told(first)}`]),
    ...others.filter((incident) => !fits([...also, ...besides], incident)).map((incident) => `also told: ${told(incident)}`),
    ...also
      .filter((claim) => !incidents.some((incident) => isClaim(claim, incident, namespace)))
      .map(({ detector, object }) => `not told: ${detector.join(' or ')} of ${object}`),
  ]
}

function isClaim({ detector, object }: Claim, { cause }: Incident, namespace: string): boolean {
  return isObject(object, cause.object, namespace) && detector.some((pattern) => glob(pattern).test(cause.detector))
}

function isObject(expected: string, { kind, name }: LiveReference, namespace: string): boolean {
  return withNames(expected, namespace) === `${kind} ${name}`
}

function isSuspect(expected: NonNullable<Scenario['suspect']>, incident: Incident | undefined, namespace: string): boolean {
  const change = incident?.suspectChanges[0]
  if (change === undefined || !isObject(expected.object, change.object, namespace)) return false
  const pattern = new RegExp(`^${expected.path.replaceAll('/**', '(/.*)?').replaceAll('/*', '/[^/]+')}$`)
  return change.diff.some(({ path }) => pattern.test(path))
}

function mentionMisses({ mentions }: Scenario, incident: Incident | undefined): string[] {
  if (incident === undefined) return []
  const { cause, evidence } = incident
  const text = [cause.message, ...evidence.map((record) => record.text)].join('\n').toLowerCase()
  return mentions.filter((mention) => !text.includes(mention.toLowerCase())).map((mention) => `does not say "${mention}"`)
}

function neverMisses({ never }: Scenario, incidents: readonly Incident[], namespace: string): string[] {
  const text = JSON.stringify(incidents)
  return [
    ...incidents
      .filter(
        ({ cause }) =>
          never.detectors.includes(cause.detector) || never.objects.some((object) => isObject(object, cause.object, namespace)),
      )
      .map((incident) => `must not be a cause: ${told(incident)}`),
    ...never.words.filter((word) => text.includes(word)).map((word) => `must not say "${word}"`),
  ]
}

function told({ cause }: Incident): string {
  return `${cause.detector} of ${cause.object.kind} ${cause.object.name} (${cause.message})`
}

function suspectOf(incident: Incident | undefined): string {
  const change = incident?.suspectChanges[0]
  return change === undefined ? 'not told' : `${change.object.kind} ${change.object.name}: ${change.text}`
}
