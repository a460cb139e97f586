import { type LiveObject, objectKey, reportChange } from '@aks-copilot/cluster'
import type { Intent } from '@aks-copilot/contracts'
import { incidentsOf } from '../evidence/concerning.ts'
import { asMarkdown, asPlain } from '../evidence/quote.ts'
import { OTHER_PROPERTIES } from '../properties/other-properties.ts'
import type { Fact, Property } from '../properties/property.ts'
import { WORKLOAD_PROPERTIES } from '../properties/workload-properties.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { changeLine, incidentHeadline } from './incident-text.ts'
import { listed, nameOf } from './wording.ts'

const PROPERTIES: readonly Property[] = [...WORKLOAD_PROPERTIES, ...OTHER_PROPERTIES]
const MOST = 25
const FEW = 5
const FACTUAL: ReadonlySet<Intent> = new Set(['status', 'listing', 'who-uses', 'explain', 'events', 'resources', 'forecast'])
/** Who asks for users, for amounts or for a set of objects wants another answer, whatever else is named. */
const OTHERWISE: Readonly<Partial<Record<Intent, RegExp>>> = {
  'who-uses': /\b(?:uses?|using|used|mount\w*|depend\w*|needs?|reads?|referenc\w*|relies|affect\w*)\b/,
  resources: /^(?!.*\b(?:class|access ?modes?|mounted|provisioner|drain)\b)/,
  events: /\b(?:events?|warnings?)\b/,
  forecast: /^(?!.*(?:\bexpir|\brun\b(?! out)))/,
}

/** Answers what fields say: ports, users, schedules, sources of variables. Undefined where that is not asked, or where no field says it. */
export function writeFacts(material: Material): Draft | undefined {
  const { reading } = material
  if (!FACTUAL.has(reading.intent) || OTHERWISE[reading.intent]?.test(reading.rest) === true) return undefined
  const facts = factsOf(material)
  const [first] = facts
  if (first === undefined) return undefined
  const shown = facts.slice(0, MOST)
  const subjects = new Set(facts.map(({ object }) => objectKey(object)))
  const headline =
    subjects.size === 1 || shown.length <= FEW
      ? [...Map.groupBy(shown, ({ object }) => nameOf(object))]
          .map(
            ([name, some]) =>
              `${name}: ${listed(
                some.map(({ text }) => asPlain(text)),
                FEW,
              )}`,
          )
          .join('; ')
      : `${nameOf(first.object)}: ${asPlain(first.text)}; ${facts.length - 1} more below`
  const incidents = [...new Set(reading.objects.flatMap((object) => incidentsOf(object, material.incidents, material.state)))].filter(
    ({ state }) => state === 'open',
  )
  return draft(
    `${headline}.`,
    [
      bullets(shown.map(({ object, text, path }) => `${nameOf(object)}: ${asMarkdown(text)} ${material.cite.object(object, text, path)}`)),
      facts.length > shown.length ? `${facts.length - shown.length} more are not shown.` : undefined,
      changesBlock(material),
      incidents[0] === undefined ? undefined : `Not well: ${asMarkdown(incidentHeadline(incidents[0]))}`,
    ],
    { incidents },
  )
}

function factsOf(material: Material): readonly Fact[] {
  const { reading, state } = material
  const objects = subjectsOf(material)
  const routes = objects.filter(({ kind }) => ROUTES.has(kind))
  if (reading.values.length > 0 && routes.length === 0) return valueFacts(objects, material)
  const asked = PROPERTIES.filter((property) => property.asked.test(reading.rest))
  // A weak word such as `live` asks for a field only where nothing else was asked for clearly.
  const facts = asked.flatMap((property) =>
    (objects.length > 0 ? objects : homesOf(property, material)).flatMap((object) => [...property.read(object, state)]),
  )
  if (facts.length === 0 && reading.values.length > 0) return valueFacts(objects, material)
  return [...new Map(facts.map((one) => [`${objectKey(one.object)} ${one.text}`, one])).values()]
}

const ROUTES: ReadonlySet<string> = new Set(['Ingress', 'HTTPRoute', 'Gateway', 'Certificate'])

function homesOf(
  { home = [], isWide = false }: Property,
  { reading: { intent, weight, namespace, objects, kinds, missing }, state }: Material,
): readonly LiveObject[] {
  if (isWide && objects.length + missing.length === 0) {
    const pods = namespace === undefined ? state.list('Pod') : state.in('Pod', namespace)
    return [...new Set(pods.map((pod) => state.topController(pod)))]
  }
  if ((weight > 0 && intent !== 'listing') || objects.length + kinds.length + missing.length > 0) return []
  const all = home.flatMap((kind) => (namespace === undefined ? state.list(kind) : state.in(kind, namespace)))
  return all.filter((object) => object.kind !== 'Service' || object.spec.at('selector').exists).slice(0, FEW)
}

/** A variable, a host or a container that was named stands for what holds it: only the facts in which it stands are told. */
function valueFacts(objects: readonly LiveObject[], { reading, state }: Material): readonly Fact[] {
  const words = reading.values.map((value) => value.toLowerCase())
  return PROPERTIES.flatMap((property) => objects.flatMap((object) => [...property.read(object, state)])).filter(({ text }) =>
    words.some(
      (word) =>
        text
          .toLowerCase()
          .split(/[\s,=:/;]+/)
          .includes(word) ||
        (word.includes(':') && text.includes(word)),
    ),
  )
}

/** What is named, with what has its name beside it; else the few objects of the kinds that are named. */
function subjectsOf({ reading: { objects, kinds, namespace, rest, missing }, state }: Material): readonly LiveObject[] {
  if (objects.length > 0)
    return [
      ...new Set(objects.flatMap((object) => [object, ...BESIDE.map((kind) => state.find(kind, object.namespace, object.name))])),
    ].filter((object) => object !== undefined)
  if (missing.length > 0) return []
  if (/\b(?:k8s|kubernetes|cluster|kubelet)\b.{0,15}\bversion|\bversion\b.{0,20}\b(?:k8s|kubernetes|cluster|kubelet)\b/.test(rest))
    return state.list('Node').slice(0, FEW)
  const all = kinds.flatMap((kind) =>
    namespace === undefined ? state.list(kind) : [...state.in(kind, namespace), ...state.in(kind, undefined)],
  )
  if (all.length > 0) return all.length <= FEW ? all : []
  return /\b(?:helm|charts?|releases?|revisions?)\b/.test(rest)
    ? state.list('Secret').filter((one) => one.labels.at('owner').is('helm'))
    : []
}

const BESIDE = ['Service', 'Ingress', 'HorizontalPodAutoscaler', 'Certificate', 'PodDisruptionBudget'] as const

/** Who asks since when, or who did it, gets the newest changes of what he asks about, too. */
function changesBlock(material: Material): string | undefined {
  const { reading, state } = material
  if (!/\b(?:since when|when|who|by whom|seit wann|wer|depuis|qui|desde|quien)\b/.test(reading.rest)) return undefined
  const changes = reading.objects.flatMap((object) => state.changesOf(object)).toSorted((left, right) => right.at - left.at)
  return changes.length === 0
    ? undefined
    : `Changed:\n${bullets(changes.slice(0, 3).map((change) => changeLine(reportChange(change), material)))}`
}
