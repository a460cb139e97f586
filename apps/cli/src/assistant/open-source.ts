import type { CommandContext } from '../command-context.ts'
import { type Configuration, readConfiguration } from '../configuration.ts'
import type { Flags } from '../inspection.ts'
import { Progress } from '../progress.ts'
import { readToken } from '../serve/read-token.ts'
import type { AnswerSource } from './answer-source.ts'
import { requirePrivateWay } from './private-way.ts'

/** Where questions go: to the server of --server or server.url, else to the recording or the cluster itself. */
export async function openSource(
  flags: Flags,
  context: CommandContext,
): Promise<{ readonly source: AnswerSource; readonly configuration: Configuration }> {
  const { namespace: _, ...others } = flags
  const configuration = await readConfiguration(others, context.terminal)
  const server = configuration.text('server.url')
  if (server !== undefined && flags['from'] === undefined) {
    const { openServerSource } = await import('./server-source.ts')
    const token = await readToken(configuration, context.terminal)
    const isSent = token !== undefined && configuration.text('server.plainHttp') !== 'yes'
    if (isSent) requirePrivateWay(server, context.terminal)
    return { source: openServerSource(server, token), configuration }
  }
  const progress = new Progress(context.terminal, context.log, flags['quiet'] === true)
  if (flags['from'] === undefined) progress.announce('reading the cluster')
  try {
    const { openLocalSource } = await import('./local-source.ts')
    return { source: await openLocalSource(flags, configuration, context), configuration }
  } finally {
    progress.clear()
  }
}
