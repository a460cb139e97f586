import type { Incident } from '@aks-copilot/contracts'
import type { Passage } from '@aks-copilot/knowledge'
import { bounded } from '../evidence/quote.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { writeOutOfScope } from './help.ts'
import { nameOf } from './wording.ts'
import { writeStatus } from './status.ts'
import { writeWhy } from './why-broken.ts'

const FITS = 0.2
const MOST_PASSAGES = 3
const LONGEST_PASSAGE = 1600

/** What a word means or how something is done, out of the knowledge base; where it shows in this cluster, that too. */
export function writeExplain(material: Material): Draft {
  const { reading, knowledge } = material
  const named = namedArticle(material)
  const passages = named ?? knowledge.lexical(reading.question, { limit: MOST_PASSAGES + 2 }).filter(({ score }) => score >= FITS)
  const [first] = passages
  if (first === undefined) return withoutArticle(material)
  const distinct = passages
    .filter(
      (passage, index) =>
        passages.findIndex(({ article, heading }) => article === passage.article && heading === passage.heading) === index,
    )
    .slice(0, MOST_PASSAGES)
  const here = occurrences(first, material)
  return draft(`${headingOf(first)}: ${firstSentence(first.text)}`, [...distinct.map((passage) => passageBlock(passage, material)), here], {
    incidents: incidentsFor(first, material),
  })
}

/** A rule, a detector or an error code by its id. */
function namedArticle({ reading, knowledge }: Material): readonly Passage[] | undefined {
  const words = new Set(reading.question.toLowerCase().split(/[^a-z0-9_-]+/))
  for (const { id } of knowledge.list(['rule', 'detector', 'error'])) {
    if (!words.has(id.slice(id.indexOf('/') + 1).toLowerCase())) continue
    const article = knowledge.article(id)
    if (article !== undefined)
      return [{ article: id, kind: article.kind, title: article.title, heading: article.title, text: article.text, score: 1 }]
  }
  return undefined
}

function headingOf({ title, heading }: Passage): string {
  return heading === title || heading === '' ? title : `${title}, ${heading}`
}

function firstSentence(text: string): string {
  const prose =
    text
      .split('\n')
      .map((line) => line.trim())
      .find((line) => /^[\p{L}`]/u.test(line) && line.length > 20) ?? ''
  return bounded(/^.{10,220}?[.!?](?=\s|$)/u.exec(prose)?.[0] ?? prose, 220).replaceAll('`', '')
}

/** A passage of ours or of the user's runbooks: Markdown, without headings above the answer's own. */
function passageBlock(passage: Passage, { cite }: Material): string {
  const text =
    passage.text.length > LONGEST_PASSAGE ? `${passage.text.slice(0, LONGEST_PASSAGE).replace(/\n[^\n]*$/, '')}\n…` : passage.text
  const closed = (text.match(/^```/gm) ?? []).length % 2 === 0 ? text : `${text}\n\`\`\``
  return `**${headingOf(passage)}** ${cite.article(passage)}\n\n${closed.replaceAll(/^#{1,6} /gm, '#### ').trim()}`
}

function incidentsFor({ article }: Passage, { incidents }: Material): readonly Incident[] {
  const id = article.slice(article.indexOf('/') + 1)
  return incidents.filter(
    ({ cause, symptoms, state }) => state === 'open' && (cause.detector === id || symptoms.some(({ detector }) => detector === id)),
  )
}

function occurrences(passage: Passage, material: Material): string | undefined {
  const here = incidentsFor(passage, material)
  return here.length === 0
    ? undefined
    : `In this cluster now:\n${bullets(
        here.map(({ cause }) => nameOf(cause.object)),
        5,
      )}`
}

/** Nothing is written about it: what is asked may still be about something that exists or is broken. */
function withoutArticle(material: Material): Draft {
  const { reading, incidents } = material
  if (reading.objects.length > 0) return writeStatus(material)
  if (reading.others.includes('why-broken') && incidents.length > 0) return writeWhy(material)
  if (reading.kinds.length > 0 || reading.weight > 0)
    return draft('The knowledge base has nothing about that.', [
      'Ask about the cluster instead, or add a runbook of your own to the knowledge base.',
    ])
  return writeOutOfScope(material)
}

/** Articles about a cause, for who wants to read on. */
export function articlesBlock({ cause }: Incident, { knowledge, cite }: Material): string | undefined {
  const passages = knowledge
    .lexical(`${cause.detector.replaceAll('-', ' ')} ${cause.message.slice(0, 200)}`, { limit: 2, kinds: ['guide', 'runbook'] })
    .filter(({ score }) => score >= FITS * 2)
  return passages.length === 0
    ? undefined
    : `Read on:\n${bullets(passages.map((passage) => `${headingOf(passage)} ${cite.article(passage)}`))}`
}
