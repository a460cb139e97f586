import type { GitHost } from '@aks-copilot/remediation/ports'
import { z } from 'zod'
import { issueSchema } from './answers.ts'
import { doOnce } from './do-once.ts'
import type { GitHubClient, GitHubLog } from './github-client.ts'
import { hasMarker, withMarker } from './marker.ts'

/** Who may not write to the repository cannot set a label, so an issue with it is not a stranger's. */
const LABEL = 'aks-copilot'
const MOST_ISSUES = 1000

type Issue = z.infer<typeof issueSchema>

export async function openIssue(
  client: GitHubClient,
  { key, title, body }: Parameters<GitHost['openIssue']>[0],
  log: GitHubLog,
  signal: AbortSignal | undefined,
): Promise<{ readonly number: number; readonly url: string }> {
  const find = async (): Promise<Issue | undefined> => {
    const filter = { labels: LABEL, state: 'open', sort: 'created', direction: 'asc' }
    const issues = await client.list(z.array(issueSchema), 'GET /repos/{owner}/{repo}/issues', filter, { signal, most: MOST_ISSUES })
    return issues.find((issue) => issue.pull_request === undefined && hasMarker(issue.body, key))
  }
  const create = async (): Promise<Issue> => {
    const text = { title: title.slice(0, 250), body: withMarker(body, key), labels: [LABEL] }
    const made = await client.call(issueSchema, 'POST /repos/{owner}/{repo}/issues', text, { signal, repeat: 'unsent' })
    const labels = (made.labels ?? []).map((label) => (typeof label === 'string' ? label : label.name))
    if (!labels.includes(LABEL))
      log(
        `GitHub did not put the label ${LABEL} on issue ${made.number}: without it the issue is not found again. The right to write is missing.`,
      )
    return made
  }
  const { number, html_url: url } = await doOnce({ client, find, create, signal })
  return { number, url }
}
