import { CopilotError, type ModelStatus } from '@aks-copilot/contracts'
import type { Configuration } from '../configuration.ts'
import { openConfiguredKnowledge } from '../knowledge/configured-knowledge.ts'
import { openConfiguredModel } from '../models/configured-model.ts'
import type { Terminal } from '../terminal.ts'
import type { Finding } from './examine-cluster.ts'
import { hostFindings, isAnswering } from './examine-host.ts'

const MOST_WAITING = 5000

/**
 * What `ask`, `chat`, `mcp` and the page need beside a cluster: the knowledge base, a model and the way to it, a server. None of it is
 * needed by check and fix.
 */
export async function assistantFindings(configuration: Configuration, terminal: Terminal): Promise<Finding[]> {
  const found = model(configuration, terminal)
  const [sqlite, knowledge, one, host, running] = await Promise.all([
    database(),
    knowledgeBase(configuration, terminal),
    found,
    found.then(({ answers }) => hostFindings(configuration, answers, terminal)),
    server(configuration, terminal),
  ])
  return [sqlite, knowledge, ...modelAndHost(one.finding, host), running]
}

/** Where the model is of the machine below, what is to be done is done there: nobody is told to install it here as well. */
export function modelAndHost(model: Finding, host: readonly Finding[]): Finding[] {
  const { remedy: _, ...bare } = model
  const isElsewhere = host.some((finding) => finding.remedy !== undefined)
  return [isElsewhere ? bare : model, ...host]
}

/** Search needs the SQLite of Node itself, with full-text search. */
async function database(): Promise<Finding> {
  try {
    const { DatabaseSync } = await import('node:sqlite')
    const memory = new DatabaseSync(':memory:')
    memory.exec('CREATE VIRTUAL TABLE words USING fts5(word)')
    memory.close()
    return { name: 'node:sqlite', state: 'ok', detail: 'full-text search works' }
  } catch {
    return {
      name: 'node:sqlite',
      state: 'missing',
      detail: 'this Node.js has no SQLite with full-text search',
      remedy: 'Install Node.js 22.18 or newer from nodejs.org.',
    }
  }
}

async function knowledgeBase(configuration: Configuration, { environment }: Terminal): Promise<Finding> {
  const name = 'knowledge'
  try {
    const knowledge = await openConfiguredKnowledge(configuration, environment)
    const { articles, runbooks, index, leaves } = knowledge.status()
    knowledge.close()
    const own = runbooks === undefined || runbooks.files === 0 ? '' : `, ${runbooks.files} runbooks of your own`
    const skipped = runbooks?.skipped[0]
    return {
      name,
      state: skipped === undefined ? 'ok' : 'missing',
      detail: `${articles} articles${own}; ${index.name}. ${leaves}`,
      ...(skipped === undefined ? {} : { remedy: skipped }),
    }
  } catch (error) {
    return told(name, error)
  }
}

/** What is said of the model, and whether anybody answers where it is configured. */
interface FoundModel {
  readonly finding: Finding
  readonly answers: boolean
}

async function model(configuration: Configuration, { environment, signal }: Terminal): Promise<FoundModel> {
  const name = 'model'
  try {
    const open = await openConfiguredModel(configuration, environment)
    if (open === undefined)
      return { finding: { name, state: 'off', detail: 'none is configured: answers come whole from the evidence' }, answers: false }
    const status = await open.status(AbortSignal.any([signal, AbortSignal.timeout(MOST_WAITING)]))
    await open.close()
    return { finding: modelFinding(name, status), answers: isAnswering(status) }
  } catch (error) {
    signal.throwIfAborted()
    return { finding: told(name, error), answers: false }
  }
}

function modelFinding(name: string, { name: answers, state, endpoint, message, remedy, leaves }: ModelStatus): Finding {
  const where = endpoint === undefined ? '' : ` at ${endpoint}`
  if (state === 'ready') return { name, state: 'ok', detail: `${answers}${where}. ${leaves}` }
  return {
    name,
    state: 'off',
    detail: message ?? `${answers}${where} is ${state}`,
    remedy: remedy[0] ?? 'Nothing needs it: answers come whole from the evidence.',
  }
}

/** A server of this user: the one of server.url, else at the usual place. */
async function server(configuration: Configuration, { signal }: Terminal): Promise<Finding> {
  const name = 'server'
  const address = configuration.text('server.url') ?? `http://127.0.0.1:${configuration.text('server.port') ?? '8000'}`
  try {
    const response = await fetch(new URL('/readyz', address), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(MOST_WAITING)]),
      redirect: 'error',
    })
    await response.body?.cancel()
    return { name, state: 'ok', detail: `${address} answers${response.ok ? '' : ', and is not ready yet'}` }
  } catch {
    signal.throwIfAborted()
    const wanted = configuration.text('server.url') !== undefined
    return { name, state: wanted ? 'missing' : 'off', detail: `nobody answers at ${address}`, remedy: 'aks-copilot serve starts one.' }
  }
}

function told(name: string, error: unknown): Finding {
  if (error instanceof CopilotError) return { name, state: 'missing', detail: error.message, remedy: error.remedy }
  return { name, state: 'missing', detail: error instanceof Error && error.name === 'TimeoutError' ? 'does not answer' : String(error) }
}
