import { ServiceFault } from '../calls/service-fault.ts'
import { faultOfAnswer, faultOfNetwork, unreachable } from './github-faults.ts'

export interface GitHubHttpOptions {
  /** How GitHub is called in messages: its host. */
  readonly host: string
  /** For one request, to the last byte of its answer. */
  readonly timeoutMs: number
  readonly secrets: () => readonly string[]
  /** Called with the headers of each answer. */
  readonly seen: (headers: Headers) => void
}

const MOST_BYTES = 32 * 1024 * 1024

/**
 * The fetch that the SDK uses: answers with a whole body or throws ServiceFault, so that half an answer is never taken for one.
 * Follows no redirect: a token must not be led elsewhere. The end of the request's signal closes the socket.
 */
export function githubFetch({ host, timeoutMs, secrets, seen }: GitHubHttpOptions): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(typeof input === 'string' || input instanceof URL ? input : input.url)
    const deadline = AbortSignal.timeout(timeoutMs)
    const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline
    try {
      const response = await globalThis.fetch(url, { ...init, signal, redirect: 'manual' })
      const body = await wholeBody(response, host)
      const { status, headers } = response
      seen(headers)
      if (status >= 300)
        throw faultOfAnswer({
          host,
          what: `${init?.method ?? 'GET'} ${url.pathname}`,
          status,
          headers,
          text: body.toString('utf8'),
          secrets: [...secrets(), ...loginOf(init)],
        })
      return new Response(body.length === 0 ? null : new Uint8Array(body), { status, headers: plainHeaders(headers) })
    } catch (cause) {
      init?.signal?.throwIfAborted()
      if (deadline.aborted) throw unreachable(host, `no answer within ${timeoutMs / 1000} s`)
      throw cause instanceof ServiceFault ? cause : faultOfNetwork(host, cause)
    }
  }
}

/** What this request itself was sent with: of an App, that is no token that is kept. */
function loginOf(init: RequestInit | undefined): string[] {
  const sent = new Headers(init?.headers).get('authorization')?.split(' ').at(-1)
  return sent === undefined || sent === '' ? [] : [sent]
}

async function wholeBody(response: Response, host: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  if (response.body === null) return Buffer.alloc(0)
  for await (const chunk of response.body) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw unreachable(host, 'its answer has no end')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What describes the body as it was sent, not as it was read, must not go on. */
function plainHeaders(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => name !== 'content-encoding' && name !== 'content-length' && name !== 'transfer-encoding')
}
