import type { Incident } from '@aks-copilot/contracts'
import type { Draft, Material } from '../answer/draft.ts'
import { clock, nameOf } from '../answer/wording.ts'
import { asPlain, bounded } from '../evidence/quote.ts'

/** One fact of a packet, most important first. */
export interface Fact {
  readonly text: string
  /** A stranger wrote it. */
  readonly quoted: boolean
}

const LONGEST_QUOTE = 160
const MOST_INCIDENTS = 2

/** What a model is told of the evidence: the headline, the causes, and the records cited. Strangers' words are quoted, short, and without control characters. */
export function factsOf(draft: Draft, material: Material): readonly Fact[] {
  return [
    { text: draft.headline, quoted: false },
    ...draft.incidents.slice(0, MOST_INCIDENTS).flatMap((incident) => incidentFacts(incident, material)),
    ...citedFacts(material),
  ]
}

function incidentFacts({ cause, since, suspectChanges, symptoms, nextSteps }: Incident, { now }: Material): readonly Fact[] {
  const own = (text: string): Fact => ({ text, quoted: false })
  const [change] = suspectChanges
  return [
    own(`Cause: ${nameOf(cause.object)}: ${asPlain(cause.message)}${since === undefined ? '' : ` Since ${clock(since, now)} UTC.`}`),
    ...(change === undefined
      ? []
      : [own(`Changed before it, at ${clock(change.at, now)} UTC: ${nameOf(change.object)}: ${asPlain(change.text)}`)]),
    ...symptoms.slice(0, 2).map(({ object, message }) => own(`Leads to: ${nameOf(object)}: ${asPlain(message)}`)),
    ...nextSteps.slice(0, 1).map(({ text }) => own(`Next step: ${asPlain(text)}`)),
  ]
}

function citedFacts({ cite, now }: Material): readonly Fact[] {
  return cite.list.map((citation) => {
    if (citation.kind === 'article')
      return { text: `[${citation.id}] ${citation.title}: ${bounded(citation.text, 3 * LONGEST_QUOTE)}`, quoted: false }
    const isForeign = citation.kind === 'log' || citation.kind === 'event'
    const said = bounded(citation.text, LONGEST_QUOTE)
    const text = isForeign ? `"${said.replaceAll('"', "'")}"` : said
    return {
      text: `[${citation.id}] ${citation.kind}${citation.at === undefined ? '' : ` ${clock(citation.at, now)}`} ${nameOf(citation.object)}: ${text}`,
      quoted: isForeign,
    }
  })
}
