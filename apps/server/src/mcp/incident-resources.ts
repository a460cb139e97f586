import type { Incident } from '@aks-copilot/contracts'
import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js'
import { ErrorCode, McpError, SubscribeRequestSchema, UnsubscribeRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { copilotError, notFound } from '../http/problem.ts'
import type { McpSources } from './mcp-sources.ts'

const MOST_SUBSCRIPTIONS = 200
/** Many incidents open at once when a node goes: one word about the list is enough. */
const QUIET_MS = 500

export function incidentUri(cluster: string, fingerprint: string): string {
  return `aks-copilot://incidents/${encodeURIComponent(cluster)}/${encodeURIComponent(fingerprint)}`
}

/** Incidents and articles to read; who subscribes is told when an incident changes, everybody when one comes or goes. Returns the end of it. */
export function incidentResources(server: McpServer, sources: McpSources): () => void {
  const { clusters, knowledge } = sources
  server.registerResource(
    'incident',
    new ResourceTemplate('aks-copilot://incidents/{cluster}/{fingerprint}', {
      list: () => ({ resources: clusters.views.flatMap((view) => view.incidents().map((incident) => listed(view.name, incident))) }),
    }),
    { title: 'Incidents', description: 'What is broken: cause, evidence, suspect changes, next steps.', mimeType: 'application/json' },
    (uri, { cluster, fingerprint }) =>
      reading(() => {
        const incident = clusters
          .view(decoded(cluster))
          .incidents()
          .find((one) => one.fingerprint === decoded(fingerprint))
        if (incident === undefined) throw notFound('There is no such incident, or it has been over for more than two hours.')
        return { contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(incident) }] }
      }),
  )
  server.registerResource(
    'article',
    new ResourceTemplate('aks-copilot://articles/{+id}', {
      list: () => ({
        resources: knowledge
          .list()
          .map(({ id, title }) => ({ uri: `aks-copilot://articles/${id}`, name: title, title, mimeType: 'text/markdown' })),
      }),
    }),
    {
      title: 'Articles',
      description: 'What is known about operating AKS, about rules, detectors and error codes.',
      mimeType: 'text/markdown',
    },
    (uri, { id }) =>
      reading(() => {
        const article = knowledge.article(decoded(id))
        if (article === undefined) throw notFound('There is no such article.')
        return {
          contents: [
            { uri: uri.href, mimeType: 'text/markdown', text: `# ${article.title}\n\n${article.text}\n\nSource: ${article.source}\n` },
          ],
        }
      }),
  )
  return tellChanges(server, sources)
}

function listed(cluster: string, { fingerprint, title, severity, state }: Incident) {
  return {
    uri: incidentUri(cluster, fingerprint),
    name: title,
    title,
    description: `${severity}, ${state}, ${cluster}`,
    mimeType: 'application/json',
  }
}

function decoded(part: string | readonly string[] | undefined): string {
  const text = typeof part === 'string' ? part : (part?.[0] ?? '')
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What is thrown becomes an MCP error that has code and category. */
function reading<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const { code, category, message, remedy } = copilotError(error)
    throw new McpError(category === 'validation' ? ErrorCode.InvalidParams : ErrorCode.InternalError, message, { code, category, remedy })
  }
}

function tellChanges(server: McpServer, { clusters }: McpSources): () => void {
  const subscribed = new Set<string>()
  server.server.registerCapabilities({ resources: { subscribe: true, listChanged: true } })
  server.server.setRequestHandler(SubscribeRequestSchema, ({ params: { uri } }) => {
    if (subscribed.size >= MOST_SUBSCRIPTIONS) throw new McpError(ErrorCode.InvalidRequest, `At most ${MOST_SUBSCRIPTIONS} subscriptions.`)
    subscribed.add(uri)
    return {}
  })
  server.server.setRequestHandler(UnsubscribeRequestSchema, ({ params: { uri } }) => {
    subscribed.delete(uri)
    return {}
  })
  let pending: NodeJS.Timeout | undefined
  const listChanged = (): void => {
    pending ??= setTimeout(() => {
      pending = undefined
      server.sendResourceListChanged()
    }, QUIET_MS)
  }
  const ends = clusters.views.map((view) =>
    view.subscribe((change) => {
      if (!('incident' in change)) return
      if (change.type !== 'incident-updated') listChanged()
      const uri = incidentUri(view.name, change.incident.fingerprint)
      if (subscribed.has(uri)) void server.server.sendResourceUpdated({ uri }).catch(() => undefined)
    }),
  )
  return () => {
    clearTimeout(pending)
    for (const end of ends) end()
  }
}
