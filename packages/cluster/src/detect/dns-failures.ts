import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'
import { eventEvidence, type EvidenceRecord, logEvidence } from './evidence.ts'
import { namedService } from './failed-calls.ts'

/** Nobody answered the question for an address. */
const UNANSWERED =
  /temporary failure in name resolution|EAI_AGAIN|\blookup \S+.*(i\/o timeout|timed? ?out|connection refused|operation not permitted)|no servers could be reached|(dns|name resolution|resolving).{0,80}(timed? ?out|timeout)/i
/** Either nobody answered, or there is no such name: it counts only for a name that exists. */
const UNRESOLVED = /could not resolve|bad address|UnknownHost|name or service not known|ENOTFOUND|no such host|nodename nor servname/i

export interface DnsFailure {
  readonly at: Time
  readonly evidence: EvidenceRecord
}

/** What logs and events tell of a pod's failed look-ups, oldest first. */
export function dnsFailures(pod: LiveObject, state: ClusterState): readonly DnsFailure[] {
  const isFailure = (text: string): boolean =>
    UNANSWERED.test(text) || (UNRESOLVED.test(text) && namedService(text, pod, state) !== undefined)
  const logged = state
    .logsOf(pod)
    .flatMap((stream) =>
      stream.lines.filter(({ text }) => isFailure(text)).map((line) => ({ at: line.at, evidence: logEvidence(stream, line) })),
    )
  const told = state
    .eventsAbout(pod)
    .filter(({ type, message }) => type === 'Warning' && UNANSWERED.test(message))
    .map((event) => ({ at: event.lastAt, evidence: eventEvidence(event) }))
  return [...logged, ...told].toSorted((left, right) => left.at - right.at)
}
