import type { Evidence, Incident, LiveReference, NextStep, Severity, Symptom } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import { describeChange } from '../changes/describe-change.ts'
import { reportChange } from '../changes/report-change.ts'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, objectKey } from '../context/live-object.ts'
import type { Change } from '../context/records.ts'
import type { Detector } from '../detect/detector.ts'
import { changeEvidence, distinct, type EvidenceRecord } from '../detect/evidence.ts'
import { type Finding, findProblems } from '../detect/gather-findings.ts'
import { isSafeCommand } from '../detect/shell-words.ts'
import { blastRadius } from './blast-radius.ts'
import { type Chain, foldSymptoms } from './fold-symptoms.ts'
import { repairSteps } from './repair-steps.ts'
import { suspectChanges } from './suspect-changes.ts'
import { isoSecond } from '../context/iso-time.ts'

const MOST_EVIDENCE = 12

/** What is wrong in a state, worst first: each cause with everything that follows from it. */
export function findIncidents(state: ClusterState, detectors: readonly Detector[]): Incident[] {
  const chains = foldSymptoms(findProblems(state, detectors), state)
  return chains
    .filter((chain) => severityOf(chain) !== 'info')
    .map((chain) => incident(chain, state, detectors))
    .toSorted(byWeight)
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

/** A fact that is no fault by itself weighs as much as what it brought about. */
function severityOf({ cause, symptoms }: Chain): Severity {
  const all = [cause, ...symptoms].map(({ severity }) => severity)
  return all.toSorted((left, right) => RANK[left] - RANK[right])[0] ?? 'info'
}

function byWeight(left: Incident, right: Incident): number {
  return (
    RANK[left.severity] - RANK[right.severity] ||
    right.affected.length - left.affected.length ||
    (left.since ?? '').localeCompare(right.since ?? '') ||
    left.fingerprint.localeCompare(right.fingerprint)
  )
}

function incident(chain: Chain, state: ClusterState, detectors: readonly Detector[]): Incident {
  const { cause, symptoms } = chain
  const suspects = suspectChanges(chain, state)
  const times = [cause, ...symptoms].flatMap(({ since }) => (since === undefined ? [] : [since]))
  const since = cause.since ?? (times.length === 0 ? undefined : Math.min(...times))
  return {
    fingerprint: cause.fingerprint,
    severity: severityOf(chain),
    title: `${cause.detector.title}: ${describeObject(cause.subject)}`,
    state: 'open',
    ...(since === undefined ? {} : { since: isoSecond(since) }),
    cause: symptom(cause),
    symptoms: symptoms.map(symptom),
    suspectChanges: suspects.map(reportChange),
    evidence: numbered([
      ...cause.evidence,
      ...suspects.map((change) => changeEvidence(change, describeChange(change))),
      ...symptoms.flatMap(({ evidence }) => evidence.slice(0, 2)),
    ]),
    affected: blastRadius(chain, state).filter((object) => objectKey(object) !== objectKey(cause.subject)),
    nextSteps: nextSteps(chain, suspects, state, detectors),
  }
}

function symptom({ detector, subject, message, since }: Finding): Symptom {
  return { detector: detector.id, object: subject.reference, message, ...(since === undefined ? {} : { since: isoSecond(since) }) }
}

function numbered(records: readonly EvidenceRecord[]): Evidence[] {
  return distinct(records)
    .slice(0, MOST_EVIDENCE)
    .map((record, index) => ({
      id: `E${index + 1}`,
      kind: record.kind === 'absence' ? ('object' as const) : record.kind,
      ...(record.at === undefined ? {} : { at: isoSecond(record.at) }),
      object: record.object,
      ...(record.kind === 'object' ? { path: record.path } : {}),
      text: record.text,
    }))
}

/** The proven repair first, then what the detector advises, then the way back where a rollout did it. */
function nextSteps({ cause }: Chain, suspects: readonly Change[], state: ClusterState, detectors: readonly Detector[]): NextStep[] {
  const advised = cause.nextSteps.length > 0 ? cause.nextSteps : [{ text: cause.detector.help }]
  return [...repairSteps(cause, state, detectors), ...advised, ...rollBack(cause, suspects, state)].map(withSafeCommand)
}

/** A command that a shell would take for something else is left out: what to do is said all the same. */
function withSafeCommand(step: NextStep): NextStep {
  if (step.command === undefined || isSafeCommand(step.command)) return step
  const { command: _, ...rest } = step
  return rest
}

const ROLLED = ['Deployment', 'StatefulSet', 'DaemonSet'] as const

function rollBack({ subject }: Finding, suspects: readonly Change[], state: ClusterState): NextStep[] {
  const [first] = suspects
  const object: LiveReference = subject.reference
  if (first === undefined || first.kind !== 'rollout' || objectKey(first.object) !== objectKey(object)) return []
  const kind = ROLLED.find((known) => known === subject.kind)
  if (kind === undefined) return []
  const command = `kubectl rollout undo ${kind.toLowerCase()}/${subject.name} -n ${subject.namespace ?? 'default'}`
  const serving = servingRevision(subject, state)
  return serving === undefined
    ? [{ text: `Or undo that rollout: ${describeChange(first)}.`, command }]
    : [{ text: `Or go back to revision ${serving}, whose pods still serve.`, command: `${command} --to-revision=${serving}` }]
}

const REVISION = 'deployment.kubernetes.io/revision'

/** The newest earlier revision of a Deployment that has ready pods left; the one before the current may be as broken. */
function servingRevision(workload: LiveObject, state: ClusterState): number | undefined {
  const current = Number(workload.annotations.at(REVISION).text)
  const earlier = state
    .controlledBy(workload, 'ReplicaSet')
    .filter((set) => (set.status.at('readyReplicas').number ?? 0) > 0)
    .map((set) => Number(set.annotations.at(REVISION).text))
    .filter((revision) => revision < current)
  return earlier.length === 0 ? undefined : Math.max(...earlier)
}
