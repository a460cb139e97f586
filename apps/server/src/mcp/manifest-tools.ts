import type { CheckReport, Violation } from '@aks-copilot/contracts'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { notFound } from '../http/problem.ts'
import { answering, reply } from './bounded-reply.ts'
import type { McpSources } from './mcp-sources.ts'
import { READ_ONLY } from './query-tools.ts'

const FILES = {
  files: z
    .array(z.object({ path: z.string().max(500), text: z.string().max(1_000_000) }))
    .min(1)
    .max(50)
    .describe('manifests as YAML or JSON text'),
  source: z.string().max(50).optional().describe('where they run today: auto, k3s, okd or kubernetes'),
  target: z.string().max(50).optional().describe('aks-standard or aks-automatic'),
  kubeVersion: z.string().max(10).optional(),
  allow: z.array(z.string().max(100)).max(200).optional().describe('ids of rules whose optional fixes to apply, too'),
}
const MOST_VIOLATIONS = 40

/** Tools for manifests and for words: they take text and give text, and touch no file and no cluster. */
export function manifestTools(server: McpServer, { manifests, runId }: McpSources): void {
  server.registerTool(
    'check',
    {
      title: 'Check manifests',
      description: 'What in these manifests would fail or be unsafe on AKS: each violation with place, reason and remedy. Writes nothing.',
      inputSchema: FILES,
      annotations: READ_ONLY,
    },
    async (request, { signal }) => answering(async () => reply(brief(await manifests.check(request, runId(), signal)))),
  )
  server.registerTool(
    'fix',
    {
      title: 'Propose fixes',
      description:
        'Fixes of these manifests for AKS as a unified diff, each fix with its certificate: which gates it passed. Writes nothing: whoever calls applies the diff.',
      inputSchema: FILES,
      annotations: READ_ONLY,
    },
    async (request, { signal }) =>
      answering(async () => {
        const { report, files } = await manifests.fix(request, runId(), signal)
        return reply({ ...brief(report), diffs: files.map(({ path, diff }) => ({ path, diff })) })
      }),
  )
}

/** A report without the texts that `explain` has, and the gravest violations first. */
function brief({ runId, source, target, kubeVersion, summary, violations, skipped }: CheckReport) {
  const rank = { error: 0, warning: 1, info: 2 }
  const sorted = violations.toSorted((one, other) => rank[one.severity] - rank[other.severity])
  const left = sorted.length - MOST_VIOLATIONS
  return {
    runId,
    source,
    target,
    kubeVersion,
    summary,
    violations: sorted.slice(0, MOST_VIOLATIONS).map(shortened),
    ...(left > 0 ? { more: `${left} more violations: send fewer files at once` } : {}),
    skipped,
  }
}

function shortened({ ruleId, severity, message, help, object, file, line, path, fix }: Violation) {
  const { kind, status, reason, certificate } = fix
  const gates = certificate?.gates.map(({ gate, pass }) => `${gate}: ${pass ? 'passed' : 'failed'}`)
  return {
    ruleId,
    severity,
    message,
    help,
    object,
    file,
    line,
    path,
    fix: { kind, status, ...(reason === undefined ? {} : { reason }), ...(gates === undefined ? {} : { gates }) },
  }
}

/** Tools for what is known about operating AKS. */
export function knowledgeTools(server: McpServer, { knowledge }: McpSources): void {
  server.registerTool(
    'search-knowledge',
    {
      title: 'Search the knowledge base',
      description: 'Passages on operating AKS, AKS Arc, k3s and OKD, on rules, detectors and error codes, and from the own runbooks.',
      inputSchema: { query: z.string().min(1).max(500), limit: z.number().int().min(1).max(20).default(5) },
      annotations: READ_ONLY,
    },
    async ({ query, limit }, { signal }) => answering(async () => reply(await knowledge.search(query, { limit, signal }))),
  )
  server.registerTool(
    'explain',
    {
      title: 'Explain a rule, detector or error code',
      description: 'What a rule, a detector, an error code or a guide says, by its id.',
      inputSchema: {
        word: z.string().min(1).max(200).describe('such as k3s-local-path, image-pull-failed, CLUSTER_DENIED or guide/private-registry'),
      },
      annotations: READ_ONLY,
    },
    async ({ word }) =>
      answering(() => {
        const ids = [
          word,
          ...['rule', 'detector', 'error', 'guide', 'runbook'].flatMap((kind) => [
            `${kind}/${word}`,
            `${kind}/${word.toLowerCase()}`,
            `${kind}/${word.toUpperCase()}`,
          ]),
        ]
        const article = ids.map((id) => knowledge.article(id)).find((one) => one !== undefined)
        if (article === undefined) throw notFound(`Nothing is known of \`${word}\`; search-knowledge finds what is near.`)
        return reply(article)
      }),
  )
}
