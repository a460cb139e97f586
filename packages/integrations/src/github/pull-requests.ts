import type { GitHost, PullRequest } from '@aks-copilot/remediation/ports'
import { z } from 'zod'
import { checkBranch } from '../git/names.ts'
import { commentSchema, type Pull, pullSchema } from './answers.ts'
import { headOf } from './branches.ts'
import type { GitHubClient } from './github-client.ts'
import { hasMarker, withMarker } from './marker.ts'
import { doOnce } from './do-once.ts'

const COMMENTS = '/repos/{owner}/{repo}/issues/{issue_number}/comments'
const MOST_COMMENTS = 1000

export async function pullRequest(client: GitHubClient, branch: string, signal: AbortSignal | undefined): Promise<PullRequest | undefined> {
  checkBranch(branch, client.address.url)
  const [newest] = await pullsFrom(client, branch, signal)
  return newest === undefined ? undefined : told(newest)
}

type Request = Parameters<GitHost['openPullRequest']>[0]

/**
 * Finds the open one; else the newest closed or merged one, if the branch stands where it stood then: the request was made, and somebody
 * decided. Only what is neither is opened.
 */
export async function openPullRequest(client: GitHubClient, request: Request, signal: AbortSignal | undefined): Promise<PullRequest> {
  const { branch, base, title, body } = request
  checkBranch(branch, client.address.url)
  checkBranch(base, client.address.url)
  const find = async (): Promise<Pull | undefined> => {
    const known = (await pullsFrom(client, branch, signal)).filter((pull) => pull.base.ref === base)
    const open = known.find(({ state }) => state === 'open')
    const [newest] = known
    if (open !== undefined || newest === undefined) return open
    const tip = await headOf(client, branch, signal)
    return tip === undefined || tip === newest.head.sha ? newest : undefined
  }
  const text = { title: title.slice(0, 250), body: body.slice(0, 65_000), head: branch, base }
  const create = (): Promise<Pull> => client.call(pullSchema, 'POST /repos/{owner}/{repo}/pulls', text, { signal, repeat: 'unsent' })
  return told(await doOnce({ client, find, create, signal }))
}

/** Does nothing to what is closed or merged already: the comment comes first, so nothing is left to be said. */
export async function closePullRequest(
  client: GitHubClient,
  number: number,
  comment: { readonly key: string; readonly text: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  const pull = { pull_number: number }
  const { state } = await client.call(pullSchema, 'GET /repos/{owner}/{repo}/pulls/{pull_number}', pull, { signal })
  if (state === 'closed') return
  const issue = { issue_number: number }
  const find = async (): Promise<z.infer<typeof commentSchema> | undefined> => {
    const all = await client.list(z.array(commentSchema), `GET ${COMMENTS}`, issue, { signal, most: MOST_COMMENTS })
    return all.find(({ body }) => hasMarker(body, comment.key))
  }
  const body = withMarker(comment.text, comment.key)
  const create = (): Promise<z.infer<typeof commentSchema>> =>
    client.call(commentSchema, `POST ${COMMENTS}`, { ...issue, body }, { signal, repeat: 'unsent' })
  await doOnce({ client, find, create, signal })
  await client.call(pullSchema, 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}', { ...pull, state: 'closed' }, { signal })
}

/** Newest first. A fork may have a branch of the same name, and GitHub ignores a filter that it does not understand. */
async function pullsFrom(client: GitHubClient, branch: string, signal: AbortSignal | undefined): Promise<readonly Pull[]> {
  const { owner, name } = client.address
  const filter = { head: `${owner}:${branch}`, state: 'all', sort: 'created', direction: 'desc', per_page: 30 }
  const pulls = await client.call(z.array(pullSchema), 'GET /repos/{owner}/{repo}/pulls', filter, { signal, isPolled: true })
  const whole = `${owner}/${name}`.toLowerCase()
  return pulls
    .filter(({ head }) => head.ref === branch && (head.repo?.full_name.toLowerCase() ?? whole) === whole)
    .toSorted((left, right) => right.number - left.number)
}

function told({ number, html_url: url, state, merged_at: mergedAt, merge_commit_sha: merged }: Pull): PullRequest {
  // An open one has a merge commit too: a trial that is on no branch.
  if (typeof mergedAt !== 'string') return { number, url, state }
  return typeof merged === 'string' ? { number, url, state: 'merged', merged } : { number, url, state: 'merged' }
}
