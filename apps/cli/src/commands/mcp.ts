import { Readable } from 'node:stream'
import { readConfiguration } from '../configuration.ts'
import type { CommandContext } from '../command-context.ts'
import type { Flags } from '../inspection.ts'
import { createRunId } from '../run-id.ts'
import { openClusters } from '../serve/open-clusters.ts'
import { openModelDesk } from '../serve/open-model-desk.ts'
import { workerFile } from '../serve/server-files.ts'

/** `aks-copilot mcp`: the same abilities as tools for an MCP client, over standard input and output, until the client goes. */
export async function mcp(flags: Flags, context: CommandContext): Promise<void> {
  const { terminal, version } = context
  const { context: contexts, ...others } = flags
  const configuration = await readConfiguration(others, terminal)
  const names = (Array.isArray(contexts) ? contexts : []).map(String).flatMap((name) => name.split(','))
  const { serveMcp, WorkerManifests } = await import('@aks-copilot/server')
  const { openConfiguredKnowledge } = await import('../knowledge/configured-knowledge.ts')
  const knowledge = await openConfiguredKnowledge(configuration, terminal.environment)
  const clusters = await openClusters(flags, names, configuration, context)
  const models = await openModelDesk(
    configuration,
    context,
    clusters.map(({ view }) => view),
  )
  try {
    await serveMcp({
      version,
      clusters,
      knowledge,
      model: () => models.current,
      manifests: new WorkerManifests(workerFile()),
      runId: createRunId,
      input: new Readable().wrap(terminal.stdin),
      output: terminal.stdout,
      signal: terminal.signal,
    })
  } finally {
    await models.close()
  }
}
