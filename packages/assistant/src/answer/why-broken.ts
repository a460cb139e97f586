import type { Incident } from '@aks-copilot/contracts'
import type { LiveObject } from '@aks-copilot/cluster'
import { incidentsOf } from '../evidence/concerning.ts'
import { healthOf } from '../evidence/object-health.ts'
import { asMarkdown, quoted } from '../evidence/quote.ts'
import { eventText } from '../evidence/citations.ts'
import { pluralOf } from '../intent/kind-words.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { incidentBlocks, incidentHeadline } from './incident-text.ts'
import { stateLine, writeStatus } from './status.ts'
import { clock, listed, nameOf } from './wording.ts'

const MOST = 3
const FEW = 5

/** Why something is broken: the incidents behind it in full. */
export function writeWhy(material: Material): Draft {
  const { reading, incidents, state } = material
  const concerned =
    reading.objects.length === 0
      ? incidents.filter((incident) => isOfKinds(incident, reading.kinds))
      : [...new Set(reading.objects.flatMap((object) => incidentsOf(object, incidents, state)))]
  const own = concerned.filter((incident) => incident.state === 'open')
  // What others are broken by names it: the key that is missing from a Secret.
  const names = reading.objects.map(({ name }) => `\`${name}\``)
  const open =
    own.length > 0
      ? own
      : incidents.filter(({ state: word, cause }) => word === 'open' && names.some((name) => cause.message.includes(name)))
  // Where only kinds were named, what is open elsewhere may be what is meant.
  const rest =
    open.length === 0 && reading.objects.length === 0 && reading.kinds.length > 0
      ? incidents.filter(({ state: word }) => word === 'open')
      : []
  const told = open.length > 0 ? open : rest.length > 0 ? rest : concerned
  if (told.length === 0) return nothingFound(material)
  return draft(
    `${told === rest ? wellKinds(material) : ''}${headlineOf(told, material)}`,
    [...fullBlocks(told, material), heldBlock(told, material)],
    { incidents: told },
  )
}

/** Each incident in full, under its own heading where there are several; those beyond the first few in one line. */
function fullBlocks(told: readonly Incident[], material: Material): readonly string[] {
  const full = told
    .slice(0, MOST)
    .flatMap((incident, index) => [
      ...(told.length > 1 ? [`### ${index + 1}. ${nameOf(incident.cause.object)}`] : []),
      ...incidentBlocks(incident, material),
    ])
  const rest = told.slice(MOST)
  return rest.length === 0
    ? full
    : [
        ...full,
        `Also:\n${bullets(
          rest.map(({ cause }) => `${nameOf(cause.object)}: ${asMarkdown(cause.message)}`),
          8,
        )}`,
      ]
}

/** "nodes with problems?": what was asked about is well, and that is said before what is not. */
function wellKinds({ reading: { kinds, namespace }, state }: Material): string {
  return kinds
    .map((kind) => ({ kind, all: namespace === undefined ? state.list(kind) : state.in(kind, namespace) }))
    .filter(({ all }) => all.length > 0 && all.every((object) => healthOf(object, state).ok === true))
    .map(
      ({ kind, all }) =>
        `No problem of ${all.length === 1 ? `the only ${kind}` : `the ${all.length} ${pluralOf(kind)}`} is known; elsewhere: `,
    )
    .join('')
}

/** What is being deleted goes when nobody holds it or what is in it: which objects those are. */
function heldBlock(told: readonly Incident[], { state, cite }: Material): string | undefined {
  const places = new Set(told.flatMap(({ cause: { object } }) => (object.kind === 'Namespace' ? [object.name] : [])))
  const held = state.snapshot.objects.filter(
    (object) => object.deletedAt !== undefined && object.namespace !== undefined && places.has(object.namespace),
  )
  const lines = held.flatMap((object) => {
    const names = object
      .at('metadata', 'finalizers')
      .items()
      .flatMap(({ text = '' }) => (text === '' ? [] : [text]))
    return names.length === 0
      ? []
      : [
          `${nameOf(object)}: finalizer ${names.map((name) => quoted(name)).join(', ')} ${cite.object(object, `finalizers ${names.join(', ')}`, '/metadata/finalizers')}`,
        ]
  })
  return lines.length === 0 ? undefined : `Held by finalizers:\n${bullets(lines, 8)}`
}

function headlineOf(told: readonly Incident[], { reading, state }: Material): string {
  const [first] = told
  if (first === undefined) return ''
  const [object] = reading.objects
  const others = told.length === 1 ? '' : ` (and ${told.length - 1} more ${told.length === 2 ? 'problem' : 'problems'})`
  if (object === undefined && told.length > 1)
    return `${told.length} problems: ${listed(
      told.map(({ cause }) => nameOf(cause.object)),
      4,
    )}. First: ${incidentHeadline(first)}`
  const sentence = `${incidentHeadline(first)}${others}`
  if (object === undefined || nameOf(object) === nameOf(first.cause.object)) return sentence
  const health = healthOf(object, state)
  // What does not fail by itself is told so: it may only lean on what does.
  return health.ok === true
    ? `${nameOf(object)} itself is well (${health.text}), but ${sentence}`
    : `${nameOf(object)} fails because of ${sentence}`
}

function isOfKinds({ cause, symptoms, affected }: Incident, kinds: readonly string[]): boolean {
  if (kinds.length === 0) return true
  return [cause.object, ...symptoms.map(({ object }) => object), ...affected].some(({ kind }) => kinds.includes(kind))
}

/** Nothing is known to be wrong: says so, shows how it is, and the warnings there are. */
function nothingFound(material: Material): Draft {
  const { reading, state } = material
  const [object] = reading.objects
  if (object === undefined) {
    const ofKinds = reading.kinds.flatMap((kind) =>
      reading.namespace === undefined ? state.list(kind) : state.in(kind, reading.namespace),
    )
    return ofKinds.length === 0 || ofKinds.length > FEW
      ? writeStatus(material)
      : nothingFound({ ...material, reading: { ...reading, objects: ofKinds } })
  }
  const ill = reading.objects.filter((one) => healthOf(one, state).ok === false)
  const names = listed(reading.objects.map(nameOf))
  const headline =
    ill.length === 0
      ? `${names}: nothing is wrong; ${healthOf(object, state).text}.`
      : `${names}: ${listed(ill.map((one) => healthOf(one, state).text))}, and no known cause explains it.`
  return draft(headline, [
    bullets(reading.objects.map((one) => stateLine(one, material))),
    warnings(reading.objects, material),
    nodesBlock(material),
  ])
}

/** Nodes that are left or being left: why pods move. */
function nodesBlock({ reading: { objects }, state, cite }: Material): string | undefined {
  if (objects.every(({ kind }) => kind === 'Node')) return undefined
  const nodes = state.list('Node').filter((node) => healthOf(node, state).text !== 'Ready')
  return nodes.length === 0
    ? undefined
    : `Nodes that take no new pods:\n${bullets(
        nodes.map(
          (node) =>
            `${nameOf(node)}: ${healthOf(node, state).text} ${cite.object(node, `${nameOf(node)}: ${healthOf(node, state).text}`, '/spec')}`,
        ),
        FEW,
      )}`
}

function warnings(objects: readonly LiveObject[], { state, cite, now }: Material): string {
  const events = objects
    .flatMap((object) => [object, ...state.podsOf(object)])
    .flatMap((object) => state.eventsAbout(object).filter(({ type }) => type === 'Warning'))
  const newest = [...new Set(events)].toSorted((left, right) => right.lastAt - left.lastAt).slice(0, 5)
  if (newest.length === 0) return ''
  return `Warnings of the last hours:\n${bullets(newest.map((event) => `${clock(event.lastAt, now)} UTC ${nameOf(event.object)}: ${quoted(eventText(event))} ${cite.event(event)}`))}`
}
