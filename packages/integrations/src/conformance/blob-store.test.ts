import { BlobServiceClient } from '@azure/storage-blob'
import type { BlobStore } from '@aks-copilot/knowledge'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MemoryBlobs } from '../../../knowledge/src/test-support/memory-blobs.ts'
import { openBlobStore } from '../blob/open-blob-store.ts'
import { Azurite, azuriteProgram } from '../blob/test-support/azurite.ts'

/** What every store of blobs promises, asked of the one in memory and of the emulator of Azure Storage. */
const program = azuriteProgram(process.env)
let azurite: Azurite | undefined
let count = 0

beforeAll(async () => {
  if (program !== undefined) azurite = await Azurite.start(program)
}, 90_000)
afterAll(async () => azurite?.stop())

async function azureStore(folder: string): Promise<BlobStore> {
  if (azurite === undefined) throw new Error('Azurite does not run.')
  const { url, connectionString } = azurite.service()
  const container = `runbooks-${(count += 1)}`
  await BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container).create()
  return openBlobStore({ address: `${url}/${container}${folder}`, login: { kind: 'connection-string', text: connectionString } })
}

const STORES: readonly { readonly title: string; readonly skip: boolean; readonly open: () => Promise<BlobStore> }[] = [
  { title: 'in memory', skip: false, open: async () => new MemoryBlobs() },
  { title: 'Azure Blob Storage', skip: program === undefined, open: () => azureStore('') },
  { title: 'a folder of Azure Blob Storage', skip: program === undefined, open: () => azureStore('/team/shop') },
]

const MOST = 1024
const bytes = (text: string): Uint8Array => Buffer.from(text)

for (const { title, skip, open } of STORES)
  describe.skipIf(skip)(title, () => {
    let store: BlobStore
    beforeEach(async () => (store = await open()))

    const put = async (name: string, text: string): Promise<string> => {
      const written = await store.write(name, bytes(text), { ifAbsent: true })
      if (written === 'conflict') throw new Error(`${name} is there already`)
      return written.etag
    }
    const text = async (name: string): Promise<string | undefined> => {
      const found = await store.read(name, MOST)
      return found && Buffer.from(found.content).toString('utf8')
    }

    it('reads what was written, under any name', async () => {
      for (const name of ['a.md', 'folder/b c.md', 'Über uns/100% + #1?.md', "quote'd & <x>.md"]) {
        const etag = await put(name, `text of ${name}`)
        const found = await store.read(name, MOST)
        expect([Buffer.from(found?.content ?? []).toString('utf8'), found?.etag]).toEqual([`text of ${name}`, etag])
      }
      expect(await store.read('other.md', MOST)).toBeUndefined()
    })

    it('lists names with etags and sizes, alike to those of reading and writing', async () => {
      const etag = await put('folder/a.md', 'ä')
      await put('b.md', '')
      const list = (await store.list(10)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
      expect(list.map(({ name, bytes: size }) => [name, size])).toEqual([
        ['b.md', 0],
        ['folder/a.md', 2],
      ])
      expect(list[1]?.etag).toBe(etag)
    })

    it('writes over the version that the caller knows, and over no other', async () => {
      const first = await put('a.md', 'one')
      const second = await store.write('a.md', bytes('two'), { ifMatch: first })
      if (second === 'conflict') throw new Error('a conflict without a reason')
      expect(second.etag).not.toBe(first)
      expect(await store.write('a.md', bytes('three'), { ifMatch: first })).toBe('conflict')
      expect(await store.write('a.md', bytes('three'), { ifAbsent: true })).toBe('conflict')
      expect(await store.write('none.md', bytes('x'), { ifMatch: first })).toBe('conflict')
      expect([await text('a.md'), await text('none.md')]).toEqual(['two', undefined])
    })

    it('has another etag for the same text written again', async () => {
      const first = await put('a.md', 'one')
      const again = await store.write('a.md', bytes('one'), { ifMatch: first })
      expect(again).not.toBe('conflict')
      expect(again).not.toEqual({ etag: first })
    })

    it('deletes the version that the caller knows, and what is gone already', async () => {
      const first = await put('a.md', 'one')
      const second = await store.write('a.md', bytes('two'), { ifMatch: first })
      expect(await store.delete('a.md', first)).toBe('conflict')
      expect(await text('a.md')).toBe('two')
      if (second !== 'conflict') expect(await store.delete('a.md', second.etag)).toBe('deleted')
      expect(await text('a.md')).toBeUndefined()
      expect(await store.delete('a.md', first)).toBe('deleted')
    })

    it('gives all or an error, never a part', async () => {
      for (const name of ['a.md', 'b.md', 'c.md']) await put(name, name)
      expect(await store.list(3)).toHaveLength(3)
      await expect(store.list(2)).rejects.toMatchObject({ code: 'BLOB_REFUSED', category: 'validation' })
      await put('large.md', 'x'.repeat(MOST + 1))
      await expect(store.read('large.md', MOST)).rejects.toMatchObject({ code: 'BLOB_REFUSED' })
    })

    it('lets one of two win who write at once', async () => {
      const etag = await put('a.md', 'start')
      const all = await Promise.all(['left', 'right'].map((side) => store.write('a.md', bytes(side), { ifMatch: etag })))
      expect(all.filter((one) => one === 'conflict')).toHaveLength(1)
    })
  })
