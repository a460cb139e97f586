import type { Skipped } from '@aks-copilot/contracts'
import { type LiveObject, type LogLine, type LogStream, maskSecrets } from '@aks-copilot/cluster'
import { incidentsOf } from '../evidence/concerning.ts'
import { quoted } from '../evidence/quote.ts'
import { coverageNote } from './listing.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { clock, count, duration, listed, nameOf } from './wording.ts'

const MOST_LINES = 20
const MOST_TEMPLATES = 8

interface Written {
  readonly stream: LogStream
  readonly line: LogLine
}

/** What containers wrote: the templates that stand out, then the newest lines; only errors where those are asked for. */
export function writeLogs(material: Material): Draft {
  const { reading, state } = material
  const streams = streamsOf(material)
  const wanted = levelOf(reading.rest)
  const search = searchedText(reading.question)
  const lines = linesOf(streams, wanted, search, material)
  const what =
    reading.objects.length > 0
      ? listed(reading.objects.map(nameOf), 3)
      : reading.namespace === undefined
        ? 'the cluster'
        : `namespace ${reading.namespace}`
  const about = `${wanted === 'error' ? 'error log ' : wanted === 'warning' ? 'warning log ' : 'log '}line`
  const skipped = unread(streams, material)
  if (lines.length === 0)
    return draft(
      `There are ${count(0, about)} of ${what}${search === undefined ? '' : ` with “${search}”`}${skipped.length > 0 ? ' among those that were read' : ''}.`,
      [bullets(skipped.map(({ what: which, why }) => `${which}: ${why}`))],
      { skipped },
    )
  const newest = lines.slice(0, MOST_LINES)
  const [last] = newest
  const headline = `${count(lines.length, about)} of ${what}${last === undefined ? '' : `; the newest at ${clock(last.line.at, material.now)} UTC by container ${last.stream.container} of ${last.stream.pod.name}`}.`
  const incidents = [...new Set(reading.objects.flatMap((object) => incidentsOf(object, material.incidents, state)))].filter(
    (incident) => incident.state === 'open',
  )
  return draft(
    headline,
    [templatesBlock(streams, wanted, material), `Newest first:\n${bullets(newest.map((written) => lineText(written, material)))}`],
    { incidents, skipped },
  )
}

/** The streams of the objects' pods; without any, those of the namespace, or of all. */
function streamsOf({ reading: { objects, namespace }, state }: Material): readonly LogStream[] {
  if (objects.length > 0) return [...new Set(objects.flatMap((object) => podsFor(object, state)).flatMap((pod) => state.logsOf(pod)))]
  return state.snapshot.logs.filter(({ pod }) => namespace === undefined || pod.namespace === namespace)
}

function podsFor(object: LiveObject, state: Material['state']): readonly LiveObject[] {
  return object.kind === 'Service' ? state.podsMatching(object.spec.at('selector').strings(), object.namespace) : state.podsOf(object)
}

function levelOf(plain: string): LogLine['level'] {
  if (/\b(?:errors?|exceptions?|fatal|stack ?traces?|fail\w*|fehler|erreurs?|errores|erros?)\b|错误/u.test(plain)) return 'error'
  return /\bwarn(?:ing)?s?\b/.test(plain) ? 'warning' : undefined
}

/** `lines with "refused"`, `mention of timeout`: a part of the text that is looked for. */
function searchedText(question: string): string | undefined {
  return /\b(?:contain(?:s|ing)?|with|mention(?:s|ing)?|match(?:es|ing)?|say(?:s|ing)?|for)\s+["'`“]([^"'`”]{2,60})["'`”]/i.exec(
    question,
  )?.[1]
}

function linesOf(
  streams: readonly LogStream[],
  level: LogLine['level'],
  search: string | undefined,
  { reading: { span } }: Material,
): readonly Written[] {
  const [from, to] = [span?.from ?? Number.NEGATIVE_INFINITY, span?.to ?? Number.POSITIVE_INFINITY]
  return streams
    .flatMap((stream) => stream.lines.map((line) => ({ stream, line })))
    .filter(
      ({ line }) =>
        line.at >= from &&
        line.at <= to &&
        (level === undefined || line.level === level) &&
        (search === undefined || line.text.toLowerCase().includes(search.toLowerCase())),
    )
    .toSorted((left, right) => right.line.at - left.line.at)
}

function lineText({ stream, line }: Written, { cite, now }: Material): string {
  const text = maskSecrets(line.text)
  return `${clock(line.at, now)} ${stream.pod.name}/${stream.container}${stream.previous ? ' (before the last restart)' : ''}: ${quoted(text, 240)} ${cite.log(stream.pod, stream.container, line.at, text)}`
}

/** Lines of one kind are told once, with how often they came. */
function templatesBlock(streams: readonly LogStream[], level: LogLine['level'], { reading: { span } }: Material): string | undefined {
  if (span !== undefined) return undefined
  const loud = streams
    .flatMap((stream) => stream.templates.map((template) => ({ stream, template })))
    .filter(
      ({ template }) =>
        (level === undefined ? template.level === 'error' || template.level === 'warning' : template.level === level) && template.count > 1,
    )
    .toSorted((left, right) => right.template.count - left.template.count)
  if (loud.length === 0) return undefined
  return `What came more than once:\n${bullets(
    loud.map(
      ({ stream, template }) =>
        `${template.count} times within ${duration(template.lastAt - template.firstAt)}, ${stream.pod.name}/${stream.container}: ${quoted(maskSecrets(template.pattern), 200)}`,
    ),
    MOST_TEMPLATES,
  )}`
}

/** Containers whose logs nobody read: that none are shown does not mean that there are none. */
function unread(streams: readonly LogStream[], material: Material): readonly Skipped[] {
  const note = coverageNote('logs', material)
  if (note !== undefined) return [{ what: 'logs', why: note.why }]
  if (material.reading.objects.length === 0) return []
  const read = new Set(streams.map(({ pod }) => pod.uid))
  const pods = material.reading.objects.flatMap((object) => podsFor(object, material.state)).filter(({ uid }) => !read.has(uid))
  return pods.length === 0
    ? []
    : [
        {
          what: `logs of ${listed(
            pods.map(({ name }) => name),
            3,
          )}`,
          why: 'they wrote nothing, or were not read: those of failing pods are read first',
        },
      ]
}
