import type { Citation, LiveReference } from '@aks-copilot/contracts'
import type { Turn } from './turn.ts'

export function referenceText({ kind, namespace, name }: LiveReference): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`
}

/** What a citation rests on, in words: `Service shop/cart`, or the title of an article. */
function citationSource(citation: Citation): string {
  return citation.kind === 'article' ? citation.title : referenceText(citation.object)
}

/** A turn as Markdown that can be pasted into a ticket: question, answer, what the model wrote, and the evidence with its times. */
export function turnMarkdown({ asked, start, end, prose, citations }: Turn): string {
  const answer = end ?? start
  if (answer === undefined) return `> ${asked.question}\n`
  const evidence = citations.map((citation) => {
    const at = citation.kind === 'article' || citation.at === undefined ? '' : ` at ${citation.at}`
    return `- ${citation.id}: ${citationSource(citation)}${at}: ${inline(citation.text)}`
  })
  const parts = [
    `> ${asked.question}`,
    `**${answer.headline}**`,
    answer.answer,
    prose === '' ? '' : `Written by ${answer.model.name} from the evidence:\n\n${prose}`,
    evidence.length === 0 ? '' : `Evidence:\n\n${evidence.join('\n')}`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** Evidence is the text of strangers: one line, and nothing in it is Markdown. */
function inline(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}
