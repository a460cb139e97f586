import type { Answer, Diagnosis } from '@aks-copilot/contracts'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { timeIn } from '../http/times.ts'
import { answering, MOST_CHARACTERS, reply } from './bounded-reply.ts'
import { incidentUri } from './incident-resources.ts'
import type { McpSources } from './mcp-sources.ts'
import { CLUSTER, READ_ONLY } from './query-tools.ts'

const AT = z.string().max(40).optional().describe('as of then; RFC 3339 in UTC')

/** Tools that say what is broken and why. */
export function diagnosisTools(server: McpServer, { clusters, desk, runId }: McpSources): void {
  server.registerTool(
    'list-clusters',
    { title: 'Clusters', description: 'The clusters that are followed, and how well. Read-only.', inputSchema: {}, annotations: READ_ONLY },
    async () => answering(() => reply(clusters.views.map((view) => view.status()))),
  )
  server.registerTool(
    'diagnose',
    {
      title: 'What is broken',
      description:
        'What is broken in a cluster, why, since when, what changed before, and what to do: incidents with cause, evidence and next steps. Read-only.',
      inputSchema: { cluster: CLUSTER, namespace: z.string().max(300).optional(), at: AT },
      annotations: READ_ONLY,
    },
    async ({ cluster, namespace, at }) =>
      answering(() =>
        reply(fitting(within(clusters.view(cluster).diagnosis(runId(), timeIn(at, 'at')), namespace), clusters.view(cluster).name)),
      ),
  )
  server.registerTool(
    'ask',
    {
      title: 'Ask about a cluster',
      description: 'Answers a question about a cluster in plain words from its evidence, with citations. Read-only.',
      inputSchema: {
        question: z.string().min(1).max(2000),
        cluster: CLUSTER,
        namespace: z.string().max(300).optional(),
        at: AT,
        conversationId: z.string().max(100).optional().describe('from an earlier answer, for follow-ups'),
        prose: z.boolean().default(false).describe('true: also the prose of the language model, where one is configured; takes seconds'),
      },
      annotations: { ...READ_ONLY, idempotentHint: false },
    },
    async (request, { signal }) =>
      answering(async () => {
        let answer: Answer | undefined
        for await (const event of desk.ask(request, { runId: runId(), name: 'mcp', signal }))
          if (event.type === 'answer-end') answer = event.answer
        return reply(answer ?? {})
      }),
  )
}

function within(diagnosis: Diagnosis, namespace: string | undefined): Diagnosis {
  if (namespace === undefined) return diagnosis
  const incidents = diagnosis.incidents.filter(({ cause, symptoms, affected }) =>
    [cause.object, ...symptoms.map(({ object }) => object), ...affected].some((object) => object.namespace === namespace),
  )
  return { ...diagnosis, incidents, summary: { ...diagnosis.summary, incidents: incidents.length } }
}

/** Whole incidents as long as they fit, the gravest first; of the others where to read them. */
function fitting(diagnosis: Diagnosis, cluster: string): Diagnosis & { readonly more?: readonly object[] } {
  const kept = [...diagnosis.incidents]
  while (kept.length > 0 && JSON.stringify(kept).length > MOST_CHARACTERS - 4000) kept.pop()
  const more = diagnosis.incidents
    .slice(kept.length, kept.length + 20)
    .map(({ fingerprint, title, severity }) => ({ severity, title, resource: incidentUri(cluster, fingerprint) }))
  return { ...diagnosis, incidents: kept, ...(more.length === 0 ? {} : { more }) }
}
