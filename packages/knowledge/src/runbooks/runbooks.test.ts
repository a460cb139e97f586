import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openKnowledge } from '../open-knowledge.ts'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { addRunbook } from './add-runbook.ts'
import { listRunbooks } from './list-runbooks.ts'
import { RunbookShelf } from './runbook-shelf.ts'

describe('runbooks', () => {
  it('are found among the articles, with the file as their source', async () => {
    const runbooks = temporaryFolder({
      'payments/reset-ledger.md':
        '---\ntitle: Reset the ledger\ntags: [ledger, quarter end]\n---\n## When\nOnly after the *quarter end* freeze.\n\n## How\n```bash\nkubectl -n pay rollout restart deploy/ledger\n```\n',
      'plain.md': '# Wake the night shift\nCall the number on the wall.',
    })
    const knowledge = await openKnowledge({ runbooks })
    const [best] = knowledge.lexical('ledger reset')
    expect(best).toMatchObject({ article: 'runbook/payments/reset-ledger', kind: 'runbook', title: 'Reset the ledger' })
    expect(knowledge.article('runbook/payments/reset-ledger')?.source).toBe('payments/reset-ledger.md')
    expect(knowledge.lexical('night shift', { kinds: ['runbook'] })[0]?.title).toBe('Wake the night shift')
    expect(knowledge.list(['runbook'])).toHaveLength(2)
    knowledge.close()
  })

  it('are read again when they change, and gone when they are deleted', async () => {
    const folder = temporaryFolder({ 'a.md': '# Aardvark\nDig.' })
    const shelf = new RunbookShelf(folder)
    expect((await shelf.refresh()).come.map(({ title }) => title)).toEqual(['Aardvark'])
    expect(await shelf.refresh()).toEqual({ gone: [], come: [] })
    writeFileSync(join(folder, 'a.md'), '# Badger\nDig deeper.')
    const change = await shelf.refresh()
    expect([change.gone.map(({ title }) => title), change.come.map(({ title }) => title)]).toEqual([['Aardvark'], ['Badger']])
    rmSync(join(folder, 'a.md'))
    expect((await shelf.refresh()).gone.map(({ title }) => title)).toEqual(['Badger'])
  })

  it('leave the index with their words', async () => {
    const runbooks = temporaryFolder({ 'a.md': '# Aardvark\nZyzzyva.' })
    const knowledge = await openKnowledge({ runbooks })
    expect(knowledge.lexical('zyzzyva')[0]?.article).toBe('runbook/a')
    writeFileSync(join(runbooks, 'a.md'), '# Aardvark\nQuokkas, and nothing else.')
    await new Promise((done) => setTimeout(done, 3100))
    expect((await knowledge.search('quokkas'))[0]?.article).toBe('runbook/a')
    expect(knowledge.lexical('zyzzyva')).toEqual([])
    knowledge.close()
  })

  it('are read within limits, and never from outside of the folder', async () => {
    const outside = temporaryFolder({ 'secret.md': '# Secret' })
    const folder = temporaryFolder({
      'ok.md': '# Ok',
      'notes.txt': 'no Markdown',
      '.git/x.md': '# hidden',
      'large.md': 'x'.repeat(257 * 1024),
      'a/b/c/d/e/f/g/h.md': '# deep',
    })
    symlinkSync(join(outside, 'secret.md'), join(folder, 'link.md'))
    symlinkSync(outside, join(folder, 'linked'))
    symlinkSync('ok.md', join(folder, 'inside.md'))
    symlinkSync('nowhere.md', join(folder, 'broken.md'))
    const { files, skipped } = await listRunbooks(folder)
    expect(files.map(({ name }) => name)).toEqual(['inside.md', 'ok.md'])
    expect(skipped).toEqual([
      'a/b/c/d/e/f/g: more than 6 folders deep',
      'broken.md: ENOENT',
      'large.md: larger than 256 KB',
      'link.md: a link that leads out of the folder',
    ])
    expect(await listRunbooks(join(folder, 'missing'))).toEqual({ files: [], skipped: [] })
  })

  it('do no harm with hostile content', async () => {
    const runbooks = temporaryFolder({
      'bomb.md': '---\na: &a [x,x]\nb: &b [*a,*a]\ntitle: *b\n---\nBomb \u001B[31mred\u202Etxet\u200B',
      'binary.md': 'a\0b',
      'proto.md': '---\n__proto__: {title: x}\ntitle: Proto\n---\ntext',
      'broken.md': '---\n: : [\n---\nBroken matter',
      'empty.md': '   ',
      'slow.md': `# a${' '.repeat(200_000)}b`,
      'slower.md': `---\n${'a: '.repeat(30_000)}\n---\n${'#'.repeat(50_000)} ${'Ab'.repeat(20_000)}`,
      'wall.md': `# Wall\n\`\`\`\n${'word '.repeat(2000)}`,
    })
    const knowledge = await openKnowledge({ runbooks })
    expect(knowledge.status().runbooks).toMatchObject({ files: 6, skipped: ['binary.md: not a text', 'empty.md: empty'] })
    expect(knowledge.article('runbook/bomb')?.text).toBe('Bomb [31mredtxet')
    expect(knowledge.article('runbook/broken')?.title).toBe('broken')
    for (const { text } of knowledge.lexical('wall word bomb proto broken', { kinds: ['runbook'], limit: 50 }))
      expect(text.length).toBeLessThanOrEqual(1900)
    knowledge.close()
  })

  it('are added whole, and never over another one by accident', async () => {
    const source = temporaryFolder({ 'a.md': '# New', 'b.txt': 'x', 'c.md': 'a\0b', 'd.md': '' })
    const folder = join(temporaryFolder(), 'runbooks')
    expect(await addRunbook({ file: join(source, 'a.md'), folder })).toBe(join(folder, 'a.md'))
    await expect(addRunbook({ file: join(source, 'a.md'), folder })).rejects.toMatchObject({ code: 'RUNBOOK_REFUSED' })
    await addRunbook({ file: join(source, 'a.md'), folder, replace: true })
    for (const name of ['b.txt', 'c.md', 'd.md'])
      await expect(addRunbook({ file: join(source, name), folder })).rejects.toMatchObject({ code: 'RUNBOOK_REFUSED' })
    await expect(addRunbook({ file: join(source, 'missing.md'), folder })).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' })
    expect((await listRunbooks(folder)).files.map(({ name }) => name)).toEqual(['a.md'])
  })
})
