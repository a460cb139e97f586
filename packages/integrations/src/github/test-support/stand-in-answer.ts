/** One answer of the stand-in. */
export interface Answer {
  readonly status: number
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
