import { createHash } from 'node:crypto'
import { CopilotError } from '@aks-copilot/contracts'
import type { CommitInfo, CommitPlan, GitFile, GitHost, PullRequest } from '../ports.ts'

interface Commit extends CommitInfo {
  readonly files: ReadonlyMap<string, string>
}

interface Pull {
  readonly number: number
  readonly branch: string
  readonly base: string
  readonly title: string
  readonly body: string
  readonly openedAt: number
  state: PullRequest['state']
  merged?: string
  readonly comments: Map<string, string>
}

interface Issue {
  readonly number: number
  readonly key: string
  readonly title: string
  readonly body: string
}

/** A Git host in memory: commits are named by their content, so that the same plan is the same commit. Beside the port: what people do. */
export class MemoryGit implements GitHost {
  readonly repository = 'https://git.example/contoso/shop'
  readonly commits = new Map<string, Commit>()
  readonly branches = new Map<string, string>()
  readonly pulls: Pull[] = []
  readonly issues: Issue[] = []
  readonly checks = new Map<string, { readonly commit: string; readonly pass: boolean }>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  defaultBranch(): Promise<string> {
    return Promise.resolve('main')
  }

  head(branch: string): Promise<string | undefined> {
    return Promise.resolve(this.branches.get(branch))
  }

  files(revision: string, folder: string): Promise<readonly GitFile[]> {
    const all = [...(this.#resolve(revision)?.files ?? [])].map(([path, text]) => ({ path, text }))
    return Promise.resolve(all.filter(({ path }) => folder === '' || path === folder || path.startsWith(`${folder}/`)))
  }

  commit({ parent, content, files, message, at }: CommitPlan): Promise<string> {
    const before = parent === undefined ? undefined : this.commits.get(parent)
    if (parent !== undefined && before === undefined) throw fault(`There is no commit ${parent}.`)
    const after = new Map([...(content === 'whole' ? [] : (before?.files ?? [])), ...files.map(({ path, text }) => [path, text] as const)])
    const id = createHash('sha1')
      .update(JSON.stringify([parent ?? '', [...after], message, at]))
      .digest('hex')
    this.commits.set(id, { id, parents: parent === undefined ? [] : [parent], message, at, files: after })
    return Promise.resolve(id)
  }

  commitInfo(id: string): Promise<CommitInfo | undefined> {
    const commit = this.commits.get(id)
    return Promise.resolve(commit && { id, parents: commit.parents, message: commit.message, at: commit.at })
  }

  contains(reference: string, commit: string): Promise<boolean> {
    return Promise.resolve(this.history(reference).some(({ id }) => id === commit))
  }

  moveBranch(branch: string, to: string, from: string | undefined): Promise<'moved' | 'conflict'> {
    const tip = this.branches.get(branch)
    if (tip === to) return Promise.resolve('moved')
    if (from !== undefined && tip !== undefined && this.history(tip).some(({ id }) => id === to)) return Promise.resolve('moved')
    if (tip !== from || !this.commits.has(to)) return Promise.resolve('conflict')
    if (tip !== undefined && !this.history(to).some(({ id }) => id === tip)) throw fault(`${branch} would be moved by force.`)
    this.branches.set(branch, to)
    return Promise.resolve('moved')
  }

  deleteBranch(branch: string, at: string): Promise<'deleted' | 'gone' | 'kept'> {
    if (!/^aks-copilot\/(?!state\/)/.test(branch)) throw fault(`${branch} would be deleted.`)
    const tip = this.branches.get(branch)
    if (tip !== at) return Promise.resolve(tip === undefined ? 'gone' : 'kept')
    for (const pull of this.pulls) if (pull.branch === branch && pull.state === 'open') pull.state = 'closed'
    this.branches.delete(branch)
    return Promise.resolve('deleted')
  }

  pullRequest(branch: string): Promise<PullRequest | undefined> {
    const pull = this.pulls.findLast((one) => one.branch === branch)
    return Promise.resolve(pull && this.#told(pull))
  }

  openPullRequest({ branch, base, title, body }: Parameters<GitHost['openPullRequest']>[0]): Promise<PullRequest> {
    const known = this.pulls.findLast((one) => one.branch === branch && one.base === base)
    if (known !== undefined) return Promise.resolve(this.#told(known))
    if (!this.branches.has(branch)) throw fault(`There is no branch ${branch}.`)
    const number = this.pulls.length + 1
    const pull: Pull = { number, branch, base, title, body, openedAt: this.#now(), state: 'open', comments: new Map() }
    this.pulls.push(pull)
    return Promise.resolve(this.#told(pull))
  }

  closePullRequest(number: number, comment: { readonly key: string; readonly text: string }): Promise<void> {
    const pull = this.pulls[number - 1]
    if (pull?.state !== 'open') return Promise.resolve()
    pull.comments.set(comment.key, comment.text)
    pull.state = 'closed'
    return Promise.resolve()
  }

  reportCheck(commit: string, { key, pass }: Parameters<GitHost['reportCheck']>[1]): Promise<boolean> {
    this.checks.set(key, { commit, pass })
    return Promise.resolve(true)
  }

  openIssue({ key, title, body }: Parameters<GitHost['openIssue']>[0]): Promise<{ number: number; url: string }> {
    let issue = this.issues.find((one) => one.key === key)
    if (issue === undefined) this.issues.push((issue = { number: 100 + this.issues.length, key, title, body }))
    return Promise.resolve({ number: issue.number, url: `${this.repository}/issues/${issue.number}` })
  }

  /** From a branch or a commit back to its first parent, newest first. */
  history(reference: string): Commit[] {
    const found: Commit[] = []
    for (let one = this.#resolve(reference); one !== undefined; one = this.commits.get(one.parents[0] ?? '')) found.push(one)
    return found
  }

  /** Somebody pushes. */
  async push(branch: string, files: Readonly<Record<string, string>>, message: string): Promise<string> {
    const list = Object.entries(files).map(([path, text]) => ({ path, text }))
    const parent = this.branches.get(branch)
    const id = await this.commit({ parent, content: 'changes', files: list, message, at: new Date(this.#now()).toISOString() })
    this.branches.set(branch, id)
    return id
  }

  /** Somebody merges by squash, and deletes the branch, as hosts offer. */
  async merge(number: number): Promise<void> {
    const pull = this.pulls[number - 1]
    if (pull?.state !== 'open') return
    const changed = await this.changedBy(pull.branch)
    pull.merged = await this.push(pull.base, changed, `${pull.title} (#${number})`)
    pull.state = 'merged'
    this.branches.delete(pull.branch)
  }

  close(number: number): void {
    const pull = this.pulls[number - 1]
    if (pull?.state === 'open') pull.state = 'closed'
  }

  /** The files that the tip of a branch sets otherwise than its parent. */
  changedBy(branch: string): Promise<Readonly<Record<string, string>>> {
    const [tip, before] = this.history(branch)
    return Promise.resolve(Object.fromEntries([...(tip?.files ?? [])].filter(([path, text]) => before?.files.get(path) !== text)))
  }

  #resolve(reference: string): Commit | undefined {
    return this.commits.get(this.branches.get(reference) ?? reference)
  }

  #told({ number, state, merged }: Pull): PullRequest {
    const told = { number, url: `${this.repository}/pull/${number}`, state }
    return merged === undefined ? told : { ...told, merged }
  }
}

function fault(message: string): CopilotError {
  return new CopilotError({ code: 'GIT_PLAN_REFUSED', category: 'critical', message, remedy: 'Look at the test.' })
}
