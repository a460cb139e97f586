import type { AnswerEvent } from '@aks-copilot/assistant'
import { CopilotError, problemSchema, serverMessageSchema } from '@aks-copilot/contracts'
import type { Ask, AnswerSource } from './answer-source.ts'

/** An answer with its prose takes no longer. */
const MOST_TIME = 180_000
const MOST_LINE = 4 * 1024 * 1024

/** Answers of a running server. `token` goes to that server only. */
export function openServerSource(url: string, token: string | undefined): AnswerSource {
  return new ServerSource(addressOf(url), token)
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  throw new CopilotError({
    code: 'USAGE',
    category: 'validation',
    message: `\`${text}\` is no address of a server.`,
    remedy: 'Write it as http://127.0.0.1:8000.',
  })
}

class ServerSource implements AnswerSource {
  readonly place: string
  readonly #url: URL
  readonly #token: string | undefined
  #conversation: string | undefined

  constructor(url: URL, token: string | undefined) {
    this.#url = url
    this.#token = token
    this.place = `the server at ${url.origin}`
  }

  async *ask({ question, namespace, prose, signal }: Ask): AsyncGenerator<AnswerEvent> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(MOST_TIME)])
    const conversationId = this.#conversation
    const response = await this.#post(
      { question, prose, ...(namespace === undefined ? {} : { namespace }), ...(conversationId === undefined ? {} : { conversationId }) },
      limit,
      signal,
    )
    if (!response.ok || response.body === null) throw await refusal(response)
    for await (const data of serverEvents(response.body, signal)) {
      const event = answerEventOf(data)
      if (event === undefined) continue
      if (event.type === 'answer-end') this.#conversation = event.answer.conversationId
      yield event
    }
  }

  async #post(body: unknown, limit: AbortSignal, asked: AbortSignal): Promise<Response> {
    const headers = {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
    }
    // A redirect would carry the token elsewhere.
    const request = { method: 'POST', headers, body: JSON.stringify(body), signal: limit, redirect: 'error' as const }
    return await fetch(new URL('/api/ask', this.#url), request).catch((cause: unknown) => {
      asked.throwIfAborted()
      throw unreachable(this.#url, cause)
    })
  }

  restart(): void {
    this.#conversation = undefined
  }

  async close(): Promise<void> {
    await Promise.resolve()
  }
}

function unreachable(url: URL, cause?: unknown): CopilotError {
  return new CopilotError({
    code: 'SERVER_UNREACHABLE',
    category: 'transient',
    message: `The server at ${url.origin} does not answer.`,
    remedy: 'Start it with aks-copilot serve, or leave out --server to ask the cluster itself.',
    cause,
  })
}

/** What a server said in place of an answer. */
async function refusal(response: Response): Promise<CopilotError> {
  const said = problemSchema.safeParse(await response.json().catch(() => undefined))
  if (said.success) {
    const { code, category, detail, remedy } = said.data
    return new CopilotError({ code, category, message: detail, remedy: remedy ?? 'See the log of the server.' })
  }
  return new CopilotError({
    code: 'SERVER_UNREACHABLE',
    category: 'transient',
    message: `The server answered with status ${response.status}, and not as aks-copilot serve does.`,
    remedy: 'Check the address of --server.',
  })
}

/** The data of server-sent events, one after the other. */
async function* serverEvents(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const piece of body) {
      rest += decoder.decode(piece, { stream: true })
      const blocks = rest.split('\n\n')
      rest = blocks.pop() ?? ''
      if (rest.length > MOST_LINE) throw new RangeError('an event is too long')
      for (const block of blocks)
        yield block
          .split('\n')
          .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trim()] : []))
          .join('\n')
    }
  } catch (cause) {
    signal.throwIfAborted()
    throw new CopilotError({
      code: 'SERVER_UNREACHABLE',
      category: 'transient',
      message: 'The answer of the server broke off.',
      remedy: 'Ask again.',
      cause,
    })
  }
}

/** One event of an answer; undefined for what is none. A failure that the server tells is thrown. */
function answerEventOf(data: string): AnswerEvent | undefined {
  const message = data === '' ? undefined : serverMessageSchema.safeParse(parsed(data))
  if (message?.success !== true) return undefined
  const { data: said } = message
  if (said.type === 'answer-error')
    throw new CopilotError({ code: said.code, category: said.category, message: said.message, remedy: said.remedy ?? 'Ask again.' })
  if (said.type === 'answer-start') return { type: said.type, answer: said.answer, modelFollows: said.modelFollows }
  if (said.type === 'answer-delta')
    return { type: said.type, text: said.text, ...(said.citations === undefined ? {} : { citations: said.citations }) }
  return said.type === 'answer-end' ? { type: said.type, answer: said.answer } : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
