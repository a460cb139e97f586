import type { Draft, Material } from '../answer/draft.ts'
import { nameOf } from '../answer/wording.ts'
import { nameIndex } from '../intent/name-index.ts'
import { INSTRUCTIONS } from '../prompt/make-prompt.ts'
import { type Ground, KINDS } from './ground-sentence.ts'
import { isForeign, isStrange, withoutMarks } from './own-text.ts'
import { statementsOf } from './statements-of.ts'
import { isPlainWord } from './plain-english.ts'
import { SupportedText } from './supported-text.ts'

/** What the sentences about one answer are held against. */
export function makeGround(draft: Draft, material: Material): Ground {
  const { incidents } = draft
  const { cite, reading, state } = material
  const causes = incidents.flatMap(({ cause, symptoms, suspectChanges, affected }) => [
    `${nameOf(cause.object)}: ${cause.message}`,
    ...symptoms.map(({ object, message }) => `${nameOf(object)}: ${message}`),
    ...suspectChanges.map(({ object, text, at, by }) => `${nameOf(object)}: ${text} ${at} ${by ?? ''}`),
    affected.map(nameOf).join(', '),
  ])
  const steps = incidents.flatMap(({ nextSteps }) => nextSteps.map(({ text, command }) => ({ text, command })))
  const own = [
    draft.headline,
    ...draft.body.filter((block) => !isForeign(block)),
    ...causes,
    ...incidents.flatMap(({ since, title }) => [title, since ?? '']),
    ...steps.map(({ text }) => text),
    ...cite.list.flatMap((citation) =>
      citation.kind === 'article'
        ? [citation.title, citation.text]
        : [nameOf(citation.object), citation.at ?? '', ...(isStrange(citation.kind) ? [] : [citation.text])],
    ),
  ]
  return {
    own: new SupportedText(own.map(withoutMarks)),
    strangers: new SupportedText(cite.list.filter(({ kind }) => isStrange(kind)).map(({ text }) => text)),
    headline: draft.headline,
    statements: statementsOf(draft, material),
    kinds: kindsOf(own.join('\n')),
    commands: steps.flatMap(({ command }) => (command === undefined ? [] : [command])),
    citations: new Set(cite.list.map(({ id }) => id)),
    otherNames: new Set(nameIndex(state).byName.keys()),
    isIll: isIll(draft, material),
    isWell: /\b(?:nothing is wrong|is healthy|no problem is found)\b/i.test(draft.headline),
    prompt: new SupportedText([INSTRUCTIONS, reading.question]),
  }
}

/** What is asked about is broken; where nothing is named, anything is. */
function isIll({ incidents }: Draft, { reading, incidents: all }: Material): boolean {
  return (reading.objects.length === 0 ? all : incidents).some(({ state }) => state === 'open')
}

/** Which kinds stand before which names. */
function kindsOf(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>()
  const add = (name: string, kind: string): void => {
    if (isPlainWord(name)) return
    known.set(name, (known.get(name) ?? new Set()).add(kind))
  }
  for (const [, kind = '', namespace, name = ''] of text.replaceAll('`', '').toLowerCase().matchAll(NAMED)) {
    add(name, kind)
    if (namespace === undefined) continue
    add(`${namespace}/${name}`, kind)
    add(namespace, 'namespace')
  }
  return known
}

const NAMED = new RegExp(String.raw`\b(${[...KINDS].join('|')}) (?:([a-z0-9][\w.-]*)\/)?([a-z0-9](?:[\w.-]*[a-z0-9])?)`, 'g')
