import type { LiveReference, Severity } from '@aks-copilot/contracts'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, objectKey } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'
import type { Detector, Effect, Found, Repair } from './detector.ts'
import { distinct, type EvidenceRecord } from './evidence.ts'
import type { NextStep } from '@aks-copilot/contracts'

/** What one detector says about one thing that lasts: what was found on the pods of a workload is one finding of the workload. */
export interface Finding {
  readonly detector: Detector
  /** The workload, where pods showed it; else the object itself. */
  readonly subject: LiveObject
  /** Where it showed: the pods, or the subject. */
  readonly instances: readonly LiveObject[]
  readonly about: string | undefined
  readonly severity: Severity
  readonly effect: Effect | undefined
  /** What it can bring about, where it or its detector says so; undefined: all that come after `effect`. */
  readonly explains: readonly Effect[] | undefined
  readonly message: string
  readonly since: Time | undefined
  readonly evidence: readonly EvidenceRecord[]
  readonly blames: readonly LiveReference[]
  readonly nextSteps: readonly NextStep[]
  readonly repairs: readonly Repair[]
  readonly fingerprint: string
}

const MOST_EVIDENCE = 6

/** Runs detectors on a state; what several pods of one workload show is told once. */
export function findProblems(state: ClusterState, detectors: readonly Detector[]): Finding[] {
  return detectors.flatMap((detector) => gather(detector, [...detector.detect(state)], state))
}

function gather(detector: Detector, found: readonly Found[], state: ClusterState): Finding[] {
  const groups = Map.groupBy(found, (one) => fingerprintOf(detector, subjectOf(one.object, state), one.about))
  return [...groups].map(([fingerprint, group]) => merge(detector, fingerprint, group, state))
}

/** What lasts while pods come and go. */
function subjectOf(object: LiveObject, state: ClusterState): LiveObject {
  return object.kind === 'Pod' || object.kind === 'ReplicaSet' || object.kind === 'Job' ? state.topController(object) : object
}

function fingerprintOf(detector: Detector, subject: LiveObject, about: string | undefined): string {
  return `${detector.id}:${objectKey(subject)}${about === undefined ? '' : `:${about}`}`
}

function merge(detector: Detector, fingerprint: string, group: readonly Found[], state: ClusterState): Finding {
  const ordered = group.toSorted((left, right) => (left.since ?? state.now) - (right.since ?? state.now))
  // The newest instance tells the message: an old pod may show what was true of an earlier revision.
  const [first, last] = [ordered[0], ordered.at(-1)]
  if (first === undefined || last === undefined) throw new Error('an empty group of findings')
  const instances = [...new Set(group.map(({ object }) => object))]
  const times = group.flatMap(({ since }) => (since === undefined ? [] : [since]))
  return {
    detector,
    subject: subjectOf(first.object, state),
    instances,
    about: first.about,
    severity: worst(group.map(({ severity }) => severity ?? detector.severity)),
    effect: last.effect ?? detector.effect,
    explains: last.explains ?? detector.explains,
    message: last.message,
    since: times.length === 0 ? undefined : Math.min(...times),
    evidence: distinct([...last.evidence, ...first.evidence]).slice(0, MOST_EVIDENCE),
    blames: distinctReferences(group.flatMap(({ blames }) => blames ?? [])),
    nextSteps: last.nextSteps ?? [],
    repairs: last.repair === undefined ? [] : [last.repair],
    fingerprint,
  }
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

function worst(severities: readonly Severity[]): Severity {
  return severities.toSorted((left, right) => RANK[left] - RANK[right])[0] ?? 'info'
}

function distinctReferences(references: readonly LiveReference[]): LiveReference[] {
  return [...new Map(references.map((reference) => [objectKey(reference), reference])).values()]
}
