import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'
import { containerStates } from './container-states.ts'
import { type EvidenceRecord, fieldEvidence, logEvidence } from './evidence.ts'
import { failedCallsTo } from './failed-calls.ts'
import { hasLasted, MINUTE } from './patience.ts'
import { callersOf } from './service-callers.ts'
import { unreadySince } from './workload-pods.ts'

/** A pod that calls a Service and fails. */
export interface FailingClient {
  readonly pod: LiveObject
  /** true: its log says that this call failed. false: it is set up to call it, it fails, and no log of it is known. */
  readonly isProven: boolean
  /** The first and the last failure that is known. */
  readonly first: Time
  readonly last: Time
  readonly evidence: readonly EvidenceRecord[]
}

/** A failed call counts as news for so long. */
const NEWS = 15 * MINUTE

/** The pods that call a Service and fail: by their logs, else by their variables and their state. */
export function failingClients(service: LiveObject, state: ClusterState): readonly FailingClient[] {
  return [...byLog(service, state), ...byState(service, state)]
}

function byLog(service: LiveObject, state: ClusterState): readonly FailingClient[] {
  const calls = failedCallsTo(service, state).filter(({ line }) => state.now - line.at < NEWS)
  return [...Map.groupBy(calls, ({ client }) => client)].flatMap(([pod, own]) => {
    const [first, last] = [own[0], own.at(-1)]
    if (first === undefined || last === undefined || pod.deletedAt !== undefined) return []
    return [{ pod, isProven: true, first: first.line.at, last: last.line.at, evidence: [logEvidence(last.stream, last.line)] }]
  })
}

function byState(service: LiveObject, state: ClusterState): readonly FailingClient[] {
  return callersOf(service, state).flatMap(({ object, field }) =>
    state
      .podsOf(object)
      .filter((pod) => pod.deletedAt === undefined && state.logsOf(pod).every(({ lines }) => lines.length === 0) && isFailing(pod, state))
      .map((pod) => ({
        pod,
        isProven: false,
        first: unreadySince(pod) ?? state.now,
        last: state.now,
        evidence: [fieldEvidence(object, field)],
      })),
  )
}

/** It runs and does not get ready, or gives up again and again, in a way that a call without an answer could explain. */
function isFailing(pod: LiveObject, state: ClusterState): boolean {
  if (!hasLasted(unreadySince(pod), MINUTE, state)) return false
  return containerStates(pod).some(({ waitingReason, running, lastTerminated, ready, list }) => {
    if (list !== 'containers' || ready) return false
    return waitingReason === 'CrashLoopBackOff' ? lastTerminated.at('reason').is('Error') : running.exists
  })
}
