import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, objectKey } from '../context/live-object.ts'
import type { EventRecord, Time } from '../context/records.ts'
import { eventEvidence } from '../detect/evidence.ts'
import { MINUTE } from '../detect/durations.ts'
import { countText } from './count-text.ts'
import { clock, type Foreseen } from './foreseen.ts'
import { type Minutes, rateRise } from './rate-rise.ts'

interface Subject {
  readonly event: EventRecord
  readonly workload: LiveObject
}

/** Warning events of one reason about one workload that come clearly more often than before. */
export function* unusualEvents(state: ClusterState): Generator<Foreseen> {
  const known = Math.max(state.window.from, Math.min(...state.snapshot.events.map(({ firstAt }) => firstAt)))
  const warnings = state.snapshot.events.filter(({ type }) => type === 'Warning').flatMap((event) => subjectOf(event, state))
  const groups = Map.groupBy(warnings, ({ event, workload }) => `${objectKey(workload)} ${event.reason}`)
  for (const group of groups.values()) {
    const newest = group.toSorted((left, right) => right.event.lastAt - left.event.lastAt)[0]
    if (newest === undefined) continue
    const { workload, event } = newest
    // What an object that is new brings about has no past to be compared with.
    const from = Math.max(known, workload.createdAt ?? known)
    const rise = rateRise(
      group.flatMap((one) => spread(one.event)),
      from,
      state.now,
    )
    if (rise === undefined) continue
    yield {
      kind: 'unusual',
      what: 'events',
      object: workload.reference,
      about: event.reason,
      message: `${rise.recent} warning events \`${event.reason}\` about ${workload.kind} \`${workload.name}\` since ${clock(rise.since, state.now)}, ${countText(rise)}.`,
      since: rise.since,
      evidence: [eventEvidence(event)],
    }
  }
}

function subjectOf(event: EventRecord, state: ClusterState): Subject[] {
  const { kind, namespace, name, uid = '' } = event.object
  const object = state.byUid(uid) ?? state.find(kind, namespace, name)
  return object === undefined ? [] : [{ event, workload: state.topController(object) }]
}

/** An event tells when it came first, when last, and how often: what lies between is spread evenly. */
function spread({ count, firstAt, lastAt }: EventRecord): Minutes {
  if (count <= 1) return [[minuteOf(lastAt), 1]]
  const minutes = Math.max(1, Math.floor((lastAt - firstAt) / MINUTE) + 1)
  if (count > minutes)
    return Array.from({ length: minutes }, (_, index) => [minuteOf(firstAt) + index * MINUTE, share(count, minutes, index)] as const)
  return Array.from({ length: count }, (_, index) => [minuteOf(firstAt + (index * (lastAt - firstAt)) / (count - 1)), 1] as const)
}

/** Whole numbers that sum up to the count. */
function share(count: number, minutes: number, index: number): number {
  return Math.floor(((index + 1) * count) / minutes) - Math.floor((index * count) / minutes)
}

function minuteOf(time: Time): Time {
  return Math.floor(time / MINUTE) * MINUTE
}
