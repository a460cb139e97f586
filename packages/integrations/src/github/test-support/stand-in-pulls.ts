import type { BareRepository } from './bare-repository.ts'
import { type Answer, type Asked, created, ok, Refused, type Route, textIn } from './stand-in-answer.ts'
import type { StandInStore, StoredPull } from './stand-in-store.ts'

/** Pull requests: the API's half, and what a person does on the page. */
export class StandInPulls {
  readonly #git: BareRepository
  readonly #store: StandInStore
  readonly #repository: { readonly owner: string; readonly name: string; readonly url: () => string }
  /** Called with the number of each new one. */
  opened: (number: number) => void = () => {}

  constructor(
    git: BareRepository,
    store: StandInStore,
    repository: { readonly owner: string; readonly name: string; readonly url: () => string },
  ) {
    this.#git = git
    this.#store = store
    this.#repository = repository
  }

  get routes(): Route[] {
    const read = 'pull_requests=read'
    const write = 'pull_requests=write'
    return [
      { method: 'GET', path: '/pulls', right: read, handler: (asked) => this.#list(asked) },
      { method: 'POST', path: '/pulls', right: write, handler: (asked) => this.#create(asked) },
      { method: 'GET', path: '/pulls/*', right: read, handler: async ({ rest }) => ok(await this.#told(await this.#one(Number(rest[0])))) },
      { method: 'PATCH', path: '/pulls/*', right: write, handler: (asked) => this.#change(asked) },
    ]
  }

  /** Merges as the button on the page does; throws where the branches conflict. Gives the commit on the base. */
  async merge(number: number, how: 'merge' | 'squash' = 'merge'): Promise<string> {
    const pull = await this.#one(number)
    const head = await this.#git.tip(pull.head)
    const base = await this.#git.tip(pull.base)
    if (pull.state !== 'open' || head === undefined || base === undefined) throw new Error(`pull request ${number} cannot be merged`)
    const tree = await this.#git.line(['merge-tree', '--write-tree', base, head])
    const who = { name: 'A Person', email: 'person@example.com', date: new Date().toISOString() }
    const title = `${pull.title} (#${number})`
    const squashed = `${title}\n\n${pull.body}`
    const merged = `Merge pull request #${number} from ${this.#repository.owner}/${pull.head}\n\n${pull.title}`
    const sha = await this.#git.writeCommit({
      tree,
      parents: how === 'merge' ? [base, head] : [base],
      author: who,
      committer: { ...who, name: 'GitHub', email: 'noreply@github.com' },
      message: how === 'merge' ? merged : squashed,
    })
    if (!(await this.#git.updateRef(`refs/heads/${pull.base}`, sha, base))) throw new Error(`${pull.base} moved meanwhile`)
    this.#merged(pull, head, sha)
    return sha
  }

  async close(number: number): Promise<void> {
    const pull = await this.#one(number)
    await this.#setState(pull, 'closed')
  }

  /** Those whose branch goes are closed. */
  async closeFrom(branch: string): Promise<void> {
    for (const { number } of this.open.filter(({ head }) => head === branch)) {
      const pull = await this.#one(number)
      if (pull.state === 'open') await this.#setState(pull, 'closed')
    }
  }

  get open(): readonly StoredPull[] {
    return this.#store.talk.pulls.filter(({ state }) => state === 'open')
  }

  async #list({ query }: Asked): Promise<Answer> {
    const state = query.get('state') ?? 'open'
    const [owner, branch] = (query.get('head') ?? '').split(':')
    const base = query.get('base')
    const found: unknown[] = []
    // A filter without the owner is ignored, as GitHub does.
    const known = this.#store.talk.pulls.filter(
      (pull) => branch === undefined || (branch === pull.head && owner === this.#repository.owner),
    )
    for (const { number } of known) {
      const pull = await this.#one(number)
      if ((state === 'all' || pull.state === state) && (base === null || pull.base === base)) found.push(await this.#told(pull))
    }
    const sorted = (query.get('direction') ?? 'desc') === 'desc' ? found.toReversed() : found
    return ok(page(sorted, query))
  }

  async #create({ body, caller }: Asked): Promise<Answer> {
    const head = textIn(body, 'head').replace(`${this.#repository.owner}:`, '')
    const base = textIn(body, 'base')
    const from = await this.#git.tip(head)
    const to = await this.#git.tip(base)
    const invalid = (field: string): Refused =>
      new Refused(422, 'Validation Failed', { errors: [{ resource: 'PullRequest', field, code: 'invalid' }] })
    const failed = (message: string): Refused =>
      new Refused(422, 'Validation Failed', { errors: [{ resource: 'PullRequest', code: 'custom', message }] })
    if (from === undefined) throw invalid('head')
    if (to === undefined) throw invalid('base')
    if (this.open.some((pull) => pull.head === head && pull.base === base))
      throw failed(`A pull request already exists for ${this.#repository.owner}:${head}.`)
    if ((await this.#git.count(`${to}..${from}`)) === 0) throw failed(`No commits between ${base} and ${head}`)
    const text = typeof body['body'] === 'string' ? body['body'] : ''
    const number = this.#store.next()
    const fields = { number, title: textIn(body, 'title'), body: text, head, base, user: caller.login }
    const pull: StoredPull = { ...fields, createdAt: new Date().toISOString(), state: 'open' }
    this.#store.talk.pulls.push(pull)
    this.#store.save()
    this.opened(number)
    return created(await this.#told(pull))
  }

  async #change({ rest, body }: Asked): Promise<Answer> {
    const pull = await this.#one(Number(rest[0]))
    const state = body['state']
    if (state === 'open' || state === 'closed') await this.#setState(pull, state)
    return ok(await this.#told(pull))
  }

  async #setState(pull: StoredPull, state: 'open' | 'closed'): Promise<void> {
    if (pull.mergedAt !== undefined) throw new Refused(422, 'Validation Failed', { errors: [{ message: 'It was merged.' }] })
    const tip = await this.#git.tip(pull.head)
    if (state === 'closed' && tip !== undefined) pull.headSha = tip
    pull.state = state
    this.#store.save()
  }

  /** A pull request whose commits were pushed to its base counts as merged. */
  async #one(number: number): Promise<StoredPull> {
    const pull = this.#store.talk.pulls.find((one) => one.number === number)
    if (pull === undefined) throw new Refused(404, 'Not Found')
    if (pull.state === 'closed') return pull
    const head = await this.#git.tip(pull.head)
    const base = await this.#git.tip(pull.base)
    if (head !== undefined && base !== undefined && (await this.#git.isAncestor(head, base))) this.#merged(pull, head, base)
    return pull
  }

  #merged(pull: StoredPull, head: string, sha: string): void {
    Object.assign(pull, { state: 'closed', headSha: head, mergedAt: new Date().toISOString(), mergeSha: sha })
    this.#store.save()
  }

  async #told(pull: StoredPull): Promise<unknown> {
    const { number, title, body, head, base, state, mergedAt, mergeSha, user } = pull
    const sha = pull.headSha ?? (await this.#git.tip(head)) ?? '0'.repeat(40)
    const { owner, name, url } = this.#repository
    return {
      number,
      title,
      body,
      state,
      user: { login: user },
      html_url: `${url()}/pull/${number}`,
      created_at: pull.createdAt,
      merged_at: mergedAt ?? null,
      // GitHub shows the commit of a trial merge while it is open.
      merge_commit_sha: mergeSha ?? (state === 'open' ? 'f'.repeat(40) : null),
      head: { ref: head, sha, label: `${owner}:${head}`, repo: { full_name: `${owner}/${name}` } },
      base: { ref: base, sha: (await this.#git.tip(base)) ?? null },
    }
  }
}

export function page<T>(all: readonly T[], query: URLSearchParams): T[] {
  const size = Math.min(100, Number(query.get('per_page') ?? 30))
  const at = (Number(query.get('page') ?? 1) - 1) * size
  return all.slice(at, at + size)
}
