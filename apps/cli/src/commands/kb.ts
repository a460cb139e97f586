import { resolve } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import { addRunbook, type ArticleKind, type OpenKnowledge, type Passage, type SearchOptions } from '@aks-copilot/knowledge'
import { meantWord } from '@aks-copilot/kubernetes'
import { createColors } from 'picocolors'
import type { CommandContext } from '../command-context.ts'
import { type Configuration, readConfiguration } from '../configuration.ts'
import { EXIT } from '../exit-status.ts'
import type { Flags } from '../inspection.ts'
import { openConfiguredKnowledge, runbooksFolder } from '../knowledge/configured-knowledge.ts'
import { articleText, listText, passagesText } from '../knowledge/knowledge-text.ts'
import { printableJson } from '../printable.ts'
import { wantsColor, writeOut } from '../terminal.ts'

const ACTIONS = ['list', 'search', 'show', 'add', 'sync']
const MOST_RESULTS = 50

type Colors = ReturnType<typeof createColors>

interface Said {
  readonly text: (colors: Colors) => string
  readonly json: unknown
}

/** `aks-copilot kb [ACTION] [WORDS...]`. */
export async function knowledgeBase(action: string, words: readonly string[], flags: Flags, context: CommandContext): Promise<void> {
  requireAction(action, words)
  const { terminal } = context
  const configuration = await readConfiguration(flags, terminal)
  if (action === 'add') return say(await add(words, flags, configuration, context), flags, context)
  if (action === 'sync') {
    const { syncRunbooks, syncText, waitsForPerson } = await import('../knowledge/sync-runbooks.ts')
    const report = await syncRunbooks(words, flags, configuration, terminal)
    if (waitsForPerson(report)) context.finish(EXIT.findings)
    return say({ json: report, text: (colors) => syncText(report, colors) }, flags, context)
  }
  const knowledge = await openConfiguredKnowledge(configuration, terminal.environment)
  try {
    const kinds = typeof flags['kind'] === 'string' ? [flags['kind'] as ArticleKind] : undefined
    if (action === 'list') {
      const rows = knowledge.list(kinds)
      await say({ json: rows, text: (colors) => listText(rows, knowledge.status(), colors) }, flags, context)
    } else if (action === 'show') {
      const article = articleOf(knowledge, words[0] ?? '')
      await say({ json: article, text: (colors) => articleText(article, colors) }, flags, context)
    } else {
      const query = words.join(' ')
      const passages = await find(knowledge, query, { kinds, limit: limitOf(flags), signal: terminal.signal })
      const status = knowledge.status()
      const json = { query, vectors: status.vectors, message: status.message, passages }
      await say({ json, text: (colors) => passagesText(passages, status, colors) }, flags, context)
    }
  } finally {
    knowledge.close()
  }
}

/** One search is all that this process does, so that it waits for the vectors; most come from the cache. */
async function find(knowledge: OpenKnowledge, query: string, options: SearchOptions): Promise<readonly Passage[]> {
  const passages = await knowledge.search(query, options)
  if (knowledge.status().vectors !== 'building') return passages
  const aborted = new Promise<void>((done) => options.signal?.addEventListener('abort', () => done(), { once: true }))
  await Promise.race([knowledge.settled(), aborted])
  return knowledge.search(query, options)
}

async function add(files: readonly string[], flags: Flags, configuration: Configuration, { terminal }: CommandContext): Promise<Said> {
  const folder = runbooksFolder(configuration, terminal.environment)
  const added: string[] = []
  for (const file of files) added.push(await addRunbook({ file: resolve(terminal.cwd, file), folder, replace: flags['force'] === true }))
  return { json: { folder, added }, text: () => added.map((path) => `Added ${path}`).join('\n') }
}

function articleOf(knowledge: OpenKnowledge, given: string): NonNullable<ReturnType<OpenKnowledge['article']>> {
  const ids = knowledge.list().map(({ id }) => id)
  const id = ids.includes(given)
    ? given
    : ids.find((known) => known.slice(known.indexOf('/') + 1) === given.toLowerCase().replaceAll('_', '-'))
  const article = id === undefined ? undefined : knowledge.article(id)
  if (article !== undefined) return article
  const near = meantWord(given, ids) ?? knowledge.lexical(given, { limit: 1 })[0]?.article
  throw new CopilotError({
    code: 'ARTICLE_UNKNOWN',
    category: 'validation',
    message: `There is no article \`${given}\`.`,
    remedy: near === undefined ? 'Run `aks-copilot kb list` to see what there is.' : `Did you mean \`${near}\`?`,
  })
}

function limitOf(flags: Flags): number {
  const given = flags['limit']
  if (given === undefined) return 5
  const limit = Number(given)
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_RESULTS) return limit
  throw usage(`--limit ${JSON.stringify(given)} is not a number from 1 to ${MOST_RESULTS}.`, 'Leave it out for 5.')
}

function requireAction(action: string, words: readonly string[]): void {
  if (!ACTIONS.includes(action)) {
    const near = meantWord(action, ACTIONS)
    throw usage(`kb has no action \`${action}\`.`, near === undefined ? `There are: ${ACTIONS.join(', ')}.` : `Did you mean \`${near}\`?`)
  }
  if (action === 'list' && words.length > 0)
    throw usage('kb list takes no words.', 'To find articles by words, run `aks-copilot kb search`.')
  if (action === 'search' && words.join('').trim() === '') throw usage('kb search needs words.', 'Say what to search for.')
  if (action === 'show' && words.length !== 1)
    throw usage('kb show needs the id of one article.', 'Run `aks-copilot kb list` to see the ids.')
  if (action === 'add' && words.length === 0) throw usage('kb add needs files.', 'Name one or more Markdown files.')
}

function usage(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'USAGE', category: 'validation', message, remedy })
}

async function say({ text, json }: Said, flags: Flags, { terminal }: CommandContext): Promise<void> {
  const said = flags['format'] === 'json' ? printableJson(json, 2) : text(createColors(wantsColor(terminal, flags['color'])))
  await writeOut(terminal, `${said}\n`)
}
