/**
 * The part of GitHub's REST API that the action asks about one pull request: its files, comments, review comments and reviews, comparisons
 * and the upload of SARIF. Refuses review comments whose lines are not in one hunk of the diff, as GitHub does. What it does not know it
 * hands on to another stand-in, if it has one.
 *
 * What it does not do, and GitHub does: rights (a fault is injected instead), `Link` headers, review threads, outdating of comments.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Body = Readonly<Record<string, unknown>>
export interface StandInFile {
  readonly filename: string
  readonly status: string
  readonly sha: string
  readonly patch?: string
}
export interface StandInComment {
  readonly id: number
  body: string
  readonly user: { readonly type: string }
  readonly author_association: string
}
export interface StandInReviewComment {
  readonly path: string
  readonly body: string
  readonly line: number
  readonly start_line?: number
}
export interface StandInAnswer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export class PullRequestStandIn {
  readonly requests: string[] = []
  readonly comments: StandInComment[] = []
  readonly reviewComments: StandInReviewComment[] = []
  readonly reviews: Body[] = []
  readonly uploads: Body[] = []
  files: readonly StandInFile[] = []
  head = ''
  /** A file that takes no review comment, whatever its lines. */
  refuseSuggestionsFor = ''
  /** Where requests for Git's data go. */
  upstream: string | undefined
  /** Answers in place of the next ones that match `METHOD /path`. */
  readonly faults: { readonly on: RegExp; left: number; readonly answer: StandInAnswer }[] = []
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  static async start(): Promise<PullRequestStandIn> {
    const standIn = new PullRequestStandIn()
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve))
    return standIn
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  comment(body: string, who: 'bot' | 'stranger'): void {
    const by =
      who === 'bot'
        ? { user: { type: 'Bot' }, author_association: 'NONE' }
        : { user: { type: 'User' }, author_association: 'FIRST_TIME_CONTRIBUTOR' }
    this.comments.push({ id: 100 + this.comments.length + this.requests.length, body, ...by })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.origin)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const asked = `${request.method} ${decodeURIComponent(pathname).replace('/api/v3/repos/contoso/shop', '')}`
    this.requests.push(asked)
    const fault = this.faults.find(({ on, left }) => left > 0 && on.test(asked))
    if (fault !== undefined) fault.left -= 1
    const answer = fault?.answer ?? (await this.#answer(asked, searchParams, text, request))
    const headers = { 'content-type': 'application/json; charset=utf-8', ...answer.headers }
    response.writeHead(answer.status, headers).end(answer.body === undefined ? '' : JSON.stringify(answer.body))
  }

  async #answer(asked: string, query: URLSearchParams, text: string, request: IncomingMessage): Promise<StandInAnswer> {
    const body = (): Body => JSON.parse(text) as Body
    const one = /^(PATCH|DELETE) \/issues\/comments\/(\d+)$/.exec(asked)
    if (one !== null) return this.#changeComment(one[1] ?? '', Number(one[2]), text)
    switch (this.upstream === undefined ? asked.replace(/^GET \/compare\/.*/, 'GET /compare') : asked) {
      case 'GET /pulls/7':
        return { status: 200, body: { state: 'open', head: { sha: this.head } } }
      case 'GET /pulls/7/files':
        return { status: 200, body: page(this.files, query) }
      case 'GET /compare':
        return { status: 200, body: { status: 'ahead', files: this.files } }
      case 'GET /issues/7/comments':
        return { status: 200, body: page(this.comments, query) }
      case 'POST /issues/7/comments':
        this.comment(String(body()['body']), 'bot')
        return { status: 201, body: { id: this.comments.at(-1)?.id } }
      case 'GET /pulls/7/comments':
        return {
          status: 200,
          body: page(
            this.reviewComments.map((comment) => ({ ...comment, user: { type: 'Bot' } })),
            query,
          ),
        }
      case 'POST /pulls/7/reviews':
        return this.#review(body())
      case 'POST /code-scanning/sarifs':
        this.uploads.push(body())
        return { status: 202, body: { id: '47177e22' } }
      default:
        return this.upstream === undefined ? { status: 404, body: { message: 'Not Found' } } : await handOn(this.upstream, request, text)
    }
  }

  #changeComment(method: string, id: number, text: string): StandInAnswer {
    const at = this.comments.findIndex((comment) => comment.id === id)
    const found = this.comments[at]
    if (found === undefined) return { status: 404, body: { message: 'Not Found' } }
    if (method === 'DELETE') this.comments.splice(at, 1)
    else found.body = String((JSON.parse(text) as Body)['body'])
    return method === 'DELETE' ? { status: 204 } : { status: 200, body: found }
  }

  #review(review: Body): StandInAnswer {
    const comments = review['comments'] as readonly StandInReviewComment[]
    for (const { path, line, start_line: first = line } of comments) {
      const patch = this.files.find(({ filename }) => filename === path)?.patch ?? ''
      const wrong =
        path === this.refuseSuggestionsFor || !hunksOfNewText(patch).some((lines) => lines.has(first) && lines.has(line)) || first > line
      const message = 'Pull request review thread line must be part of the diff'
      if (wrong) return { status: 422, body: { message: 'Unprocessable Entity', errors: [message] } }
    }
    this.reviews.push(review)
    this.reviewComments.push(...comments)
    return { status: 200, body: { id: 80 + this.reviews.length } }
  }
}

/** The numbers of the new lines of each hunk, counted line by line. */
function hunksOfNewText(patch: string): Set<number>[] {
  const hunks: Set<number>[] = []
  let next = 0
  for (const line of patch.split('\n')) {
    if (line.startsWith('@@ ')) {
      next = Number(/\+(\d+)/.exec(line)?.[1])
      hunks.push(new Set())
    } else if (!line.startsWith('-') && !line.startsWith('\\')) {
      hunks.at(-1)?.add(next)
      next += 1
    }
  }
  return hunks
}

function page<T>(all: readonly T[], query: URLSearchParams): T[] {
  const size = Math.min(100, Number(query.get('per_page') ?? 30))
  const at = (Number(query.get('page') ?? 1) - 1) * size
  return all.slice(at, at + size)
}

async function handOn(upstream: string, request: IncomingMessage, text: string): Promise<StandInAnswer> {
  const { method = 'GET', headers } = request
  const init = { method, headers: { authorization: headers.authorization ?? '' }, ...(text === '' ? {} : { body: text }) }
  const answer = await fetch(`${upstream}${request.url}`, init)
  const body = await answer.text()
  return { status: answer.status, ...(body === '' ? {} : { body: JSON.parse(body) as unknown }) }
}
