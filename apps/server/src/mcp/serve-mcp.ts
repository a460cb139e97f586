import type { Readable, Writable } from 'node:stream'
import { answerQuestion } from '@aks-copilot/assistant'
import type { Knowledge } from '@aks-copilot/knowledge'
import type { Model } from '@aks-copilot/models'
import { AnswerDesk } from '../ask/answer-desk.ts'
import { Clusters, type ServedCluster } from '../clusters/clusters.ts'
import type { ManifestDesk } from '../manifests/manifest-desk.ts'

export interface McpOptions {
  readonly version: string
  readonly clusters: readonly ServedCluster[]
  readonly knowledge: Knowledge
  readonly model: () => Model | undefined
  readonly manifests: ManifestDesk
  readonly runId: () => string
  readonly input: Readable
  readonly output: Writable
  readonly signal: AbortSignal
}

/** Speaks MCP over two streams until the input ends or the signal comes. The output carries the protocol and nothing else. Ends what it was given. */
export async function serveMcp(options: McpOptions): Promise<void> {
  const { version, knowledge, manifests, model, runId, input, output, signal } = options
  const clusters = new Clusters(options.clusters)
  const desk = new AnswerDesk({
    clusters,
    knowledge,
    model,
    answer: answerQuestion,
    watcher: { headline: () => undefined, end: () => undefined },
  })
  // The SDK is large, and the server with the page shares this module's package.
  const [{ StdioServerTransport }, { createMcpServer }] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/stdio.js'),
    import('./create-mcp-server.ts'),
  ])
  const server = createMcpServer({ version, clusters, knowledge, manifests, desk, runId })
  try {
    await server.connect(new StdioServerTransport(input, output))
    await ended(input, output, signal)
  } finally {
    await server.close()
    await Promise.all([clusters.stop(), manifests.close()])
    knowledge.close()
  }
}

async function ended(input: Readable, output: Writable, signal: AbortSignal): Promise<void> {
  if (signal.aborted || input.readableEnded) return
  await new Promise<void>((resolve) => {
    const end = (): void => resolve()
    for (const event of ['end', 'close', 'error']) input.once(event, end)
    output.once('error', end)
    signal.addEventListener('abort', end, { once: true })
  })
}
