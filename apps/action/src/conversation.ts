import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CopilotError, type Violation } from '@aks-copilot/contracts'
import { type GitHubClient, type GitHubOptions, openGitHubClient } from '@aks-copilot/integrations'
import { type CommitOutcome, commitFixes, mendedIn } from './commit-fixes.ts'
import type { ActionEvent } from './event.ts'
import type { Inputs } from './inputs.ts'
import type { Look } from './look.ts'
import type { ChangedFile } from './pull-diff.ts'
import { filesOfPush, PullRequest } from './pull-request.ts'
import { makeSuggestions, type Suggestions } from './suggestions.ts'
import { commentText, headline } from './texts.ts'
import { uploadSarif } from './upload-sarif.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface Talk {
  readonly inputs: Inputs
  readonly event: ActionEvent
  readonly environment: Environment
  readonly workspace: string
  readonly version: string
  /** Something that was not done, and why; one sentence. */
  readonly note: (text: string) => void
}

type PullEvent = Extract<ActionEvent, { readonly kind: 'pull-request' }>

/**
 * What the action reads from GitHub and writes there. No fault of GitHub's, no limit and no missing right ends the run: each becomes a
 * note, and the job summary has everything.
 */
export class Conversation {
  readonly #talk: Talk
  readonly #options: GitHubOptions | undefined
  #client: Promise<GitHubClient> | undefined

  constructor(talk: Talk) {
    this.#talk = talk
    const { inputs, environment } = talk
    const repository = environment['GITHUB_REPOSITORY']
    const server = environment['GITHUB_SERVER_URL'] ?? 'https://github.com'
    if (inputs.token === undefined || repository === undefined) return
    const login = { kind: 'token' as const, token: inputs.token }
    this.#options = { repository: `${server}/${repository}`, api: environment['GITHUB_API_URL'], login }
  }

  /** The files that the pull request or push changes; undefined where nobody knows. */
  async changedFiles(): Promise<readonly ChangedFile[] | undefined> {
    const { event, inputs } = this.#talk
    if (!inputs.onlyChanged && (event.kind !== 'pull-request' || inputs.fix === 'none')) return undefined
    return await this.#tried('The changed files are not known', async (client) => {
      if (event.kind === 'pull-request') return await new PullRequest(client, event.number).files()
      return event.kind === 'push' ? await filesOfPush(client, event.before, event.after) : undefined
    })
  }

  async upload(sarif: string): Promise<void> {
    const done = await this.#tried('Code scanning did not take the SARIF file', async (client) => {
      await uploadSarif(client, sarif, this.#talk)
      return true
    })
    if (done !== true && this.#options === undefined) this.#talk.note('Without a token nothing is uploaded to code scanning.')
  }

  /** Comments, suggests or commits on a pull request. Returns how many violations were mended or have a suggestion. */
  async tell(look: Look, violations: readonly Violation[], changed: readonly ChangedFile[] | undefined): Promise<Told> {
    const { event, inputs, note } = this.#talk
    const nothing: Told = { fixed: 0, committed: false }
    if (event.kind !== 'pull-request' || (!inputs.comment && inputs.fix === 'none')) return nothing
    if (event.fork) {
      note('The pull request comes from a fork: the token may only read, so there is no comment and no suggestion.')
      return nothing
    }
    if (this.#options === undefined) {
      note('Without a token there is no comment and no suggestion.')
      return nothing
    }
    const told = await this.#tried('GitHub did not take the comment or the suggestions', (client) =>
      this.#tell(new PullRequest(client, event.number), event, look, violations, changed ?? []),
    )
    return told ?? nothing
  }

  async #tell(
    pull: PullRequest,
    event: PullEvent,
    look: Look,
    violations: readonly Violation[],
    changed: readonly ChangedFile[],
  ): Promise<Told> {
    const { inputs, note, version } = this.#talk
    const now = await pull.now()
    if (now.head !== event.head || !now.open) {
      note('The pull request moved on meanwhile: a later run speaks for it.')
      return { fixed: 0, committed: false }
    }
    const offer = inputs.fix === 'none' ? undefined : await this.#offer(event, look, changed)
    const committed = offer?.commit !== undefined
    const mended = new Set(committed ? mendedIn(look.report.violations) : [])
    const left = violations.filter((one) => !mended.has(one))
    if (inputs.comment) {
      const text = commentText({ report: look.report, violations: left, suggestions: offer, committed, version })
      const worth = left.length > 0 || committed || look.report.skipped.length > 0
      const none = `### ${headline([])}\n\nNothing that was found before is left.`
      // What was committed stays committed, and what can be suggested is, whatever becomes of the comment.
      await this.#noted('GitHub did not take the comment', () => pull.say(worth ? text : undefined, none, this.#key()))
    }
    if (committed) return { fixed: mended.size, committed }
    if (offer === undefined || offer.made.length === 0) return { fixed: 0, committed }
    if (event.draft) {
      note('Suggestions wait until the pull request is ready for review.')
      return { fixed: 0, committed }
    }
    const standing = await this.#noted('GitHub did not take the suggestions', () => pull.suggest(offer.made, event.head))
    for (const { suggestion, why } of standing?.refused ?? [])
      note(`GitHub did not take the suggestion for ${suggestion.path}, line ${suggestion.last}: ${why}`)
    return { fixed: (standing?.made ?? []).reduce((sum, { mends }) => sum + mends.length, 0), committed }
  }

  async #offer(event: PullEvent, look: Look, changed: readonly ChangedFile[]): Promise<Suggestions & { readonly commit?: string }> {
    const { inputs, workspace, note } = this.#talk
    const bytesOf = (path: string): Uint8Array | undefined => {
      try {
        return readFileSync(resolve(workspace, path))
      } catch {
        return undefined
      }
    }
    if (inputs.fix === 'commit-suggestions' && !event.draft && this.#options !== undefined && look.fixed.length > 0) {
      const request = { look, branch: event.branch, head: event.head, changed, bytesOf, options: this.#options }
      const outcome = await commitFixes(request).catch((fault: unknown): CommitOutcome => ({ done: false, why: sentence(fault) }))
      if (outcome.done) return { made: [], leftOut: [], commit: outcome.commit }
      note(`The fixes were not committed: ${outcome.why}`)
    }
    return makeSuggestions(look, changed, bytesOf)
  }

  /** One comment for each way in which the action is used on a pull request. */
  #key(): string {
    const { inputs, environment } = this.#talk
    const use = [environment['GITHUB_WORKFLOW'], environment['GITHUB_JOB'], inputs.paths, inputs.source, inputs.target]
    return createHash('sha256').update(JSON.stringify(use)).digest('hex').slice(0, 16)
  }

  async #tried<T>(what: string, work: (client: GitHubClient) => Promise<T>): Promise<T | undefined> {
    if (this.#options === undefined) return undefined
    const options = this.#options
    return await this.#noted(what, async () => {
      this.#client ??= openGitHubClient(options)
      return await work(await this.#client)
    })
  }

  /** A fault of GitHub's becomes a note. */
  async #noted<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (fault) {
      this.#talk.note(`${what}: ${sentence(fault)}`)
      return undefined
    }
  }
}

export interface Told {
  /** Violations with a suggestion, or mended by the commit. */
  readonly fixed: number
  readonly committed: boolean
}

/** What a known fault says; anything else is a fault of our own, and must not be taken for one of GitHub's. */
function sentence(fault: unknown): string {
  if (fault instanceof CopilotError) return `${fault.message} ${fault.remedy}`
  throw fault
}
