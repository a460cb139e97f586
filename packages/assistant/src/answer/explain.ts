import type { Incident } from '@aks-copilot/contracts'
import type { Knowledge, Passage } from '@aks-copilot/knowledge'
import { bounded } from '../evidence/quote.ts'
import type { Reading } from '../intent/understand.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { writeOutOfScope } from './help.ts'
import { writeStatus } from './status.ts'
import { writeWhy } from './why-broken.ts'
import { nameOf } from './wording.ts'

/** Below this, a passage hardly fits. */
const FITS = 0.25
const MOST_PASSAGES = 3
const LONGEST_PASSAGE = 1400

/** What a word means or how something is done, out of the knowledge base; where it shows in this cluster, that too. */
export function writeExplain(material: Material): Draft {
  const passages = passagesFor(material.reading, material.knowledge)
  const [first] = passages
  if (first === undefined) return withoutArticle(material)
  const distinct = passages.filter(
    (passage, index) => passages.findIndex(({ article, heading }) => article === passage.article && heading === passage.heading) === index,
  )
  const article = material.knowledge.article(first.article)
  const gist = firstSentence(article?.text ?? '') || firstSentence(first.text)
  return draft(
    gist === '' ? `${first.title}.` : `${first.title}: ${gist}`,
    [
      openingOf(first, material),
      ...distinct.slice(0, MOST_PASSAGES).map((passage) => passageBlock(passage, material)),
      occurrences(first, material),
    ],
    { incidents: incidentsFor(first, material), ofRunbook: first.kind === 'runbook' },
  )
}

/** Who asks what something is, or how it differs, gets how its article begins, whichever section fits his words best. */
function openingOf({ article: id, title, text }: Passage, { knowledge, cite, reading: { plain } }: Material): string | undefined {
  if (
    !/\b(?:what(?:'s| is| are| does)|means?|explain|differ\w*|unterschied|difference|diferencia|was (?:ist|bedeutet)|qu'est)\b/.test(plain)
  )
    return undefined
  const opening = (knowledge.article(id)?.text ?? '').split(/^## /m)[0]?.trim() ?? ''
  if (opening === '' || opening.length > LONGEST_PASSAGE || text.includes(opening.slice(0, 80))) return undefined
  return `**${title}** ${cite.article({ article: id, title, text: opening })}\n\n${opening}`
}

/** What the knowledge base has about a question: the rule, detector or code that it names, else what fits its words. */
export function passagesFor(reading: Pick<Reading, 'question' | 'kinds'>, knowledge: Knowledge): readonly Passage[] {
  const named = namedArticle(reading.question, knowledge)
  if (named !== undefined) return [named]
  const found = knowledge.lexical(reading.question, { limit: MOST_PASSAGES + 2 }).filter(({ score }) => score >= FITS)
  if (found.length > 0 || reading.kinds.length === 0) return found
  // Asked in another language, the kind's own name is what articles are found by.
  return knowledge.lexical(reading.kinds.slice(0, 2).join(' '), { limit: MOST_PASSAGES }).filter(({ score }) => score >= FITS)
}

/** A rule, a detector or an error code by its id. */
function namedArticle(question: string, knowledge: Knowledge): Passage | undefined {
  const words = new Set(question.toLowerCase().split(/[^a-z0-9_-]+/))
  const id = knowledge.list(['rule', 'detector', 'error']).find((one) => words.has(one.id.slice(one.id.indexOf('/') + 1).toLowerCase()))?.id
  const article = id === undefined ? undefined : knowledge.article(id)
  return article === undefined
    ? undefined
    : { article: article.id, kind: article.kind, title: article.title, heading: article.title, text: article.text, score: 1 }
}

function headingOf({ title, heading }: Passage): string {
  return heading === title || heading === '' ? title : `${title}, ${heading}`
}

/** The first whole sentence of the prose of a text. */
function firstSentence(text: string): string {
  for (const line of withoutExamples(text).split('\n')) {
    const sentence = /^[\p{L}`].{15,260}?[.!?](?=\s|$)/u.exec(line.trim())?.[0]
    if (sentence !== undefined) return bounded(sentence, 280).replaceAll('`', '')
  }
  return ''
}

/** A passage of ours or of the user's runbooks: Markdown, with headings below the answer's own. */
function passageBlock(passage: Passage, { cite }: Material): string {
  return `**${headingOf(passage)}** ${cite.article(passage)}\n\n${loweredHeadings(shortened(withoutExamples(passage.text))).trim()}`
}

/** The states that detectors and rules are tested with look as if they were of this cluster: they stay in the article. */
function withoutExamples(text: string): string {
  const at = text.search(/^#{1,6} .*(?:\bstate in which\b|\bexamples?\b).*$/im)
  return at > 0 ? text.slice(0, at) : text
}

function shortened(text: string): string {
  if (text.length <= LONGEST_PASSAGE) return text
  const cut = text.slice(0, LONGEST_PASSAGE).replace(/\n[^\n]*$/, '')
  return `${cut}${(cut.match(/^\s*```/gm) ?? []).length % 2 === 0 ? '' : '\n```'}\n…`
}

/** A `#` inside of a block of code is a comment. */
function loweredHeadings(text: string): string {
  let isCode = false
  return text
    .split('\n')
    .map((line) => {
      if (/^\s*```/.test(line)) isCode = !isCode
      return isCode ? line : line.replace(/^#{1,6} /, '#### ')
    })
    .join('\n')
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
  if (reading.kinds.length === 0) return writeOutOfScope(material)
  return draft('The knowledge base has nothing about that.', [
    'Ask about the cluster instead, or add a runbook of your own to the knowledge base.',
  ])
}

/** Articles about a cause, for who wants to read on. */
export function articlesBlock({ cause }: Incident, { knowledge, cite }: Material): string | undefined {
  const passages = knowledge
    .lexical(`${cause.detector.replaceAll('-', ' ')} ${cause.message.slice(0, 200)}`, { limit: 2, kinds: ['guide', 'runbook'] })
    .filter(({ score }) => score >= FITS)
  const distinct = passages.filter(({ article }, index) => passages.findIndex((one) => one.article === article) === index)
  return distinct.length === 0
    ? undefined
    : `Read on:\n${bullets(distinct.map((passage) => `${headingOf(passage)} ${cite.article(passage)}`))}`
}
