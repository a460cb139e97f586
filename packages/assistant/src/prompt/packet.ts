import type { Citation, Incident, Intent, LiveReference } from '@aks-copilot/contracts'
import type { Draft, Material } from '../answer/draft.ts'
import { clock, listed } from '../answer/wording.ts'
import { asPlain, bounded } from '../evidence/quote.ts'

/** One fact of a packet, most important first: a clause that a model may take over as it stands. */
export interface Fact {
  readonly text: string
  /** A stranger wrote it. */
  readonly quoted: boolean
}

const LONGEST_QUOTE = 120
const LONGEST_LINE = 240
const MOST_INCIDENTS = 2
const MOST_LINES = 8
const MOST_QUOTES = 2
const MOST_ARTICLES = 2
const ABOUT_INCIDENTS: ReadonlySet<Intent> = new Set(['why-broken', 'how-to-fix'])

/**
 * What a model is told of the evidence: causes, changes, effects and the next step, or else the lines of the answer; then what logs and
 * events say. Strangers' words are quoted, short, and without control characters.
 */
export function factsOf(draft: Draft, material: Material): readonly Fact[] {
  const told = draft.incidents.slice(0, MOST_INCIDENTS)
  const isAboutIncidents = told.length > 0 && ABOUT_INCIDENTS.has(material.reading.intent)
  const lines = isAboutIncidents ? [] : [draft.headline, ...bodyLines(draft)]
  return [
    ...lines.map(own),
    ...(isAboutIncidents || material.reading.intent === 'status' ? told.flatMap((incident) => incidentFacts(incident, material)) : []),
    ...quotes(material.cite.list, material),
    ...(isAboutIncidents ? [] : articles(material.cite.list)),
  ]
}

function own(text: string): Fact {
  return { text, quoted: false }
}

function incidentFacts(
  { cause, since, state, suspectChanges, symptoms, affected, nextSteps, evidence }: Incident,
  material: Material,
): Fact[] {
  const { now, cite } = material
  const [change] = suspectChanges
  const [step] = nextSteps
  const touched = affected.some(({ kind }) => kind !== 'Pod') ? affected.filter(({ kind }) => kind !== 'Pod') : affected
  const is = state === 'closed' ? 'had a problem that is over' : 'has a problem'
  const proof = evidence.filter(({ kind }) => kind !== 'change').slice(0, 1)
  return [
    `${bareName(cause.object)} ${is}${since === undefined ? '' : ` since ${clock(since, now)} UTC`}: ${asPlain(cause.message).replace(/\.$/, '')}${marked(proof.map((one) => cite.markOf(one)))}.`,
    ...(change === undefined ? [] : [`${changeFact(change, now)}${marked([cite.markOf({ ...change, kind: 'change' })])}.`]),
    ...symptoms.slice(0, 2).map(({ object, message }) => `Because of it: ${bareName(object)}: ${asPlain(message)}`),
    ...(touched.length === 0 ? [] : [`It affects ${listed(touched.map(bareName), 3)}.`]),
    ...(step === undefined ? [] : [`Next step: ${asPlain(step.text).replace(/ \([A-Z][A-Za-z]+ \S+\)$/, '')}`]),
  ].map(own)
}

/** Without its namespace, which small models garble and which the answer above has. */
function bareName({ kind, name }: LiveReference): string {
  return `${kind} ${name}`
}

function marked(marks: readonly string[]): string {
  return marks
    .filter((mark) => mark !== '')
    .map((mark) => ` ${mark}`)
    .join('')
}

/** `Deployment web was changed at 18:11:53 UTC: image a → b`. */
function changeFact({ object, at, text }: Incident['suspectChanges'][number], now: number): string {
  const said = asPlain(text)
  const when = `at ${clock(at, now)} UTC`
  return /^(?:created|deleted)$/.test(said) ? `${bareName(object)} was ${said} ${when}` : `${bareName(object)} was changed ${when}: ${said}`
}

/** The first lines of the answer that are ours and short, without markup. */
function bodyLines({ body }: Draft): readonly string[] {
  return body
    .filter((block) => !block.startsWith('#') && !block.includes('```') && !/^\*\*Proof|^\|/.test(block))
    .flatMap((block) => block.split('\n'))
    .map((line) => asPlain(line.replace(/^\s*(?:[-*]|\d+\.)\s+/, '').replaceAll('**', '')))
    .filter((line) => line !== '' && line.length <= LONGEST_LINE && !line.includes('|'))
    .slice(0, MOST_LINES)
}

function quotes(list: readonly Citation[], { now }: Material): readonly Fact[] {
  return list
    .flatMap((citation): Fact[] => {
      if (citation.kind !== 'log' && citation.kind !== 'event') return []
      const at = citation.at === undefined ? '' : ` at ${clock(citation.at, now)} UTC`
      const said = bounded(citation.text, LONGEST_QUOTE).replaceAll('"', "'")
      const text = `${citation.kind === 'log' ? 'A log line' : 'An event'} of ${bareName(citation.object)}${at} says: "${said}" [${citation.id}].`
      return [{ text, quoted: true }]
    })
    .slice(0, MOST_QUOTES)
}

function articles(list: readonly Citation[]): readonly Fact[] {
  return list
    .flatMap((citation) =>
      citation.kind === 'article' ? [own(`${citation.title}: ${bounded(citation.text, 2 * LONGEST_LINE)} [${citation.id}]`)] : [],
    )
    .slice(0, MOST_ARTICLES)
}
