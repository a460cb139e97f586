import type { Evidence, LiveReference, Outlook } from '@aks-copilot/contracts'
import { objectKey } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'
import type { EvidenceRecord } from '../detect/evidence.ts'
import type { RunOut } from './run-out.ts'
import type { Point } from './steady-trend.ts'
import { isoSecond } from '../context/iso-time.ts'

/** An outlook with its evidence as records of the state. */
export interface Foreseen {
  readonly kind: Outlook['kind']
  readonly what: 'memory' | 'disk' | 'quota' | 'error-logs' | 'restarts' | 'events'
  readonly object: LiveReference
  /** What tells two outlooks on one object apart: the container, the resource, the reason. */
  readonly about?: string
  /** One sentence with numbers and times. */
  readonly message: string
  readonly runOut?: RunOut
  readonly since?: Time
  readonly evidence: readonly EvidenceRecord[]
  readonly points?: readonly Point[]
  readonly limit?: number
}

const MOST_POINTS = 120

/** As it crosses the wire. The id stays the same while the problem does. */
export function outlookOf({ kind, what, object, about, message, runOut, since, evidence, points, limit }: Foreseen): Outlook {
  return {
    id: [what, objectKey(object), ...(about === undefined ? [] : [about])].join(':'),
    kind,
    what,
    object,
    message,
    ...(runOut === undefined ? {} : { at: isoSecond(runOut.at), between: [isoSecond(runOut.between[0]), isoSecond(runOut.between[1])] }),
    ...(since === undefined ? {} : { since: isoSecond(since) }),
    evidence: evidence.map(evidenceOf),
    ...(points === undefined ? {} : { series: thinned(points) }),
    ...(limit === undefined ? {} : { limit }),
  }
}

function evidenceOf(record: EvidenceRecord, index: number): Evidence {
  return {
    id: `E${index + 1}`,
    kind: record.kind === 'absence' ? 'object' : record.kind,
    ...(record.at === undefined ? {} : { at: isoSecond(record.at) }),
    object: record.object,
    ...(record.kind === 'object' ? { path: record.path } : {}),
    text: record.text,
  }
}

function thinned(points: readonly Point[]): [number, number][] {
  const step = Math.ceil(points.length / MOST_POINTS)
  return points.filter((_, index) => (points.length - 1 - index) % step === 0).map(([at, value]) => [at, value])
}

/** `10:41 UTC`, and with the day where it is not the same. */
export function clock(time: Time, now: Time): string {
  const text = new Date(time).toISOString()
  const isToday = text.slice(0, 10) === new Date(now).toISOString().slice(0, 10)
  return `${isToday ? '' : `${text.slice(0, 10)} `}${text.slice(11, 16)} UTC`
}

/** `in about 40 min, at 10:41 UTC (likely between 10:35 UTC and 10:52 UTC)` */
export function whenText({ at, between }: RunOut, now: Time, spanText: (span: number) => string): string {
  const [earliest, latest] = [clock(between[0], now), clock(between[1], now)]
  return `in about ${spanText(at - now)}, at ${clock(at, now)}${earliest === latest ? '' : ` (likely between ${earliest} and ${latest})`}`
}
