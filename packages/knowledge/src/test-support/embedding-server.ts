import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface EmbeddingServer {
  readonly endpoint: string
  /** What was asked: address, headers, texts. */
  readonly requests: { readonly url: string; readonly headers: Readonly<Record<string, unknown>>; readonly input: readonly string[] }[]
  /** Answers with this from now on, in place of embeddings. */
  answer: ((response: ServerResponse) => void) | undefined
}

/** Words that mean the same stand in one dimension: an embedding that a test can foresee. */
const MEANINGS: readonly (readonly string[])[] = [
  ['automobile', 'car', 'vehicle'],
  ['image', 'registry'],
  ['storage', 'disk', 'volume'],
  ['certificate', 'tls'],
]

/** An endpoint for embeddings on this machine, for one test. */
export async function embeddingServer(): Promise<EmbeddingServer> {
  const started: EmbeddingServer = { endpoint: '', requests: [], answer: undefined }
  const server = createServer((request, response) => void respond(request, response, started))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  return Object.assign(started, { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` })
}

async function respond(request: IncomingMessage, response: ServerResponse, { requests, answer }: EmbeddingServer): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { input } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { readonly input: readonly string[] }
  requests.push({ url: request.url ?? '', headers: request.headers, input })
  if (answer !== undefined) return answer(response)
  const data = input.map((text, index) => ({ index, embedding: vectorOf(text) })).toReversed()
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }))
}

function vectorOf(text: string): number[] {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? []
  return [0.1, ...MEANINGS.map((meaning) => words.filter((word) => meaning.includes(word)).length)]
}
