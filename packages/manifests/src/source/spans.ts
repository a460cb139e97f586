import {
  COLLECTION_STYLE_FLOW,
  type Event,
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  SCALAR_STYLE_DOUBLE_QUOTED,
  SCALAR_STYLE_PLAIN,
  SCALAR_STYLE_SINGLE_QUOTED,
} from 'js-yaml'

/**
 * Where each node of a document stands, packed: three numbers a node (what it is, start, end), in the order of the text, with an
 * END after the children of a collection. A hundredth of the parser's events, so that every document can keep its own.
 */
export type Spans = Int32Array

export const SPAN = { end: 0, mapping: 1, sequence: 2, flowMapping: 3, flowSequence: 4, scalar: 5, other: 6 } as const

/** Packs the events of a document. Undefined where offsets alone do not tell enough: anchors, aliases and tags. */
export function packSpans(events: readonly Event[]): Spans | undefined {
  const spans = new Int32Array(events.length * 3)
  let at = 0
  for (const event of events) {
    if (event.type === EVENT_DOCUMENT) continue
    if (event.type === EVENT_ALIAS || (event.type !== EVENT_POP && (event.anchorStart >= 0 || event.tagStart >= 0))) return undefined
    const [kind, start, end] = spanOf(event)
    spans[at] = kind
    spans[at + 1] = start
    spans[at + 2] = end
    at += 3
  }
  return spans.subarray(0, at)
}

function spanOf(event: Exclude<Event, { type: typeof EVENT_DOCUMENT }>): readonly [kind: number, start: number, end: number] {
  if (event.type === EVENT_MAPPING) return [event.style === COLLECTION_STYLE_FLOW ? SPAN.flowMapping : SPAN.mapping, event.start, -1]
  if (event.type === EVENT_SEQUENCE) return [event.style === COLLECTION_STYLE_FLOW ? SPAN.flowSequence : SPAN.sequence, event.start, -1]
  return event.type === EVENT_SCALAR ? scalarSpan(event.style, event.valueStart, event.valueEnd) : [SPAN.end, -1, -1]
}

function scalarSpan(style: number, start: number, end: number): readonly [kind: number, start: number, end: number] {
  if (style === SCALAR_STYLE_PLAIN && end > start) return [SPAN.scalar, start, end]
  if (style === SCALAR_STYLE_SINGLE_QUOTED || style === SCALAR_STYLE_DOUBLE_QUOTED) return [SPAN.scalar, start - 1, end + 1]
  return [SPAN.other, start, end]
}
