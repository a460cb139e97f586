import { openKnowledge, type PassageIndex, type PassageRecord } from '@aks-copilot/knowledge'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryPassages } from '../../../knowledge/src/test-support/memory-passages.ts'
import { openPassageIndex } from '../ai-search/open-passage-index.ts'
import { SearchStandIn, STAND_IN_KEY } from '../ai-search/test-support/search-stand-in.ts'

/** What every index of passages promises, asked of the one in memory and of Azure AI Search by its SDK over the stand-in. */
const passage = (
  id: string,
  title: string,
  text: string,
  vector: readonly number[],
  kind: PassageRecord['kind'] = 'guide',
): PassageRecord => ({
  id,
  article: `${kind}/${id}`,
  kind,
  title,
  heading: title,
  tags: '',
  text,
  vector: Float32Array.from(vector),
})
const SET = [
  passage('p1', 'Image pull failures', 'The registry refuses the kubelet.', [1, 0, 0]),
  passage('p2', 'Reset the ledger', 'After the quarter end freeze only.', [0, 1, 0], 'runbook'),
  passage('p3', 'Quotas', 'A quota of the namespace is used up.', [0, 0, 1]),
]

let standIn: SearchStandIn
beforeEach(async () => {
  standIn = await SearchStandIn.start()
})
afterEach(async () => standIn.server.stop())

const azure = (index = 'runbooks', timeoutMs?: number): PassageIndex =>
  openPassageIndex({ endpoint: standIn.server.origin, index, key: STAND_IN_KEY, timeoutMs })

describe.each([
  { title: 'in memory', open: (): PassageIndex => new MemoryPassages() },
  { title: 'Azure AI Search', open: (): PassageIndex => azure() },
])('$title', ({ open }) => {
  let index: PassageIndex
  beforeEach(async () => {
    index = open()
    await index.prepare(3)
    await index.upsert(SET)
  })

  it.each([
    { text: 'reset ledger', vector: undefined, ids: ['p2'] },
    { text: 'quota registry', vector: [0.2, 0, 1], ids: ['p3', 'p1'] },
    { text: '', vector: [0.9, 0.1, 0], ids: ['p1', 'p2'] },
    { text: 'ledger', vector: [0, 1, 0], ids: ['p2'] },
    { text: '"+*(|~', vector: undefined, ids: [] },
  ])('finds $ids by $text and $vector', async ({ text, vector, ids }) => {
    const found = await index.search({ text, vector: vector && Float32Array.from(vector), limit: 10 })
    expect(found.slice(0, ids.length)).toEqual(ids)
    if (vector === undefined) expect(found).toEqual(ids)
  })

  it('finds only the kinds that are wanted, and no more than that', async () => {
    const vector = Float32Array.from([1, 1, 1])
    expect(await index.search({ text: 'the', vector, kinds: ['runbook'], limit: 10 })).toEqual(['p2'])
    expect(await index.search({ text: 'the', vector, kinds: [], limit: 10 })).toEqual([])
    expect(await index.search({ text: 'the', vector, limit: 2 })).toHaveLength(2)
  })

  it('knows what is there, takes the same again, and removes', async () => {
    expect(await index.present(['p1', 'p9', 'p3'])).toEqual(new Set(['p1', 'p3']))
    await index.upsert(SET)
    expect(await index.status()).toEqual({ passages: 3 })
    expect(await index.remove(['p1', 'p9'])).toEqual([])
    expect(await index.status()).toEqual({ passages: 2 })
    await index.prepare(3)
    expect(await index.status()).toEqual({ passages: 2 })
  })
})

describe('Azure AI Search', () => {
  it('sends what a batch refuses again one by one, and tells what stays refused', async () => {
    const index = azure()
    await index.prepare(3)
    standIn.refusals.set('p1', [503])
    standIn.refusals.set('p2', [422, 409])
    standIn.refusals.set('p3', [400])
    expect(await index.upsert(SET)).toEqual([{ id: 'p3', why: 'refused with status 400' }])
    expect(await index.present(['p1', 'p2', 'p3'])).toEqual(new Set(['p1', 'p2']))
    expect(standIn.server.requests.filter((line) => line.includes('search.index'))).toHaveLength(4)
  })

  it.each([429, 500, 503])('tries again after %i', async (status) => {
    const index = azure()
    standIn.server.fail({ on: /./, times: 2, does: { kind: 'answer', status, headers: { 'retry-after': '0' } } })
    await index.prepare(undefined)
    expect(await index.status()).toEqual({ passages: 0 })
  })

  it('an index whose making was not answered is found', async () => {
    standIn.server.fail({ on: /POST \/indexes\?/, does: { kind: 'lost' } })
    await azure().prepare(3)
    expect([...standIn.indexes.keys()]).toEqual(['runbooks'])
  })

  it('half an answer is tried again; no answer is a transient fault in time', async () => {
    const index = azure()
    await index.prepare(undefined)
    await index.upsert([{ ...passage('p1', 'One', 'two', []), vector: undefined }])
    standIn.server.fail({ on: /search\.post/, does: { kind: 'half' } })
    expect(await index.search({ text: 'two', limit: 5 })).toEqual(['p1'])
    standIn.server.fail({ on: /./, times: 9, does: { kind: 'hang' } })
    await expect(azure('runbooks', 150).status()).rejects.toMatchObject({ code: 'AI_SEARCH_UNREACHABLE', category: 'transient' })
  })

  it('an answer without an end is not read to its end', async () => {
    const index = azure('runbooks', 5000)
    await index.prepare(undefined)
    standIn.server.fail({ on: /search\.post/, times: 9, does: { kind: 'endless' } })
    await expect(index.search({ text: 'two', limit: 5 })).rejects.toMatchObject({
      code: 'AI_SEARCH_UNREACHABLE',
      message: expect.stringContaining('ANSWER_TOO_LARGE') as string,
    })
    expect(standIn.server.endlessBytes).toBeLessThan(64 * 1024 * 1024)
  })

  it('never changes an index that does not fit', async () => {
    await azure().prepare(3)
    await expect(azure().prepare(4)).rejects.toMatchObject({ code: 'AI_SEARCH_INDEX_UNFIT', category: 'validation' })
    expect(standIn.server.requests.filter((line) => line.startsWith('POST'))).toHaveLength(1)
  })

  it('a key that is refused is told at once, and appears nowhere', async () => {
    const key = 'hunter2hunter2hunter2'
    const index = openPassageIndex({ endpoint: standIn.server.origin, index: 'runbooks', key })
    const fault: unknown = await index.prepare(3).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'AI_SEARCH_DENIED', category: 'validation' })
    expect(fault).not.toHaveProperty('cause')
    expect(JSON.stringify([String(fault), fault])).not.toContain(key)
    expect(standIn.server.requests).toHaveLength(1)
  })

  it('reads a key when it is needed, and takes the new one where it changed', async () => {
    const keys = [new Error('the vault is closed'), 'withdrawn'.padEnd(32, '0'), STAND_IN_KEY]
    const key = (): Promise<string> => {
      const next = keys.shift()
      return typeof next === 'string' ? Promise.resolve(next) : Promise.reject(next ?? new Error('asked too often'))
    }
    const index = openPassageIndex({ endpoint: standIn.server.origin, index: 'runbooks', key })
    expect(keys).toHaveLength(3)
    await expect(index.prepare(3)).rejects.toThrow('the vault is closed')
    await expect(index.prepare(3)).rejects.toMatchObject({ code: 'AI_SEARCH_DENIED' })
    await index.prepare(3)
  })

  it('refuses addresses that hold secrets or are not encrypted', () => {
    for (const endpoint of [
      'http://contoso.search.windows.net',
      'https://u:p@contoso.search.windows.net',
      'https://contoso.search.windows.net/x',
      'contoso',
    ])
      expect(() => openPassageIndex({ endpoint, index: 'runbooks' })).toThrow('knowledge.searchEndpoint cannot be used.')
    for (const index of ['Runbooks', 'a', 'a--b', "x')/docs"])
      expect(() => openPassageIndex({ endpoint: 'https://contoso.search.windows.net', index })).toThrow(
        'knowledge.searchIndex cannot be used.',
      )
  })
})

describe('the knowledge base', () => {
  const articles = SET.map(({ id, title, text }) => ({ id: `guide/${id}`, kind: 'guide' as const, title, text, source: 'test', tags: [] }))

  it('gives the same order by the index on this machine and by Azure AI Search', async () => {
    const local = await openKnowledge({ articles })
    const outside = await openKnowledge({ articles, index: azure() })
    await outside.search('ledger')
    await outside.settled()
    expect(outside.status()).toMatchObject({ index: { name: expect.stringContaining('index runbooks at') as string, state: 'ready' } })
    for (const query of ['reset ledger', 'quota of the namespace', 'registry refuses', 'quarter end freeze'])
      expect(await outside.search(query)).toEqual(await local.search(query))
    expect(standIn.server.requests.filter((line) => line.includes('search.post')).length).toBeGreaterThanOrEqual(4)
    local.close()
    outside.close()
  })

  it('goes on with the index on this machine, and says so, when the other one fails', async () => {
    standIn.server.fail({
      on: /./,
      times: 99,
      does: { kind: 'answer', status: 403, body: { error: { code: 'Forbidden', message: 'no' } } },
    })
    const knowledge = await openKnowledge({ articles, index: azure() })
    await knowledge.search('ledger')
    await knowledge.settled()
    expect((await knowledge.search('ledger'))[0]?.article).toBe('guide/p2')
    expect(knowledge.status()).toMatchObject({
      index: { state: 'failed' },
      message: expect.stringContaining('does not allow it') as string,
    })
    knowledge.close()
  })
})
