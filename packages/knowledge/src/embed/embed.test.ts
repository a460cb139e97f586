import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TaggedArticle } from '../articles/tagged-article.ts'
import { openKnowledge } from '../open-knowledge.ts'
import { embeddingServer } from '../test-support/embedding-server.ts'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { endpointOf } from './endpoint.ts'
import { httpEmbedder } from './http-embedder.ts'

const ARTICLES: readonly TaggedArticle[] = [
  { id: 'guide/a', kind: 'guide', title: 'Pull from a registry', tags: [], source: 'x', text: 'The image comes from a registry.' },
  { id: 'guide/b', kind: 'guide', title: 'Parking', tags: [], source: 'x', text: 'Where a vehicle is left.' },
  { id: 'guide/c', kind: 'guide', title: 'Disks', tags: [], source: 'x', text: 'A volume is storage.' },
]

async function ready(knowledge: Awaited<ReturnType<typeof openKnowledge>>): Promise<void> {
  await knowledge.search('anything')
  await knowledge.settled()
}

describe('embeddings over HTTP', () => {
  it('asks in batches and takes the answers in order of their index', async () => {
    const server = await embeddingServer()
    const embedder = httpEmbedder({ endpoint: server.endpoint, model: 'm', key: 'k-123' })
    const vectors = await embedder.embed(Array.from({ length: 40 }, (_, index) => (index === 33 ? 'car' : 'disk')))
    expect(server.requests.map(({ url, input }) => [url, input.length])).toEqual([
      ['/v1/embeddings', 32],
      ['/v1/embeddings', 8],
    ])
    expect(server.requests[0]?.headers['authorization']).toBe('Bearer k-123')
    expect(vectors.map((vector) => vector[1])).toEqual(Array.from({ length: 40 }, (_, index) => (index === 33 ? 1 : 0)))
  })

  it('reads a key when it is needed, anew each time, and says what its reading throws', async () => {
    const server = await embeddingServer()
    const keys = ['k-old', 'k-new']
    const embedder = httpEmbedder({
      endpoint: server.endpoint,
      model: 'm',
      key: () => {
        const key = keys.shift()
        return key === undefined ? Promise.reject(new Error('the vault is closed')) : Promise.resolve(key)
      },
    })
    expect(keys).toHaveLength(2)
    await embedder.embed(['car'])
    await embedder.embed(['car'])
    expect(server.requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer k-old', 'Bearer k-new'])
    await expect(embedder.embed(['car'])).rejects.toThrow('the vault is closed')
    expect(server.requests).toHaveLength(2)
  })

  it('tries again on a passing fault, not on a refusal, and never shows the key', async () => {
    const server = await embeddingServer()
    const embedder = httpEmbedder({ endpoint: server.endpoint, model: 'm', key: 'k-secret' })
    server.answer = (response) => {
      server.answer = undefined
      response.writeHead(503).end()
    }
    await expect(embedder.embed(['car', 'disk'])).resolves.toHaveLength(2)
    expect(server.requests).toHaveLength(2)
    server.answer = (response) => void response.writeHead(401).end('k-secret is wrong')
    const error = await embedder.embed(['car']).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'EMBEDDING_REFUSED', category: 'validation' })
    expect(JSON.stringify(error) + String(error)).not.toContain('k-secret')
    expect(server.requests).toHaveLength(3)
  })

  it.each([
    ['rubbish', 'not json'],
    ['another shape', '{"data":[{"embedding":"x"}]}'],
    ['too few', '{"data":[]}'],
    ['no numbers', '{"data":[{"embedding":[]}]}'],
  ])('takes %s for a failure', async (_, body) => {
    const server = await embeddingServer()
    server.answer = (response) => void response.end(body)
    await expect(httpEmbedder({ endpoint: server.endpoint, model: 'm' }).embed(['car'])).rejects.toMatchObject({ code: 'EMBEDDING_FAILED' })
  })

  it('gives up a hanging endpoint in time, and stops when told to', async () => {
    const server = await embeddingServer()
    server.answer = () => undefined
    await expect(httpEmbedder({ endpoint: server.endpoint, model: 'm', timeoutMs: 30 }).embed(['car'])).rejects.toMatchObject({
      code: 'EMBEDDING_FAILED',
    })
    await expect(httpEmbedder({ endpoint: server.endpoint, model: 'm' }).embed(['car'], AbortSignal.timeout(30))).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })

  it('knows the addresses of Azure OpenAI, and sends a key nowhere in the clear', async () => {
    const azure = endpointOf({ endpoint: 'https://shop.openai.azure.com', model: 'embed', key: 'k' })
    expect(azure.url.href).toBe('https://shop.openai.azure.com/openai/deployments/embed/embeddings?api-version=2024-10-21')
    expect(await azure.headers()).toEqual({ 'api-key': 'k' })
    expect(azure.local).toBe(false)
    const here = endpointOf({ endpoint: 'http://localhost:11434/v1/', model: 'm' })
    expect([here.local, await here.headers()]).toEqual([true, {}])
    expect(() => endpointOf({ endpoint: 'http://example.com/v1', model: 'm', key: 'k' })).toThrow('https')
    expect(() => endpointOf({ endpoint: 'file:///etc/passwd', model: 'm' })).toThrow('http')
  })
})

describe('search with vectors', () => {
  it('finds by meaning what no word leads to', async () => {
    const server = await embeddingServer()
    const knowledge = await openKnowledge({ articles: ARTICLES, embedder: httpEmbedder({ endpoint: server.endpoint, model: 'm' }) })
    expect(knowledge.lexical('automobile')).toEqual([])
    await ready(knowledge)
    expect(knowledge.status()).toMatchObject({ vectors: 'ready', leaves: 'Nothing leaves this machine.' })
    const [best] = await knowledge.search('automobile')
    expect(best?.article).toBe('guide/b')
    expect(best?.score).toBeGreaterThan(0.5)
    knowledge.close()
  })

  it('falls back to words when the endpoint fails, and says so', async () => {
    const server = await embeddingServer()
    const knowledge = await openKnowledge({ articles: ARTICLES, embedder: httpEmbedder({ endpoint: server.endpoint, model: 'm' }) })
    await ready(knowledge)
    server.answer = (response) => void response.writeHead(401).end()
    expect((await knowledge.search('registry'))[0]?.article).toBe('guide/a')
    expect(knowledge.status()).toMatchObject({ vectors: 'failed', message: expect.stringContaining('refuses') as string })
    const asked = server.requests.length
    expect((await knowledge.search('registry'))[0]?.article).toBe('guide/a')
    expect(server.requests.length, 'a failing endpoint is left alone').toBe(asked)
    knowledge.close()
  })

  it('asks for known texts never again, and survives a damaged cache', async () => {
    const server = await embeddingServer()
    const embeddingsFolder = temporaryFolder()
    const open = async (): Promise<number> => {
      const before = server.requests.length
      const knowledge = await openKnowledge({
        articles: ARTICLES,
        embedder: httpEmbedder({ endpoint: server.endpoint, model: 'm' }),
        embeddingsFolder,
      })
      await ready(knowledge)
      expect((await knowledge.search('car'))[0]?.article).toBe('guide/b')
      knowledge.close()
      return server.requests.length - before
    }
    expect(await open()).toBe(2)
    expect(await open(), 'only the question').toBe(1)
    const [file = ''] = readdirSync(embeddingsFolder)
    expect(readdirSync(embeddingsFolder)).toHaveLength(1)
    writeFileSync(join(embeddingsFolder, file), readFileSync(join(embeddingsFolder, file)).subarray(0, 40))
    expect(await open()).toBe(2)
  })

  it('sends runbooks only to an endpoint on this machine', async () => {
    const runbooks = temporaryFolder({ 'car.md': '# Our vehicle\nThe plate number is top secret.' })
    const asked: string[] = []
    const embedder = (local: boolean) => ({
      name: 'far',
      local,
      embed: async (texts: readonly string[]) => {
        asked.push(...texts)
        return Promise.resolve(texts.map(() => Float32Array.of(1, 0)))
      },
    })
    const far = await openKnowledge({ articles: ARTICLES, runbooks, embedder: embedder(false) })
    await ready(far)
    expect(asked.join()).toContain('registry')
    expect(asked.join()).not.toContain('plate number')
    expect(far.status().leaves).toContain('not your runbooks')
    const near = await openKnowledge({ articles: ARTICLES, runbooks, embedder: embedder(true) })
    await ready(near)
    expect(asked.join()).toContain('plate number')
  })
})
