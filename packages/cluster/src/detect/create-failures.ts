import { podTemplate, sameJson } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../context/live-object.ts'
import type { EventRecord, Time } from '../context/records.ts'
import { MINUTE, SECOND } from './durations.ts'
import { type EvidenceRecord, eventEvidence, fieldEvidence } from './evidence.ts'
import { hasLasted } from './patience.ts'
import { readRefusal, type Refusal } from './refusals.ts'

/** A controller that is refused what it wants to make, now. */
export interface CreateFailure {
  /** The controller that was refused: a ReplicaSet, StatefulSet, DaemonSet, Job or CronJob. */
  readonly maker: LiveObject
  /** Where its template is written: the Deployment of a ReplicaSet. */
  readonly workload: LiveObject
  readonly refusal: Refusal
  readonly since: Time
  readonly evidence: readonly EvidenceRecord[]
}

const KINDS = ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'] as const

/** A ServiceAccount or a quota that is applied together with the workload may come some seconds later. */
const APPLY_PATIENCE = 30 * SECOND
/** Controllers try again after at most 1000 s, and some of their events are held back; one that is silent for longer is not refused any more. */
const LONGEST_RETRY = 35 * MINUTE

/** Every controller that wants more than it has and was refused the last time it tried. */
export function createFailures(state: ClusterState): readonly CreateFailure[] {
  return state.remember(createFailures, () =>
    KINDS.flatMap((kind) => state.list(kind))
      .filter((maker) => maker.deletedAt === undefined && isShort(maker))
      .flatMap((maker) => failureOf(maker, state)),
  )
}

function failureOf(maker: LiveObject, state: ClusterState): CreateFailure[] {
  const workload = state.topController(maker)
  if (maker.kind === 'ReplicaSet' && !isCurrent(maker, workload)) return []
  const failure = maker.kind === 'ReplicaSet' ? fromCondition(maker, state) : fromEvents(maker, state)
  if (failure === undefined || failure.refusal.kind === 'namespace-ends' || !hasLasted(failure.since, APPLY_PATIENCE, state)) return []
  return [{ maker, workload, ...failure }]
}

/** Whether it has fewer of what it makes than it wants. */
function isShort(maker: LiveObject): boolean {
  const { spec, status } = maker
  const count = (field: { number: number | undefined }, fallback = 0): number => field.number ?? fallback
  switch (maker.kind) {
    case 'CronJob':
      return !spec.at('suspend').is(true)
    case 'DaemonSet':
      return count(status.at('currentNumberScheduled')) < count(status.at('desiredNumberScheduled'))
    case 'Job': {
      if (spec.at('suspend').is(true) || ['Complete', 'Failed'].some((type) => maker.condition(type).at('status').is('True'))) return false
      const parallelism = count(spec.at('parallelism'), 1)
      const left = count(spec.at('completions'), parallelism) - count(status.at('succeeded'))
      return count(status.at('active')) < Math.min(parallelism, left)
    }
    default:
      return count(status.at('replicas')) < count(spec.at('replicas'), 1)
  }
}

/** Whether a ReplicaSet is what its Deployment wants now, and not what it wanted before somebody mended it. */
function isCurrent(set: LiveObject, workload: LiveObject): boolean {
  if (workload.kind !== 'Deployment') return true
  const [made, wanted] = [podTemplate(set)?.value, podTemplate(workload)?.value]
  return made === undefined || wanted === undefined || sameJson(withoutHash(made), withoutHash(wanted))
}

function withoutHash(template: unknown): unknown {
  return JSON.parse(JSON.stringify(template, (key, value: unknown) => (key === 'pod-template-hash' ? undefined : value)))
}

type Failure = Pick<CreateFailure, 'refusal' | 'since' | 'evidence'>

/** A ReplicaSet says it in a condition, which goes away with the first success. Its message is the first one; the last event is newer. */
function fromCondition(set: LiveObject, state: ClusterState): Failure | undefined {
  const condition = set.condition('ReplicaFailure')
  if (!condition.at('status').is('True') || !condition.at('reason').is('FailedCreate')) return undefined
  const since = timeOf(condition.at('lastTransitionTime')) ?? set.createdAt ?? state.now
  const event = lastAttempt(set, state)
  const newer = event?.reason === 'FailedCreate' ? event : undefined
  return {
    refusal: readRefusal(newer === undefined ? (condition.at('message').text ?? '') : answerOf(newer)),
    since,
    evidence: [
      fieldEvidence(set, condition.at(condition.at('message').exists ? 'message' : 'reason'), since),
      ...(newer === undefined ? [] : [eventEvidence(newer)]),
    ],
  }
}

function fromEvents(maker: LiveObject, state: ClusterState): Failure | undefined {
  const last = lastAttempt(maker, state)
  if (last?.reason !== 'FailedCreate' || state.now - last.lastAt > LONGEST_RETRY) return undefined
  const attempts = state.eventsAbout(maker, 'FailedCreate', 'SuccessfulCreate')
  const succeededAt = attempts.findLast(({ reason }) => reason === 'SuccessfulCreate')?.lastAt ?? 0
  const failed = attempts.filter(({ reason, lastAt }) => reason === 'FailedCreate' && lastAt > succeededAt)
  const since = Math.max(succeededAt, Math.min(...failed.map(({ firstAt }) => firstAt)))
  return { refusal: readRefusal(answerOf(last)), since, evidence: [eventEvidence(last)] }
}

/** The newest word on making something, good or bad. */
function lastAttempt(maker: LiveObject, state: ClusterState): EventRecord | undefined {
  return state.eventsAbout(maker, 'FailedCreate', 'SuccessfulCreate').at(-1)
}

/** What the API server answered, without what the controller put before it. */
function answerOf({ message }: EventRecord): string {
  return message
    .replace(/^\(combined from similar events\): /, '')
    .replace(/^(?:Error creating(?: job)?: |create (?:Pod|Claim) .+? in StatefulSet \S+ failed error: (?:failed to create PVC \S+: )?)/, '')
}
