import { CopilotError } from '@aks-copilot/contracts'
import type { RepairDesk, RunningServer, ServedCluster } from '@aks-copilot/server'
import { type Configuration, readConfiguration } from '../configuration.ts'
import type { CommandContext } from '../command-context.ts'
import { keepHeapSmall } from '../diagnosis/small-heap.ts'
import { EXIT } from '../exit-status.ts'
import type { Flags } from '../inspection.ts'
import { printableJson } from '../printable.ts'
import { openClusters } from '../serve/open-clusters.ts'
import { openModelDesk } from '../serve/open-model-desk.ts'
import { readHookSecret, readToken } from '../serve/read-token.ts'
import { webFolder, workerFile } from '../serve/server-files.ts'
import { openSpanExporters } from '../open-traces.ts'
import { openBrowser } from '../serve/open-browser.ts'
import { writeOut } from '../terminal.ts'

/** A stop that takes longer is no stop. */
const MOST_STOPPING = 5000

/** `aks-copilot serve`: the watcher, the API and the page until Ctrl-C or SIGTERM. */
export async function serve(flags: Flags, context: CommandContext): Promise<void> {
  const { terminal, log } = context
  // --context names several here; the configuration knows one.
  const { context: contexts, repair, ...others } = flags
  const configuration = await readConfiguration({ ...others, ...(repair === true ? { serverRepair: 'on' } : {}) }, terminal)
  log.json = configuration.text('log.format') === 'json'
  const server = await start(flags, namesIn(contexts), configuration, context)
  void server.ready.then(keepHeapSmall)
  try {
    await writeOut(terminal, `${addressLine(server.url, context)}\n`)
    if (flags['open'] === true) openBrowser(server.url)
    await interrupted(terminal.signal)
  } finally {
    await stopped(server, context)
  }
  context.finish(EXIT.done)
}

/** A collector that reads JSON, line by line, reads standard output as well. */
function addressLine(url: string, { log, runId }: CommandContext): string {
  const message = `aks-copilot serves ${url} (Ctrl-C ends it)`
  return log.json ? printableJson({ time: new Date().toISOString(), level: 'info', runId, message }) : message
}

/** What was opened is closed again where something else is wrong: a process that watches would never end. */
async function start(
  flags: Flags,
  contexts: readonly string[],
  configuration: Configuration,
  context: CommandContext,
): Promise<RunningServer> {
  const token = await readToken(configuration, context.terminal)
  // First of all: the API server answers while the rest is loaded.
  const clusters = await openClusters(flags, contexts, configuration, context)
  try {
    return await startOver(clusters, token, flags, contexts, configuration, context)
  } catch (error) {
    await Promise.all(clusters.map(async ({ view }) => await view.stop()))
    throw error
  }
}

async function startOver(
  clusters: readonly ServedCluster[],
  token: string | undefined,
  flags: Flags,
  contexts: readonly string[],
  configuration: Configuration,
  context: CommandContext,
): Promise<RunningServer> {
  const { terminal, log, version } = context
  const { startServer, WorkerManifests } = await import('@aks-copilot/server')
  const { openConfiguredKnowledge } = await import('../knowledge/configured-knowledge.ts')
  const knowledge = await openConfiguredKnowledge(configuration, terminal.environment)
  const models = await openModelDesk(
    configuration,
    context,
    clusters.map(({ view }) => view),
  )
  const traceExporters = await openSpanExporters(context)
  const hookSecret = await readHookSecret(configuration, terminal)
  const repairs = await openRepairsOf(contexts, configuration, context)
  if (hookSecret !== undefined && repairs === undefined) log.notice('Notifications are refused: repairs are off (--repair).')
  return await startServer({
    version,
    clusters,
    knowledge,
    models,
    manifests: new WorkerManifests(workerFile()),
    host: configuration.text('server.host'),
    port: portOf(configuration),
    token,
    allowedHosts: configuration.list('server.allowedHosts'),
    webFolder: await webFolder(),
    traceExporters,
    repairs,
    hookSecret: repairs === undefined ? undefined : hookSecret,
    log: (level, fields) => {
      if (level === 'error' || (log.json && flags['quiet'] !== true)) log.line(level, fields)
    },
  })
}

/** With one --context, repairs are of that cluster; with several, of the one that cluster.context names, or the current one. */
async function openRepairsOf(
  [only, ...more]: readonly string[],
  configuration: Configuration,
  context: CommandContext,
): Promise<RepairDesk | undefined> {
  if (configuration.text('server.repair') !== 'on') return undefined
  const { openRepairs } = await import('../serve/open-repairs.ts')
  const isOne = only !== undefined && only !== 'all' && more.length === 0
  const chosen = isOne ? configuration.with('cluster.context', only) : configuration
  return await openRepairs(chosen.forWriting(), context)
}

function portOf(configuration: Configuration): number {
  const text = configuration.text('server.port') ?? '8000'
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new CopilotError({
    code: 'CONFIGURATION_INVALID',
    category: 'validation',
    message: `\`${text}\` is no port.`,
    remedy: 'Give a number from 1 to 65535, or 0 for any that is free.',
  })
}

function namesIn(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String).flatMap((names) => names.split(','))
}

async function interrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    // A signal's listener alone keeps no process alive; an open port does.
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function stopped(server: RunningServer, { log }: CommandContext): Promise<void> {
  const timer = setTimeout(() => {
    log.notice('Something did not end in time; the process ends all the same.')
    process.exit(EXIT.done)
  }, MOST_STOPPING).unref()
  await server.stop()
  clearTimeout(timer)
}
