import { CopilotError } from '@aks-copilot/contracts'
import type { GitHubClient } from '@aks-copilot/integrations'
import { z } from 'zod'
import type { ChangedFile } from './pull-diff.ts'
import { suggestionMarker, suggestionText } from './texts.ts'
import type { Suggestion } from './suggestions.ts'

const REPOSITORY = '/repos/{owner}/{repo}'
const COMMENTS = `${REPOSITORY}/issues/{issue_number}/comments`
const ONE_COMMENT = `${REPOSITORY}/issues/comments/{comment_id}`

/** GitHub lists no more files of a pull request, and no more of a comparison. */
const MOST_FILES = 3000
const MOST_COMPARED = 300
const MOST_COMMENTS = 3000

const fileSchema = z.object({ filename: z.string(), status: z.string(), sha: z.string().nullish(), patch: z.string().optional() })
const author = {
  user: z.object({ type: z.string().optional() }).nullish(),
  author_association: z.string().optional(),
}
const commentSchema = z.object({ id: z.number(), body: z.string().nullish(), ...author })
const reviewCommentSchema = z.object({ body: z.string().nullish(), line: z.number().nullish(), ...author })
type Comment = z.infer<typeof commentSchema>

/** What became of suggestions. */
export interface Suggested {
  /** They stand on the pull request now. */
  readonly made: readonly Suggestion[]
  readonly refused: readonly { readonly suggestion: Suggestion; readonly why: string }[]
}

/** What the action asks of GitHub about one pull request. Its methods throw what GitHubClient throws. */
export class PullRequest {
  readonly #client: GitHubClient
  readonly #number: number

  constructor(client: GitHubClient, number: number) {
    this.#client = client
    this.#number = number
  }

  /** The commit that is its head now, and whether it is open. */
  async now(): Promise<{ readonly head: string; readonly open: boolean }> {
    const schema = z.object({ state: z.string(), head: z.object({ sha: z.string() }) })
    const { state, head } = await this.#client.call(schema, `GET ${REPOSITORY}/pulls/{pull_number}`, { pull_number: this.#number })
    return { head: head.sha, open: state === 'open' }
  }

  /** The files that it changes; undefined where there are more than GitHub tells. */
  async files(): Promise<readonly ChangedFile[] | undefined> {
    const route = `GET ${REPOSITORY}/pulls/{pull_number}/files`
    const files = await this.#client.list(z.array(fileSchema), route, { pull_number: this.#number }, { most: MOST_FILES })
    return files.length >= MOST_FILES ? undefined : files.map(changedFile)
  }

  /**
   * Leaves one comment with this text, or with `none` where nothing needs to be said: then one that is there says so, and none is made.
   * Comments of strangers are never taken for ours, whatever they hold.
   */
  async say(text: string | undefined, none: string, key: string): Promise<'made' | 'changed' | 'unchanged' | 'silent'> {
    const marker = `<!-- aks-copilot:check:${key} -->`
    const body = `${text ?? none}\n\n${marker}`
    const [own, ...more] = await this.#own(marker)
    for (const { id } of more) await this.#client.call(z.unknown(), `DELETE ${ONE_COMMENT}`, { comment_id: id })
    if (own !== undefined) return await this.#change(own, body)
    if (text === undefined) return 'silent'
    try {
      await this.#client.call(z.unknown(), `POST ${COMMENTS}`, { issue_number: this.#number, body }, { repeat: 'unsent' })
    } catch (fault) {
      // The answer may be lost after the comment was made.
      if ((await this.#own(marker)).length === 0) throw fault
    }
    const [oldest, ...twins] = await this.#own(marker)
    // Another run made one at the same time: the older one stays.
    for (const { id } of twins) await this.#client.call(z.unknown(), `DELETE ${ONE_COMMENT}`, { comment_id: id })
    if (oldest !== undefined && twins.length > 0) await this.#change(oldest, body)
    return 'made'
  }

  /**
   * One review with the suggestions that do not stand there yet. GitHub takes a review whole or not at all, so where it refuses one, each
   * suggestion gets its own. Throws where none is taken.
   */
  async suggest(suggestions: readonly Suggestion[], head: string): Promise<Suggested> {
    const route = `GET ${REPOSITORY}/pulls/{pull_number}/comments`
    const known = await this.#client.list(z.array(reviewCommentSchema), route, { pull_number: this.#number }, { most: MOST_COMMENTS })
    // Outdated ones have no line any more.
    const standing = new Set(known.filter((one) => isTrusted(one) && typeof one.line === 'number').map(({ body }) => lastLine(body)))
    const fresh = suggestions.filter((one) => !standing.has(suggestionMarker(one)))
    if (fresh.length === 0) return { made: suggestions, refused: [] }
    try {
      await this.#review(fresh, head)
      return { made: suggestions, refused: [] }
    } catch (fault) {
      if (!isRefusal(fault) || fresh.length === 1) throw fault
      const refused = await this.#reviewEach(fresh, head)
      if (refused.length === suggestions.length) throw fault
      return { made: suggestions.filter((one) => !refused.some(({ suggestion }) => suggestion === one)), refused }
    }
  }

  /** Those that GitHub does not take by themselves either; after any other fault, all that come after it. */
  async #reviewEach(suggestions: readonly Suggestion[], head: string): Promise<Suggested['refused']> {
    const refused: { readonly suggestion: Suggestion; readonly why: string }[] = []
    let ended: CopilotError | undefined
    for (const suggestion of suggestions) {
      try {
        if (ended === undefined) await this.#review([suggestion], head)
        else refused.push({ suggestion, why: ended.message })
      } catch (fault) {
        if (!(fault instanceof CopilotError)) throw fault
        refused.push({ suggestion, why: fault.message })
        if (!isRefusal(fault)) ended = fault
      }
    }
    return refused
  }

  async #review(suggestions: readonly Suggestion[], head: string): Promise<void> {
    const comments = suggestions.map((one) => ({
      path: one.path,
      body: suggestionText(one),
      line: one.last,
      side: 'RIGHT',
      ...(one.first < one.last ? { start_line: one.first, start_side: 'RIGHT' } : {}),
    }))
    const review = { pull_number: this.#number, commit_id: head, event: 'COMMENT', body: '', comments }
    await this.#client.call(z.unknown(), `POST ${REPOSITORY}/pulls/{pull_number}/reviews`, review, { repeat: 'unsent' })
  }

  async #own(marker: string): Promise<readonly Comment[]> {
    const comments = await this.#client.list(
      z.array(commentSchema),
      `GET ${COMMENTS}`,
      { issue_number: this.#number },
      { most: MOST_COMMENTS },
    )
    return comments.filter((one) => isTrusted(one) && lastLine(one.body) === marker).toSorted((one, other) => one.id - other.id)
  }

  async #change({ id, body: before }: Comment, body: string): Promise<'changed' | 'unchanged'> {
    if (before?.replaceAll('\r\n', '\n').trimEnd() === body) return 'unchanged'
    await this.#client.call(z.unknown(), `PATCH ${ONE_COMMENT}`, { comment_id: id, body })
    return 'changed'
  }
}

/** The paths that a push changed; undefined where GitHub does not tell all of them. */
export async function filesOfPush(client: GitHubClient, before: string, after: string): Promise<readonly ChangedFile[] | undefined> {
  if (/^0+$/.test(before)) return undefined
  const schema = z.object({ status: z.string(), files: z.array(fileSchema).optional() })
  const compared = await client.call(schema, `GET ${REPOSITORY}/compare/{basehead}`, { basehead: `${before}...${after}` })
  // After a push by force the comparison starts elsewhere.
  if (compared.status !== 'ahead' || compared.files === undefined || compared.files.length >= MOST_COMPARED) return undefined
  return compared.files.map(changedFile)
}

function changedFile({ filename, status, sha, patch }: z.infer<typeof fileSchema>): ChangedFile {
  return { path: filename, status, blob: sha ?? undefined, patch }
}

/** GitHub understood it and does not take it: another request may be taken. */
function isRefusal(fault: unknown): boolean {
  return fault instanceof CopilotError && fault.code === 'GITHUB_REFUSED'
}

/** A bot, as the token of a workflow is, or somebody who may write here. */
function isTrusted({ user, author_association: association }: Pick<Comment, 'user' | 'author_association'>): boolean {
  return user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(association ?? '')
}

/** Only the last line counts: a text may quote the marker of another. */
function lastLine(body: string | null | undefined): string | undefined {
  return body?.trimEnd().split(/\r?\n/).at(-1)?.trim()
}
