import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { listRunbooks } from './runbooks/list-runbooks.ts'
import { openSyncFolder } from './sync/sync-folder.ts'
import { MANIFEST_FILE } from './sync/sync-manifest.ts'
import { nameFault } from './sync/sync-names.ts'
import { syncKnowledge, type SyncOptions, type SyncReport } from './sync-knowledge.ts'
import { MemoryBlobs } from './test-support/memory-blobs.ts'
import { readFolder, temporaryFolder } from './test-support/temporary-folder.ts'

describe('a sync of runbooks', () => {
  let store: MemoryBlobs
  beforeEach(() => (store = new MemoryBlobs()))

  const sync = (folder: string, options: Partial<SyncOptions> = {}): Promise<SyncReport> =>
    syncKnowledge({ folder: openSyncFolder(folder), store, ...options })
  const told = async (folder: string, options: Partial<SyncOptions> = {}): Promise<Record<string, string>> =>
    Object.fromEntries((await sync(folder, options)).outcomes.map(({ name, done }) => [name, done]))

  it('brings both sides to the same state, and then has nothing to do', async () => {
    const folder = temporaryFolder({ 'a.md': 'A', 'deep/b.md': 'B', 'same.md': 'S', 'notes.txt': 'no' })
    store.put('c.md', 'C')
    store.put('same.md', 'S')
    store.put('picture.png', 'x')
    const { outcomes, unchanged, skipped } = await sync(folder)
    expect(outcomes).toEqual([
      { name: 'a.md', done: 'pushed' },
      { name: 'c.md', done: 'pulled' },
      { name: 'deep/b.md', done: 'pushed' },
    ])
    expect(unchanged).toBe(1)
    expect(skipped).toEqual(['memory:runbooks: 1 that are no Markdown'])
    expect(readFolder(folder)).toMatchObject({ 'a.md': 'A', 'c.md': 'C', 'deep/b.md': 'B', 'same.md': 'S' })
    expect(store.text('deep/b.md')).toBe('B')
    expect((await sync(folder)).outcomes).toEqual([])
  })

  it('takes changes and deletions to the other side', async () => {
    const folder = temporaryFolder({ 'a.md': 'A', 'b.md': 'B', 'c.md': 'C', 'd.md': 'D' })
    await sync(folder)
    writeFileSync(join(folder, 'a.md'), 'A2')
    store.put('b.md', 'B2')
    rmSync(join(folder, 'c.md'))
    store.blobs.delete('d.md')
    expect(await told(folder)).toEqual({ 'a.md': 'pushed', 'b.md': 'pulled', 'c.md': 'deleted-there', 'd.md': 'deleted-here' })
    expect(readFolder(folder)).toEqual({ 'a.md': 'A2', 'b.md': 'B2' })
    expect([...store.blobs.keys()].toSorted()).toEqual(['a.md', 'b.md'])
  })

  it('keeps both versions of a conflict until a person says which is right', async () => {
    const folder = temporaryFolder({ 'a.md': 'A' })
    await sync(folder)
    writeFileSync(join(folder, 'a.md'), 'mine')
    store.put('a.md', 'theirs')
    const { outcomes } = await sync(folder)
    expect(outcomes[0]?.done).toBe('conflict')
    const copy = Object.keys(readFolder(folder)).find((name) => name !== 'a.md') ?? ''
    expect(copy).toMatch(/^a\.conflict-[0-9a-f]{8}\.md$/)
    expect([readFolder(folder)['a.md'], readFolder(folder)[copy], store.text('a.md')]).toEqual(['mine', 'theirs', 'theirs'])
    expect(await told(folder)).toEqual({ 'a.md': 'conflict' })
    expect((await listRunbooks(folder)).files.map(({ name }) => name)).toEqual(['a.md'])

    writeFileSync(join(folder, 'a.md'), 'merged')
    rmSync(join(folder, copy))
    expect(await told(folder)).toEqual({ 'a.md': 'pushed' })
    expect([store.text('a.md'), [...store.blobs.keys()]]).toEqual(['merged', ['a.md']])
  })

  it('brings back what was deleted on one side and changed on the other', async () => {
    const folder = temporaryFolder({ 'a.md': 'A', 'b.md': 'B' })
    await sync(folder)
    rmSync(join(folder, 'a.md'))
    store.put('a.md', 'A2')
    writeFileSync(join(folder, 'b.md'), 'B2')
    store.blobs.delete('b.md')
    const { outcomes } = await sync(folder)
    expect(outcomes).toEqual([
      { name: 'a.md', done: 'pulled', detail: 'deleted here, but changed in the store since' },
      { name: 'b.md', done: 'pushed', detail: 'deleted in the store, but changed here since' },
    ])
  })

  it('goes one way only where that is asked for', async () => {
    const folder = temporaryFolder({ 'a.md': 'A' })
    store.put('b.md', 'B')
    expect(await told(folder, { direction: 'push' })).toEqual({ 'a.md': 'pushed', 'b.md': 'waits' })
    expect(await told(folder, { direction: 'pull' })).toEqual({ 'b.md': 'pulled' })
    writeFileSync(join(folder, 'a.md'), 'A2')
    expect(await told(folder, { direction: 'pull' })).toEqual({ 'a.md': 'waits' })
    expect(store.text('a.md')).toBe('A')
  })

  it('writes nothing when it is only asked what it would do', async () => {
    const folder = temporaryFolder({ 'a.md': 'A' })
    store.put('b.md', 'B')
    expect(await told(folder, { dryRun: true })).toEqual({ 'a.md': 'pushed', 'b.md': 'pulled' })
    expect(readFolder(folder)).toEqual({ 'a.md': 'A' })
    expect([...store.blobs.keys()]).toEqual(['b.md'])
    expect(() => readFileSync(join(folder, MANIFEST_FILE))).toThrow('ENOENT')
  })

  it('does not take an emptied side for the wish to delete everything', async () => {
    const files = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`r${index}.md`, `${index}`]))
    const folder = temporaryFolder(files)
    await sync(folder)
    store.blobs.clear()
    expect(new Set(Object.values(await told(folder)))).toEqual(new Set(['held']))
    expect(readFolder(folder)).toEqual(files)
    expect(new Set(Object.values(await told(folder, { deleteMany: true })))).toEqual(new Set(['deleted-here']))
    expect(readFolder(folder)).toEqual({})
  })

  it('deletes nothing after the store was changed for another, or what was remembered is damaged', async () => {
    const folder = temporaryFolder({ 'a.md': 'A' })
    await sync(folder)
    writeFileSync(join(folder, MANIFEST_FILE), '{"version": 1, "sto')
    store.blobs.delete('a.md')
    expect(await told(folder)).toEqual({ 'a.md': 'pushed' })
    const other = new MemoryBlobs()
    const elsewhere = Object.assign(other, { address: 'memory:other' })
    expect(await told(folder, { store: elsewhere })).toEqual({ 'a.md': 'pushed' })
  })

  it('never leaves the folder, whatever the store calls its blobs', async () => {
    const outside = temporaryFolder({ 'x.md': 'outside' })
    const folder = join(temporaryFolder(), 'runbooks')
    mkdirSync(folder)
    symlinkSync(outside, join(folder, 'linked'))
    symlinkSync(join(outside, 'x.md'), join(folder, 'link.md'))
    const hostile = [
      '../x.md',
      '/etc/x.md',
      'a/../../x.md',
      'linked/x.md',
      'linked/new.md',
      'link.md',
      '.git/x.md',
      'a\\..\\x.md',
      'c:x.md',
    ]
    hostile.push(
      'node_modules/x.md',
      'CON.md',
      'a//b.md',
      'x\u0000.md',
      'a/./b.md',
      'one/two/three/four/five/six/seven/x.md',
      '.x.md',
      'x\u202Edm.md',
    )
    for (const name of hostile) store.put(name, 'hostile')
    const { outcomes, skipped } = await sync(folder)
    expect(outcomes).toEqual([])
    for (const name of hostile) expect(skipped.some((line) => line.startsWith(`${name}: `))).toBe(true)
    expect(readFolder(outside)).toEqual({ 'x.md': 'outside' })
    expect(readFolder(folder)).toEqual({ 'linked/x.md': 'outside' })
    expect([...store.blobs.values()].every(({ content }) => Buffer.from(content).toString() === 'hostile')).toBe(true)
    for (const name of ['a.md', 'Über uns/Ablauf 2.md', 'a.b/c-d_e.markdown']) expect(nameFault(name)).toBeUndefined()
  })

  it('leaves alone what it cannot read, and what is one file on some systems', async () => {
    const folder = temporaryFolder({ 'a.md': 'A', 'B.md': 'B' })
    await sync(folder)
    rmSync(join(folder, 'a.md'))
    mkdirSync(join(folder, 'a.md'))
    store.put('b.md', 'other')
    store.put('large.md', 'x'.repeat(300 * 1024))
    const { outcomes, skipped } = await sync(folder)
    expect(outcomes).toEqual([])
    expect(skipped.map((line) => line.slice(0, line.indexOf(':')))).toEqual(['B.md', 'a.md', 'b.md', 'large.md'])
    expect(store.text('a.md')).toBe('A')
  })

  it('sees its own write where the answer was lost', async () => {
    const folder = temporaryFolder({ 'a.md': 'A' })
    const write = store.write.bind(store)
    store.write = async (...all) => (await write(...all), write(...all))
    expect(await told(folder)).toEqual({ 'a.md': 'pushed' })
    expect((await sync(folder)).outcomes).toEqual([])
  })

  it('does not push over what somebody else wrote meanwhile', async () => {
    const folder = temporaryFolder({ 'a.md': 'A' })
    const write = store.write.bind(store)
    store.write = (...all) => (store.put('a.md', 'theirs'), write(...all))
    expect((await sync(folder)).skipped).toEqual(['a.md: changed meanwhile: run again'])
    store.write = write
    expect(await told(folder)).toEqual({ 'a.md': 'conflict' })
    expect(Object.values(readFolder(folder)).toSorted()).toEqual(['A', 'theirs'])
  })
})
