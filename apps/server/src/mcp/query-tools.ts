import type { ClusterView } from '@aks-copilot/cluster'
import type { ListQuery } from '@aks-copilot/contracts'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { timeIn } from '../http/times.ts'
import { objectDetail, objectPage } from '../objects/object-rows.ts'
import { changePage, eventPage, logPage, metricPage } from '../records/record-pages.ts'
import { answering, pageReply, reply } from './bounded-reply.ts'
import type { McpSources } from './mcp-sources.ts'

export const READ_ONLY = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }

const word = z.string().max(300)
export const CLUSTER = word.optional().describe('name of the cluster; may be left out where there is one')
const time = word.optional().describe('RFC 3339 in UTC, such as 2026-01-31T10:02:00Z')
const LIST = {
  cluster: CLUSTER,
  namespace: word.optional(),
  kind: word.optional().describe('such as Pod or Deployment'),
  name: word.optional(),
  text: word.optional().describe('a part of the text, in any case'),
  from: time,
  to: time,
  limit: z.number().int().min(1).max(100).default(20),
  cursor: z.string().max(2000).optional().describe('where the last page ended, as it said'),
}

const PAGES: readonly (readonly [
  name: string,
  title: string,
  description: string,
  page: (view: ClusterView, query: ListQuery) => { readonly items: readonly unknown[] },
])[] = [
  [
    'query-objects',
    'Objects',
    'Kubernetes objects with their state, as they are or (with `to`) were within the last two hours.',
    objectPage,
  ],
  ['query-events', 'Events', 'Kubernetes events, the newest first.', eventPage],
  ['query-logs', 'Log lines', 'Log lines of pods, the newest first; secrets are masked. `name` is the pod.', logPage],
  ['query-metrics', 'Metrics', 'Measured CPU, memory and disk of pods, nodes and claims, with their limits.', metricPage],
  ['query-changes', 'Changes', 'What somebody changed in the cluster, field by field, the newest first.', changePage],
]

/** Tools that look into what is remembered of the clusters. */
export function queryTools(server: McpServer, { clusters }: McpSources): void {
  for (const [name, title, description, page] of PAGES)
    server.registerTool(
      name,
      { title, description: `${description} Read-only.`, inputSchema: LIST, annotations: READ_ONLY },
      async (query) => answering(() => pageReply(query.limit, (limit) => page(clusters.view(query.cluster), { ...query, limit }))),
    )
  server.registerTool(
    'get-object',
    {
      title: 'One object',
      description: 'One Kubernetes object as it is kept (without data of Secrets and ConfigMaps), with its neighbours. Read-only.',
      inputSchema: {
        cluster: CLUSTER,
        kind: word,
        namespace: word.optional().describe('left out for what has none'),
        name: word,
        at: time,
      },
      annotations: READ_ONLY,
    },
    async ({ cluster, at, kind, name, namespace }) =>
      answering(() =>
        reply(objectDetail(clusters.view(cluster), { kind, name, ...(namespace === undefined ? {} : { namespace }) }, timeIn(at, 'at'))),
      ),
  )
}
