import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { copyFiles } from './copy-files.ts'
import { testFolder } from './test-folder.ts'
import { writeFiles } from './write-files.ts'

const text = (cwd: string, path: string): string => readFileSync(join(cwd, path), 'utf8')

describe('writeFiles', () => {
  it('replaces texts, keeps permissions, leaves nothing behind', async () => {
    const cwd = testFolder({ 'a.yaml': 'old', 'b/c.yaml': '\uFEFFold\r\n' })
    chmodSync(join(cwd, 'a.yaml'), 0o640)
    await writeFiles(
      [
        { path: 'a.yaml', before: 'old', after: 'new' },
        { path: 'b/c.yaml', before: '\uFEFFold\r\n', after: '\uFEFFnew\r\n' },
      ],
      { cwd },
    )
    expect([text(cwd, 'a.yaml'), text(cwd, 'b/c.yaml')]).toEqual(['new', '\uFEFFnew\r\n'])
    expect(statSync(join(cwd, 'a.yaml')).mode & 0o777).toBe(0o640)
    expect(readdirSync(cwd)).toEqual(['a.yaml', 'b'])
  })

  it('writes through a link inside the tree, and the link stays', async () => {
    const cwd = testFolder({ 'a.yaml': 'old' })
    symlinkSync('a.yaml', join(cwd, 'link.yaml'))
    await writeFiles([{ path: 'link.yaml', before: 'old', after: 'new' }], { cwd })
    expect(text(cwd, 'a.yaml')).toBe('new')
    expect(readdirSync(cwd, { withFileTypes: true }).map((entry) => entry.isSymbolicLink())).toEqual([false, true])
  })

  it('writes nothing at all when one file is refused', async () => {
    const outside = testFolder({ 'x.yaml': 'old' })
    const cwd = testFolder({ 'a.yaml': 'old', 'changed.yaml': 'changed', 'folder/x.yaml': '' })
    symlinkSync(join(outside, 'x.yaml'), join(cwd, 'out.yaml'))
    const good = { path: 'a.yaml', before: 'old', after: 'new' }
    const bad = (path: string) => writeFiles([good, { path, before: 'old', after: 'new' }], { cwd, paths: ['a.yaml', '*.yaml', 'folder'] })
    await expect(bad('out.yaml')).rejects.toMatchObject({ code: 'WRITE_OUTSIDE' })
    await expect(bad('../x.yaml')).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    await expect(bad(join(outside, 'x.yaml'))).rejects.toMatchObject({ code: 'WRITE_OUTSIDE' })
    await expect(bad('changed.yaml')).rejects.toMatchObject({ code: 'FILE_CHANGED', category: 'validation' })
    await expect(bad('gone.yaml')).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    await expect(bad('folder')).rejects.toMatchObject({ code: 'WRITE_NOT_A_FILE' })
    expect(text(cwd, 'a.yaml')).toBe('old')
    expect(text(outside, 'x.yaml')).toBe('old')
  })

  it('writes what the user named, also where that is a link that leads elsewhere', async () => {
    const outside = testFolder({ 'x.yaml': 'old' })
    const cwd = testFolder({})
    symlinkSync(outside, join(cwd, 'there'))
    await writeFiles([{ path: 'there/x.yaml', before: 'old', after: 'new' }], { cwd, paths: ['there'] })
    expect(text(outside, 'x.yaml')).toBe('new')
  })

  it('does nothing once it was told to stop', async () => {
    const cwd = testFolder({ 'a.yaml': 'old' })
    await expect(
      writeFiles([{ path: 'a.yaml', before: 'old', after: 'new' }], { cwd, signal: AbortSignal.abort(new Error('stop')) }),
    ).rejects.toThrow('stop')
    expect([text(cwd, 'a.yaml'), ...readdirSync(cwd)]).toEqual(['old', 'a.yaml'])
  })
})

describe('writeFiles, where one file of several fails', () => {
  it('gives the others their old texts back', async () => {
    const cwd = testFolder({ 'a.yaml': 'old a', 'b.yaml': 'old b', 'c.yaml': 'old c' })
    chmodSync(join(cwd, 'a.yaml'), 0o640)
    const signal = new AbortController().signal
    let calls = 0
    // Between the last check and the first replacement, the text that waits for b.yaml goes away.
    signal.throwIfAborted = () => {
      calls += 1
      if (calls > 3) rmSync(join(cwd, readdirSync(cwd).find((name) => name.startsWith('.b.yaml')) ?? 'nothing'))
    }
    const files = ['a', 'b', 'c'].map((name) => ({ path: `${name}.yaml`, before: `old ${name}`, after: `new ${name}` }))
    await expect(writeFiles(files, { cwd, signal })).rejects.toMatchObject({
      code: 'WRITE_FAILED',
      message: expect.stringMatching(/^b\.yaml can't be replaced: .*Nothing was written\.$/) as unknown,
    })
    expect(readdirSync(cwd).map((name) => [name, text(cwd, name)])).toEqual([
      ['a.yaml', 'old a'],
      ['b.yaml', 'old b'],
      ['c.yaml', 'old c'],
    ])
    expect(statSync(join(cwd, 'a.yaml')).mode & 0o777).toBe(0o640)
  })
})

describe.skipIf(process.platform === 'win32')('writeFiles, stopped at any moment', () => {
  const LENGTH = 200_000
  const [before, after] = ['o'.repeat(LENGTH), 'n'.repeat(LENGTH)]
  const script = `
    import { writeFiles } from ${JSON.stringify(fileURLToPath(new URL('write-files.ts', import.meta.url)))}
    const files = (from, to) => Array.from({ length: 20 }, (_, index) => ({ path: index + '.yaml', before: from.repeat(${LENGTH}), after: to.repeat(${LENGTH}) }))
    process.stdout.write('ready')
    for (;;) { await writeFiles(files('o', 'n'), { cwd: process.argv[1] }); await writeFiles(files('n', 'o'), { cwd: process.argv[1] }) }`

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    '%s leaves each file whole',
    async (signal) => {
      const cwd = testFolder({})
      for (let round = 0; round < 6; round += 1) {
        for (let index = 0; index < 20; index += 1) writeFileSync(join(cwd, `${index}.yaml`), before)
        const child = spawn(process.execPath, ['--input-type=module', '-e', script, cwd], { stdio: ['ignore', 'pipe', 'inherit'] })
        await once(child.stdout, 'data')
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 150))
        child.kill(signal)
        const [, endedBy] = await once(child, 'exit')
        expect(endedBy).toBe(signal)
        for (let index = 0; index < 20; index += 1) expect([before, after].includes(text(cwd, `${index}.yaml`))).toBe(true)
        const left = readdirSync(cwd).filter((name) => !/^\d+\.yaml$/.test(name))
        expect(left.filter((name) => signal !== 'SIGKILL' || !/^\.\d+\.yaml\.[0-9a-f]{12}\.tmp$/.test(name))).toEqual([])
      }
    },
    60_000,
  )
})

describe('copyFiles', () => {
  it('puts each file below the folder, whatever its path says', async () => {
    const cwd = testFolder({ 'a/x.yaml': 'x' })
    const copy = (path: string): { path: string; text: string } => ({ path, text: path })
    await copyFiles(
      ['a/x.yaml', '../../up.yaml', '/etc/passwd.yaml', 'b/../../c.yaml', '-', 'o/kustomization.yaml (rendered)', 'd\\e.yaml'].map(copy),
      { cwd, folder: 'out/deep' },
    )
    expect(
      readdirSync(join(cwd, 'out/deep'), { recursive: true, encoding: 'utf8' }).toSorted((left, right) => (left < right ? -1 : 1)),
    ).toEqual([
      'a',
      'a/x.yaml',
      'b',
      'b/c.yaml',
      'd',
      'd/e.yaml',
      'etc',
      'etc/passwd.yaml',
      'o',
      'o/rendered.yaml',
      'stdin.yaml',
      'up.yaml',
    ])
    expect(text(cwd, 'out/deep/up.yaml')).toBe('../../up.yaml')
  })

  it('says in words why a folder can not be made', async () => {
    const cwd = testFolder({ 'a.yaml': 'old', file: '' })
    const refused = copyFiles([{ path: 'a.yaml', text: 'new' }], { cwd, folder: 'file/out' })
    await expect(refused).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: "file/out can't be written: a file stands where a folder is needed.",
    })
  })

  it('refuses to write over the originals, behind links, or two files in one place', async () => {
    const outside = testFolder({ 'x.yaml': 'old' })
    const cwd = testFolder({ 'a.yaml': 'old', 'a/b.yaml': 'old' })
    symlinkSync(outside, join(cwd, 'a/link'))
    await expect(copyFiles([{ path: 'a.yaml', text: 'new' }], { cwd, folder: '.' })).rejects.toMatchObject({ code: 'OUTPUT_REFUSED' })
    await expect(copyFiles([{ path: 'link/deep/x.yaml', text: 'new' }], { cwd, folder: 'a' })).rejects.toMatchObject({
      code: 'OUTPUT_REFUSED',
    })
    await expect(
      copyFiles(
        [
          { path: '../a.yaml', text: 'new' },
          { path: 'a.yaml', text: 'new' },
        ],
        { cwd, folder: 'out' },
      ),
    ).rejects.toMatchObject({ code: 'OUTPUT_REFUSED' })
    expect([text(cwd, 'a.yaml'), text(outside, 'x.yaml'), ...readdirSync(outside)]).toEqual(['old', 'old', 'x.yaml'])
  })
})
