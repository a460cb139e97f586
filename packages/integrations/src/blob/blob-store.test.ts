import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ContainerSASPermissions, generateBlobSASQueryParameters, BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob'
import { type BlobStore, openSyncFolder, syncKnowledge } from '@aks-copilot/knowledge'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Answer, type Asked, FaultyServer } from '../test-support/faulty-server.ts'
import { blobAddress } from './blob-address.ts'
import { openBlobStore } from './open-blob-store.ts'
import { Azurite, azuriteProgram } from './test-support/azurite.ts'

describe('the address of a container', () => {
  it('is taken apart', () => {
    expect(blobAddress('https://contoso.blob.core.windows.net/runbooks/team/shop/')).toMatchObject({
      service: 'https://contoso.blob.core.windows.net',
      container: 'runbooks',
      prefix: 'team/shop/',
      local: false,
    })
    expect(blobAddress('http://127.0.0.1:10000/devstoreaccount1/runbooks')).toMatchObject({
      service: 'http://127.0.0.1:10000/devstoreaccount1',
      container: 'runbooks',
      prefix: '',
      local: true,
    })
  })

  it('holds no secret, and leads nowhere else', () => {
    const wrong = ['contoso', 'http://contoso.blob.core.windows.net/a-b', 'https://contoso.blob.core.windows.net', 'ftp://x/abc']
    wrong.push(
      'https://u:hunter2@x/abc',
      'https://x/abc?sig=hunter2',
      'https://x/abc/%2e%2e%2fother',
      'https://x/UPPER',
      'https://x/%E0%A4%A',
    )
    for (const address of wrong) {
      expect(() => blobAddress(address)).toThrow('knowledge.blob cannot be used.')
      expect(() => blobAddress(address)).not.toThrow('hunter2')
    }
  })
})

const program = azuriteProgram(process.env)

/** The emulator behind a server that spoils answers. */
describe.skipIf(program === undefined)('faults of Blob Storage', () => {
  let azurite: Azurite
  let server: FaultyServer
  let store: BlobStore
  let container = ''
  let count = 0

  beforeAll(async () => {
    azurite = await Azurite.start(program ?? '')
  }, 90_000)
  afterAll(async () => azurite.stop())
  beforeEach(async () => {
    server = new FaultyServer(pass)
    await server.start()
    container = `faults-${(count += 1)}`
    await BlobServiceClient.fromConnectionString(azurite.service().connectionString).createContainer(container)
    store = open()
  })
  afterEach(async () => server.stop())

  async function pass({ method, path, headers, body }: Asked): Promise<Answer> {
    const { host: _, connection: __, 'content-length': ___, ...rest } = headers
    const sent = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]))
    const answer = await fetch(`http://127.0.0.1:${azurite.port}${path}`, { method, headers: sent, ...(method === 'PUT' ? { body } : {}) })
    const text = await answer.text()
    const { connection: ____, 'keep-alive': _____, 'transfer-encoding': ______, ...back } = Object.fromEntries(answer.headers)
    return { status: answer.status, headers: { 'content-type': 'text/plain', ...back }, body: text }
  }
  const open = (timeoutMs?: number): BlobStore => {
    const { url, connectionString } = azurite.service(Number(new URL(server.origin).port))
    return openBlobStore({ address: `${url}/${container}`, login: { kind: 'connection-string', text: connectionString }, timeoutMs })
  }
  const busy = (status: number, headers = {}): void => server.fail({ on: /./, times: 2, does: { kind: 'answer', status, headers } })
  const text = Buffer.from('# Reset the ledger')

  it.each([500, 503, 429, 408])('%i is tried again, and then it is done', async (status) => {
    busy(status)
    expect(await store.write('a.md', text, { ifAbsent: true })).toHaveProperty('etag')
    expect(server.requests).toHaveLength(3)
  })

  it('a broken connection, and half an answer, are tried again', async () => {
    await store.write('a.md', text, { ifAbsent: true })
    server.fail({ on: /GET/, does: { kind: 'reset' } })
    server.fail({ on: /GET/, does: { kind: 'half' } })
    expect(Buffer.from((await store.read('a.md', 1000))?.content ?? []).toString()).toBe(text.toString())
  })

  it('a service that stays away is a transient fault', async () => {
    server.fail({ on: /./, times: 9, does: { kind: 'answer', status: 503 } })
    await expect(store.list(10)).rejects.toMatchObject({ code: 'BLOB_UNREACHABLE', category: 'transient' })
    expect(server.requests).toHaveLength(4)
  })

  it('no answer within the time is a transient fault', async () => {
    server.fail({ on: /./, times: 9, does: { kind: 'hang' } })
    await expect(open(200).list(10)).rejects.toMatchObject({
      code: 'BLOB_UNREACHABLE',
      message: expect.stringContaining('in time') as string,
    })
  })

  it('a login that is refused is told at once, without the key', async () => {
    const { url } = azurite.service()
    const login = { kind: 'sas', token: '?sv=2024-11-04&sig=aHVudGVyMmh1bnRlcjI%3D&se=2020-01-01&sp=r&sr=c' } as const
    const fault: unknown = await openBlobStore({ address: `${url}/${container}`, login })
      .list(10)
      .catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'BLOB_DENIED', category: 'validation' })
    expect(JSON.stringify([String(fault), fault])).not.toContain('aHVudGVy')
    expect(fault).not.toHaveProperty('cause')
  })

  it('a shared access signature for the container is enough', async () => {
    const key = new StorageSharedKeyCredential('devstoreaccount1', /AccountKey=([^;]+)/.exec(azurite.service().connectionString)?.[1] ?? '')
    const permissions = ContainerSASPermissions.parse('rwdlc')
    const token = String(
      generateBlobSASQueryParameters({ containerName: container, permissions, expiresOn: new Date(Date.now() + 600_000) }, key),
    )
    const shared = openBlobStore({ address: `${azurite.service().url}/${container}`, login: { kind: 'sas', token } })
    expect(await shared.write('a.md', text, { ifAbsent: true })).toHaveProperty('etag')
    expect(await shared.list(10)).toHaveLength(1)
  })

  it('a container that is not there is told', async () => {
    const { url, connectionString } = azurite.service()
    const none = openBlobStore({ address: `${url}/nowhere`, login: { kind: 'connection-string', text: connectionString } })
    await expect(none.list(10)).rejects.toMatchObject({
      code: 'BLOB_REFUSED',
      message: expect.stringContaining('ContainerNotFound') as string,
    })
    await expect(none.read('a.md', 10)).rejects.toMatchObject({ code: 'BLOB_REFUSED' })
  })

  it('a write whose answer was lost is recognised by the sync', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-blob-'))
    try {
      writeFileSync(join(folder, 'a.md'), text)
      server.fail({ on: /PUT/, does: { kind: 'lost' } })
      const { outcomes } = await syncKnowledge({ folder: openSyncFolder(folder), store })
      expect(outcomes).toEqual([{ name: 'a.md', done: 'pushed' }])
      expect((await syncKnowledge({ folder: openSyncFolder(folder), store })).outcomes).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
