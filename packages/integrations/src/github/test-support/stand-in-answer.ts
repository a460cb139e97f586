import { createHash } from 'node:crypto'

/** One answer of the stand-in. */
export interface Answer {
  readonly status: number
  /** undefined: it has none. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What GitHub answers instead. */
export class Refused extends Error {
  readonly status: number
  readonly errors: readonly unknown[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    more: { readonly errors?: readonly unknown[]; readonly headers?: Record<string, string> } = {},
  ) {
    super(message)
    this.status = status
    this.errors = more.errors
    this.headers = more.headers ?? {}
  }

  get answer(): Answer {
    const body = { message: this.message, ...(this.errors === undefined ? {} : { errors: this.errors }), status: `${this.status}` }
    return { status: this.status, body, headers: this.headers }
  }
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })

/** The answer to a GET with its tag; without its body where the caller has it already. */
export function tagged(
  { status, body, headers }: Answer,
  { token, known }: { readonly token: string; readonly known: string | undefined },
): Answer {
  if (status !== 200) return { status, body, ...(headers === undefined ? {} : { headers }) }
  const text = JSON.stringify([token, body])
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`
  const all = { ...headers, etag }
  return known === etag ? { status: 304, body: undefined, headers: all } : { status, body, headers: all }
}

/** A request as the routes see it. */
export interface Asked {
  readonly method: string
  /** What `*` stood for, decoded. */
  readonly rest: readonly string[]
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  readonly caller: Caller
}

export interface Caller {
  readonly kind: 'user' | 'installation' | 'app'
  readonly login: string
  readonly token: string
}

type Handler = (asked: Asked) => Promise<Answer> | Answer

export interface Route {
  readonly method: string
  /** Below `/repos/OWNER/NAME`; `*` is one part, `**` all that follows. */
  readonly path: string
  /** `contents=write` */
  readonly right: string
  readonly handler: Handler
}

export function textIn(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name]
  if (typeof value !== 'string') throw new Refused(422, `Invalid request.\n\n"${name}" wasn't supplied.`)
  return value
}
