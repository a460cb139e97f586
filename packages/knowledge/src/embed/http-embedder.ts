import { setTimeout as sleep } from 'node:timers/promises'
import { CopilotError } from '@aks-copilot/contracts'
import { z } from 'zod'
import type { Embedder } from './embedder.ts'
import { endpointOf, type EndpointOptions } from './endpoint.ts'
import { readBounded } from './read-bounded.ts'

export interface HttpEmbedderOptions extends EndpointOptions {
  /** For one request; default 20,000 ms. */
  readonly timeoutMs?: number | undefined
}

type Headers = Readonly<Record<string, string>>

const BATCH = 32
const LONGEST_TEXT = 6000
const MOST_BYTES = 32 * 1024 * 1024
const TRIES = 3

const answerSchema = z.object({ data: z.array(z.object({ index: z.number().int().optional(), embedding: z.array(z.number()).min(1) })) })

/**
 * Embeddings by the `/embeddings` interface that OpenAI, Azure OpenAI, Foundry Local, Ollama, llama.cpp and vLLM have.
 * A single text is a question that somebody waits for, and is tried once; several are tried again after passing faults.
 * EMBEDDING_FAILED (transient) or EMBEDDING_REFUSED (validation); the key appears in no message.
 */
export function httpEmbedder(options: HttpEmbedderOptions): Embedder {
  const { url, headers, local } = endpointOf(options)
  const ask = async (texts: readonly string[], signal: AbortSignal | undefined): Promise<readonly Float32Array[]> => {
    const body = JSON.stringify({ model: options.model, input: texts.map((text) => text.slice(0, LONGEST_TEXT)) })
    return vectorsOf(await postWithRetry(body, await headers(), texts.length === 1 ? 1 : TRIES, signal), texts.length, url)
  }
  const postWithRetry = async (body: string, login: Headers, tries: number, signal: AbortSignal | undefined): Promise<unknown> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await post(url, login, body, options.timeoutMs ?? 20_000, signal)
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof CopilotError) || error.category !== 'transient' || attempt === tries) throw error
        await sleep(250 * 2 ** attempt * (0.5 + Math.random()), undefined, { signal })
      }
    }
  }
  return {
    name: `${options.model} at ${url.host}`,
    local,
    async embed(texts, signal) {
      const vectors: Float32Array[] = []
      for (let from = 0; from < texts.length; from += BATCH) vectors.push(...(await ask(texts.slice(from, from + BATCH), signal)))
      return vectors
    },
  }
}

async function post(url: URL, headers: Headers, body: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<unknown> {
  const bound = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'error',
      signal: signal === undefined ? bound : AbortSignal.any([signal, bound]),
    })
    if (!response.ok) {
      await response.body?.cancel()
      throw refused(url, response.status)
    }
    return JSON.parse(await readBounded(response, MOST_BYTES)) as unknown
  } catch (error) {
    if (error instanceof CopilotError) throw error
    signal?.throwIfAborted()
    throw failed(url, bound.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error))
  }
}

function vectorsOf(answer: unknown, count: number, url: URL): readonly Float32Array[] {
  const parsed = answerSchema.safeParse(answer)
  if (!parsed.success || parsed.data.data.length !== count) throw failed(url, 'the answer is not a list of embeddings')
  const ordered = parsed.data.data.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
  const vectors = ordered.map(({ embedding }) => Float32Array.from(embedding))
  if (vectors.some(({ length }) => length !== vectors[0]?.length)) throw failed(url, 'the embeddings differ in length')
  return vectors
}

function refused(url: URL, status: number): CopilotError {
  if (status === 408 || status === 429 || status >= 500) return failed(url, `status ${status}`)
  return new CopilotError({
    code: 'EMBEDDING_REFUSED',
    category: 'validation',
    message: `The embedding endpoint ${url.host} refuses (status ${status}).`,
    remedy: 'Check knowledge.embeddingEndpoint, knowledge.embeddingModel and the key in AKS_COPILOT_EMBEDDING_KEY.',
  })
}

function failed(url: URL, reason: string): CopilotError {
  return new CopilotError({
    code: 'EMBEDDING_FAILED',
    category: 'transient',
    message: `The embedding endpoint ${url.host} does not help: ${reason}.`,
    remedy: 'Search goes on by words alone; start the endpoint, and it is used again by itself.',
  })
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof SyntaxError ? 'the answer is no JSON' : 'the connection broke'
}
