/**
 * A GitHub of this machine for one repository, for tests: its REST API below `/api/v3` (as a GitHub Enterprise Server has it), and the
 * repository itself by Git's smart HTTP protocol at `/OWNER/NAME.git`. Objects, refs and merges are real: a bare repository and the `git`
 * program. Pull requests, issues and checks lie in a file in that repository, and outlive the stand-in.
 *
 * Each GET has an ETag that differs by token; one that is asked for again unchanged is a 304 without a body, which the hourly limit does not
 * count.
 *
 * What it does not do, and GitHub does: other repositories, forks, teams and reviews; GraphQL, search and `Last-Modified`; signed commits;
 * lists that lag behind; `Link` headers (pages are counted); rulesets beyond one sentence a branch; rebase merges; the limits of sizes and of
 * requests a minute (a secondary limit comes as an injected fault). Labels are not checked against the caller's rights. Renames answer with
 * nothing.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BareRepository } from './bare-repository.ts'
import { type Answer, type Asked, type Caller, created, ok, Refused, type Route, tagged } from './stand-in-answer.ts'
import { type StandInApp, StandInAuth } from './stand-in-auth.ts'
import { gitRoutes } from './stand-in-git-routes.ts'
import { StandInPulls } from './stand-in-pulls.ts'
import { serveGit } from './stand-in-smart-http.ts'
import { StandInStore } from './stand-in-store.ts'
import { talkRoutes } from './stand-in-talk-routes.ts'

export interface StandInOptions {
  /** The bare repository; made where it is not there. */
  readonly folder: string
  /** Default contoso. */
  readonly owner?: string
  /** Default shop. */
  readonly name?: string
  readonly defaultBranch?: string
  /** Tokens of people; default `ghp_standin`. */
  readonly tokens?: readonly string[]
  readonly app?: StandInApp
  /** Merges each pull request so long after it was opened. */
  readonly merge?: { readonly afterMs: number; readonly how: 'merge' | 'squash' }
  /** Default any free one. */
  readonly port?: number
}

/** What happens to requests that match, instead of or around the answer. */
export interface StandInFault {
  /** Tested against `PATCH /repos/contoso/shop/git/refs/heads/main`, decoded. */
  readonly on: RegExp
  /** How often; default once. */
  readonly times?: number
  readonly does:
    | { readonly kind: 'answer'; readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
    /** Nothing is done, and no answer comes. */
    | { readonly kind: 'hang' }
    /** Nothing is done, and the connection breaks. */
    | { readonly kind: 'reset' }
    /** It is done, and the answer is lost. */
    | { readonly kind: 'lost' }
    /** It is done, and half of the answer comes. */
    | { readonly kind: 'half' }
    /** It is done, and something else is answered. */
    | { readonly kind: 'rubbish'; readonly text: string }
    /** Something else happens first. */
    | { readonly kind: 'before'; readonly run: () => Promise<unknown> }
}

export interface StandInWrite {
  /** `PATCH /repos/contoso/shop/git/refs/heads/main`, decoded. */
  readonly line: string
  readonly body: string
}

export interface StandInRequest {
  readonly method: string
  readonly path: string
  readonly status: number
}

export class GitHubStandIn {
  readonly git: BareRepository
  readonly pulls: StandInPulls
  readonly store: StandInStore
  readonly auth: StandInAuth
  /** Answers of the API, oldest first; 0 where none was sent. */
  readonly requests: StandInRequest[] = []
  /** Rights that the credentials lack: `contents=write`. */
  readonly missing = new Set<string>()
  /** Branches that only a pull request may move, with what GitHub says then. */
  readonly protected = new Map<string, string>()
  limit = { left: 5000, resetAt: Date.now() + 3_600_000 }
  truncateAt = 100_000
  /** Asked right before and right after each request that writes: whether it ends there, without an answer. */
  ends: (write: StandInWrite, when: 'before' | 'after') => boolean = () => false
  /** Sockets that were given up by whoever asked. */
  aborted = 0
  readonly #options: StandInOptions
  readonly #faults: { readonly fault: StandInFault; left: number }[] = []
  readonly #timers = new Set<NodeJS.Timeout>()
  #writes: Promise<unknown> = Promise.resolve()
  readonly #server: Server
  readonly #routes: readonly Route[]

  private constructor(options: StandInOptions, git: BareRepository) {
    this.#options = options
    this.git = git
    this.store = new StandInStore(options.folder)
    this.auth = new StandInAuth(options.tokens ?? ['ghp_standin'], options.app)
    this.pulls = new StandInPulls(git, this.store, { owner: this.owner, name: this.name, url: () => this.url })
    this.pulls.opened = (number) => this.#mergeLater(number)
    this.#routes = [
      { method: 'GET', path: '', right: 'metadata=read', handler: () => ok(this.#repository()) },
      ...gitRoutes(git, {
        protected: this.protected,
        deleting: async (branch) => await this.pulls.closeFrom(branch),
        truncateAt: () => this.truncateAt,
      }),
      ...this.pulls.routes,
      ...talkRoutes(git, this.store, () => this.url),
    ]
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  static async start(options: StandInOptions): Promise<GitHubStandIn> {
    const git = await BareRepository.open(options.folder, options.defaultBranch ?? 'main')
    const standIn = new GitHubStandIn(options, git)
    await new Promise<void>((resolve) => standIn.#server.listen(options.port ?? 0, '127.0.0.1', resolve))
    for (const { number } of standIn.pulls.open) standIn.#mergeLater(number)
    return standIn
  }

  get owner(): string {
    return this.#options.owner ?? 'contoso'
  }

  get name(): string {
    return this.#options.name ?? 'shop'
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The repository as the product is told of it. */
  get url(): string {
    return `${this.origin}/${this.owner}/${this.name}`
  }

  /** The repository as Git clones it. */
  get cloneUrl(): string {
    return `${this.url}.git`
  }

  fail(fault: StandInFault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 })
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #mergeLater(number: number): void {
    const { merge } = this.#options
    if (merge === undefined) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      // One that was closed meanwhile, or conflicts, stays as it is.
      void this.pulls.merge(number, merge.how).catch(() => {})
    }, merge.afterMs)
    this.#timers.add(timer)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const clone = `/${this.owner}/${this.name}.git`
    if (pathname.startsWith(`${clone}/`)) return this.#serveClone(request, response, pathname.slice(clone.length))
    const path = pathname.replace(/^\/api\/v3/, '')
    const asked = `${request.method} ${decodeURIComponent(path)}`
    response.on('close', () => {
      if (!response.writableEnded && request.destroyed) this.aborted += 1
    })
    const fault = this.#faultFor(asked)
    if (fault?.kind === 'hang' || fault?.kind === 'reset') {
      this.#note(request, path, 0)
      if (fault.kind === 'reset') request.socket.destroy()
      return
    }
    if (fault?.kind === 'answer') return this.#send(request, response, path, { body: { message: 'Injected' }, ...fault })
    if (fault?.kind === 'before') await fault.run()
    const body = await textOf(request)
    const ends = (when: 'before' | 'after'): boolean => request.method !== 'GET' && this.ends({ line: asked, body }, when)
    if (ends('before')) return void request.socket.destroy()
    const answer = await this.#answer(request, path, searchParams, body)
    if (ends('after')) return void request.socket.destroy()
    this.#send(request, response, path, answer, fault?.kind === 'before' ? undefined : fault)
  }

  #faultFor(asked: string): Exclude<StandInFault['does'], undefined> | undefined {
    const found = this.#faults.find(({ fault, left }) => left > 0 && fault.on.test(asked))
    if (found === undefined) return undefined
    found.left -= 1
    return found.fault.does
  }

  async #answer(request: IncomingMessage, path: string, query: URLSearchParams, text: string): Promise<Answer> {
    const { authorization, 'if-none-match': known } = request.headers
    let isCounted = false
    try {
      const caller = this.auth.caller(authorization)
      if (caller.kind !== 'app') {
        this.#checkLimit()
        isCounted = true
      }
      const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
      const route = (): Promise<Answer> => this.#route(request.method ?? 'GET', path, { query, body, caller })
      if (request.method !== 'GET') return await this.#oneByOne(route)
      const answer = tagged(await route(), { token: caller.token, known })
      if (answer.status === 304) isCounted = false
      return answer
    } catch (error) {
      if (error instanceof Refused) return error.answer
      return { status: 500, body: { message: error instanceof Error ? error.message : 'Server Error' } }
    } finally {
      if (isCounted) this.limit.left -= 1
    }
  }

  /** Two requests at once must not both find that nothing is there. */
  #oneByOne(work: () => Promise<Answer>): Promise<Answer> {
    const done = this.#writes.then(work)
    this.#writes = done.catch(() => {})
    return done
  }

  #checkLimit(): void {
    if (Date.now() >= this.limit.resetAt) this.limit = { left: 5000, resetAt: Date.now() + 3_600_000 }
    if (this.limit.left <= 0) throw new Refused(403, 'API rate limit exceeded for user ID 1.')
  }

  async #route(method: string, path: string, asked: Pick<Asked, 'query' | 'body' | 'caller'>): Promise<Answer> {
    const own = `/repos/${this.owner}/${this.name}`
    if (path === `/app/installations/${this.auth.installation}/access_tokens` && method === 'POST')
      return this.#installationToken(asked.caller)
    if (!path.startsWith(own)) throw new Refused(404, 'Not Found')
    const below = path.slice(own.length)
    if (below === '/installation' && method === 'GET') return this.#installation(asked.caller)
    if (asked.caller.kind === 'app') throw new Refused(403, 'Resource not accessible by integration')
    for (const route of this.#routes) {
      const rest = route.method === method ? matched(route.path, below) : undefined
      if (rest === undefined) continue
      if (this.missing.has(route.right)) {
        const whom = asked.caller.kind === 'user' ? 'personal access token' : 'integration'
        throw new Refused(403, `Resource not accessible by ${whom}`, { headers: { 'x-accepted-github-permissions': route.right } })
      }
      return await route.handler({ method, rest, ...asked })
    }
    throw new Refused(404, 'Not Found')
  }

  #installation({ kind }: Caller): Answer {
    if (kind !== 'app') throw new Refused(401, 'A JSON web token could not be decoded')
    return ok({ id: this.auth.installation, account: { login: this.owner } })
  }

  #installationToken({ kind }: Caller): Answer {
    if (kind !== 'app') throw new Refused(401, 'A JSON web token could not be decoded')
    return created({ ...this.auth.issue(), permissions: { contents: 'write' }, repository_selection: 'selected' })
  }

  #repository(): unknown {
    const { owner, name } = this
    return { id: 1, name, full_name: `${owner}/${name}`, private: true, default_branch: this.#options.defaultBranch ?? 'main' }
  }

  #send(request: IncomingMessage, response: ServerResponse, path: string, answer: Partial<Answer>, fault?: StandInFault['does']): void {
    const { status = 200, body, headers = {} } = answer
    if (fault?.kind === 'lost') {
      this.#note(request, path, 0)
      return void request.socket.destroy()
    }
    this.#note(request, path, status)
    const text = fault?.kind === 'rubbish' ? fault.text : body === undefined ? '' : JSON.stringify(body)
    const rate = {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': `${this.limit.left}`,
      'x-ratelimit-reset': `${Math.ceil(this.limit.resetAt / 1000)}`,
    }
    const described = { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) }
    response.writeHead(status, { ...(text === '' ? {} : described), ...rate, ...headers })
    if (fault?.kind !== 'half') return void response.end(text)
    response.write(text.slice(0, Math.floor(text.length / 2)), () => request.socket.destroy())
  }

  #note(request: IncomingMessage, path: string, status: number): void {
    this.requests.push({ method: request.method ?? 'GET', path: decodeURIComponent(path), status })
  }

  #serveClone(request: IncomingMessage, response: ServerResponse, below: string): void {
    const { authorization } = request.headers
    let user: string | undefined
    try {
      user = authorization === undefined ? undefined : this.auth.caller(authorization).login
    } catch {
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end()
    }
    const pushes = below.includes('receive-pack') || (request.url ?? '').includes('service=git-receive-pack')
    if (pushes && user === undefined) return void response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end()
    serveGit(request, response, this.#options.folder, below, user)
  }
}

/** Of a request that breaks off, what came of it. */
async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    // Nobody waits for its answer.
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** What the stars of a route stand for; undefined where it is another route. */
function matched(pattern: string, path: string): readonly string[] | undefined {
  const source = pattern
    .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*\*|\*/g, (star) => (star === '**' ? '(.+)' : '([^/]+)'))
  const found = new RegExp(`^${source}$`).exec(path)
  return found === null ? undefined : found.slice(1).map((part) => decodeURIComponent(part))
}
