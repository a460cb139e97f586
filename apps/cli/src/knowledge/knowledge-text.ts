import type { ArticleKind, KnowledgeArticle, KnowledgeStatus, Passage } from '@aks-copilot/knowledge'
import type { createColors } from 'picocolors'
import { printable, printableLines } from '../printable.ts'

type Colors = ReturnType<typeof createColors>
type Row = Pick<KnowledgeArticle, 'id' | 'kind' | 'title'>

const KINDS: Readonly<Record<ArticleKind, string>> = {
  guide: 'Guides',
  runbook: 'Runbooks of your own',
  rule: 'Rules',
  detector: 'Detectors',
  error: 'Error codes',
}

/** Below this a passage hardly fits. */
const FITS = 0.2
const EXCERPT_LINES = 6

/** All articles by kind. */
export function listText(rows: readonly Row[], { runbooks, index, leaves }: KnowledgeStatus, colors: Colors): string {
  const width = Math.max(0, ...rows.map(({ id }) => id.length)) + 2
  const sections = (Object.keys(KINDS) as ArticleKind[]).flatMap((kind) => {
    const own = rows.filter((row) => row.kind === kind)
    if (own.length === 0) return []
    return [
      `${colors.bold(KINDS[kind])} ${colors.dim(`(${own.length})`)}\n${own.map(({ id, title }) => `  ${id.padEnd(width)}${printable(title)}`).join('\n')}`,
    ]
  })
  const skipped = (runbooks?.skipped ?? []).map((line) => `  not read: ${printable(line)}`)
  const end = `${rows.length} articles.${runbooks === undefined ? '' : ` Runbooks are read from ${runbooks.folder}.`} Search: ${index.name}. ${leaves}`
  return [...sections, ...(skipped.length === 0 ? [] : [skipped.join('\n')]), end].join('\n\n')
}

/** What a search found, each with the beginning of its passage. */
export function passagesText(passages: readonly Passage[], { message }: KnowledgeStatus, colors: Colors): string {
  const [best] = passages
  const note = message === undefined ? [] : [colors.yellow(`${message} Searched without it.`)]
  if (best === undefined) return ['Nothing in the knowledge base fits.', ...note].join('\n')
  const fitting = best.score < FITS ? [colors.yellow('Nothing fits well. The nearest:')] : []
  return [...fitting, ...passages.map((passage) => passageText(passage, colors)), ...note].join('\n\n')
}

function passageText({ article, title, heading, text, score }: Passage, colors: Colors): string {
  const name = printable(heading === title ? title : `${title} › ${heading}`)
  const lines = printableLines(text).split('\n')
  const shown = lines.slice(0, EXCERPT_LINES).map((line) => `  ${line}`.trimEnd())
  const more = lines.length > EXCERPT_LINES ? [colors.dim(`  … aks-copilot kb show ${article}`)] : []
  return [`${colors.bold(article)} ${colors.dim(score.toFixed(2))}  ${name}`, ...shown, ...more].join('\n')
}

export function articleText({ id, title, text, source }: KnowledgeArticle, colors: Colors): string {
  return `${colors.bold(printable(title))}\n${colors.dim(id)}\n\n${printableLines(text)}\n\n${colors.dim(`Source: ${printable(source)}`)}`
}
