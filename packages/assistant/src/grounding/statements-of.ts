import type { Citation, Incident } from '@aks-copilot/contracts'
import type { Draft, Material } from '../answer/draft.ts'
import { ago, clock, nameOf } from '../answer/wording.ts'
import { asPlain } from '../evidence/quote.ts'
import { isForeign, isStrange, withoutMarks } from './own-text.ts'
import { Statement, type StatementFields } from './statement.ts'

/** Everything that an answer says, one thing at a time. */
export function statementsOf(draft: Draft, material: Material): readonly Statement[] {
  // It joins several statements of an incident in one line, which says more together than any of them.
  const isOfIncident = draft.incidents.some(({ cause }) => draft.headline.includes(asPlain(cause.message).replace(/\.$/, '')))
  const fields = [
    ...draft.incidents.flatMap((incident) => ofIncident(incident, material)),
    ...[...(isOfIncident ? [] : [draft.headline]), ...draft.body.filter((block) => !isForeign(block))]
      .flatMap(lines)
      .map((text) => lineOf(text)),
    ...material.cite.list.flatMap((citation) => ofCitation(citation, material)),
  ]
  return fields.flatMap((one) => pieces(one)).map((one) => new Statement(one))
}

function ofIncident(incident: Incident, material: Material): StatementFields[] {
  const { now, cite } = material
  const { cause, since, state, symptoms, suspectChanges, affected, nextSteps, evidence } = incident
  const marks = evidence.filter(({ kind }) => kind !== 'change').flatMap((one) => cite.markOf(one) || [])
  const about = cause.object.name
  const isPast = state === 'closed'
  const begun = since === undefined ? '' : `, since ${clock(since, now)} UTC (${since.slice(0, 10)}, ${ago(now - Date.parse(since))})`
  const common = { about, marks, isPast }
  return [
    { ...common, role: 'state', text: `${nameOf(cause.object)} fails: it has a problem${isPast ? ' that is over' : ''}${begun}` },
    { ...common, role: 'cause', text: `${nameOf(cause.object)}: ${cause.message}` },
    ...symptoms.flatMap(({ object, message }): StatementFields[] => [
      { ...common, about: object.name, role: 'effect', text: `${nameOf(object)}: ${message}` },
      { ...common, about: object.name, role: 'state', text: `${nameOf(object)} fails: it has a problem` },
    ]),
    ...affected.map((object): StatementFields => ({ ...common, marks: [], role: 'reach', text: `affects ${nameOf(object)}` })),
    { ...common, marks: [], role: 'reach', text: `affects ${affected.map(nameOf).join(', ')}` },
    ...suspectChanges.map(({ object, text, at, by, ...rest }): StatementFields => ({
      role: 'change',
      about: object.name,
      marks: [cite.markOf({ ...rest, kind: 'change', object, at, text })].filter((mark) => mark !== ''),
      text: `${nameOf(object)} was changed before, at ${clock(at, now)} UTC (${ago(now - Date.parse(at))}): ${text}${by === undefined ? '' : ` by ${by}`}`,
    })),
    ...nextSteps.map(({ text }): StatementFields => ({ ...common, marks: [], role: 'step', text: `Next step: ${text}` })),
  ]
}

function ofCitation(citation: Citation, { now }: Material): StatementFields[] {
  const marks = [`[${citation.id}]`]
  if (citation.kind === 'article')
    return [`${citation.title}.`, ...lines(citation.text)].map((text) => ({ role: 'article', about: '', marks, text: withoutMarks(text) }))
  const { kind, object, at, text } = citation
  const when = at === undefined ? '' : ` at ${clock(at, now)} UTC`
  const about = object.name
  if (isStrange(kind))
    return [
      {
        role: 'stranger',
        about,
        marks,
        text: `A log line, an event or a message of ${nameOf(object)}${when} says, reports, writes: ${text}`,
      },
    ]
  const verb = kind === 'change' ? ' was changed' : ''
  return [{ role: kind === 'change' ? 'change' : 'line', about, marks, text: `${nameOf(object)}${verb}${when}: ${text}` }]
}

function lines(block: string): readonly string[] {
  return block.split('\n').filter((line) => line.trim() !== '' && !line.includes('```') && !line.trim().startsWith('kubectl '))
}

function lineOf(line: string): StatementFields {
  const marks = line.match(/\[E\d+\]/g) ?? []
  const text = withoutMarks(line).replace(/^\s*(?:[-*]|\d+\.)\s+/, '')
  return { role: /^\s*\d+\.\s/.test(line) ? 'step' : 'line', about: subjectOf(text), marks, text }
}

/** `web` of `Deployment shop/web: …`. */
function subjectOf(text: string): string {
  return /\b[A-Z][A-Za-z]+ (?:[a-z0-9][\w.-]*\/)?([a-z0-9][\w.-]*)/.exec(text)?.[1]?.replace(/[.,:]+$/, '') ?? ''
}

/** The statements of a line: what a semicolon or a full stop divides is two things; each keeps its subject. */
function pieces(fields: StatementFields): StatementFields[] {
  const { text, about } = fields
  const subject = /^[A-Z][A-Za-z]+ \S+:/.exec(text)?.[0] ?? ''
  return text
    .split(/;(?=\s|$)|(?<=[a-z0-9)])\.(?=\s|$)/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .map((piece, place) => ({
      ...fields,
      text: place > 0 && !piece.toLowerCase().includes(about.toLowerCase()) ? `${subject} ${piece}` : withoutPrefix(piece, about),
    }))
}

/** `Service shop/cart: Service cart selects app: crat` names its subject once only, so that nothing else may pass for it. */
function withoutPrefix(piece: string, about: string): string {
  const [, namespace, rest] = /^[A-Z][A-Za-z]+ (?:([\w.-]+)\/)?\S+: ([A-Z][A-Za-z]+ \S+ .*)$/s.exec(piece) ?? []
  return about !== '' && rest !== undefined && rest.split(' ')[1] === about
    ? `${namespace === undefined ? '' : `namespace ${namespace}: `}${rest}`
    : piece
}
