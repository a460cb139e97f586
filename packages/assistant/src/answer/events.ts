import { type EventRecord, objectKey } from '@aks-copilot/cluster'
import { eventText } from '../evidence/citations.ts'
import { incidentsOf, kin } from '../evidence/concerning.ts'
import { quoted } from '../evidence/quote.ts'
import { coverageNote } from './listing.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { clock, count, listed, nameOf } from './wording.ts'

const MOST = 20

/** What the cluster's components reported; warnings only where those are asked for. */
export function writeEvents(material: Material): Draft {
  const { reading, state, cite, now } = material
  const isWarning = /\bwarn|avertissement|advertencia|\baviso|警告/u.test(reading.rest)
  const reasons = reasonsNamed(material)
  const events = eventsOf(material)
    .filter(({ type }) => !isWarning || type === 'Warning')
    .filter(({ reason }) => reasons.size === 0 || reasons.has(reason))
    .toSorted((left, right) => right.lastAt - left.lastAt)
  const warnings = events.filter(({ type }) => type === 'Warning').length
  const what =
    reading.objects.length > 0
      ? listed(reading.objects.map(nameOf), 3)
      : reading.namespace === undefined
        ? 'the cluster'
        : `namespace ${reading.namespace}`
  const note = coverageNote('Event', material)
  const skipped = note === undefined ? [] : [{ what: 'events', why: note.why }]
  const [newest] = events
  if (newest === undefined)
    return draft(
      `There are ${count(0, isWarning ? 'warning' : 'event')} of ${what}${skipped.length > 0 ? ' among those that may be read' : ''}.`,
      [],
      { skipped },
    )
  const times = events.reduce((sum, event) => sum + event.count, 0)
  const often = reasons.size === 0 ? '' : ` (${[...reasons].join(', ')} ${times} times)`
  const headline = `${count(events.length, isWarning ? 'warning' : 'event')} of ${what}${often}${isWarning ? '' : `, ${count(warnings, 'warning')}`}; the newest at ${clock(newest.lastAt, now)} UTC: ${newest.reason} of ${nameOf(newest.object)}.`
  const incidents = [...new Set(reading.objects.flatMap((object) => incidentsOf(object, material.incidents, state)))].filter(
    (incident) => incident.state === 'open',
  )
  return draft(
    headline,
    [
      bullets(
        events
          .slice(0, MOST)
          .map(
            (event) =>
              `${clock(event.lastAt, now)} ${event.type} ${nameOf(event.object)}: ${quoted(eventText(event), 260)} ${cite.event(event)}`,
          ),
      ),
      events.length > MOST ? `${count(events.length - MOST, 'older event')} not shown.` : undefined,
    ],
    { incidents, skipped },
  )
}

function eventsOf({ reading: { objects, namespace, kinds, span }, state }: Material): readonly EventRecord[] {
  const [from, to] = [span?.from ?? Number.NEGATIVE_INFINITY, span?.to ?? Number.POSITIVE_INFINITY]
  const keys = new Set(objects.flatMap((object) => [...kin(object, state)]))
  const isWanted = ({ object }: EventRecord): boolean => {
    if (objects.length > 0)
      return keys.has(objectKey(object)) || objects.some((one) => one.kind === 'Namespace' && one.name === object.namespace)
    return (namespace === undefined || object.namespace === namespace) && (kinds.length === 0 || kinds.includes(object.kind))
  }
  return state.snapshot.events.filter((event) => event.lastAt >= from && event.lastAt <= to && isWanted(event))
}

/** Reasons of events that the question names: `how often did BackOff happen`. */
function reasonsNamed({ reading: { question }, state }: Material): ReadonlySet<string> {
  const words = new Set(question.toLowerCase().split(/[^a-z0-9]+/))
  return new Set(
    state.snapshot.events.map(({ reason }) => reason).filter((reason) => words.has(reason.toLowerCase()) && /[a-z][A-Z]/.test(reason)),
  )
}
