import { execFileSync } from 'node:child_process'
import { linkSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readSources } from './read-sources.ts'
import { pod, testFolder } from './test-folder.ts'

const paths = async (given: readonly string[], cwd: string): Promise<string[]> =>
  (await readSources(given, { cwd })).files.map(({ path }) => path)

describe('readSources', () => {
  it('reads folders with all below, in order, and passes by what is no manifest', async () => {
    const cwd = testFolder({
      'b.yml': pod('b'),
      'a/z.yaml': pod('z'),
      'a/b.json': '{}',
      'a.txt': '',
      '.git/x.yaml': '',
      'node_modules/x.yaml': '',
      '.hidden/x.yaml': '',
      '.x.yaml': '',
    })
    expect(await paths(['.'], cwd)).toEqual(['a/b.json', 'a/z.yaml', 'b.yml'])
    expect(await paths(['./a/'], cwd)).toEqual(['a/b.json', 'a/z.yaml'])
    expect(await paths([join(cwd, 'a')], cwd)).toEqual(['a/b.json', 'a/z.yaml'])
    expect(await paths(['../b.yml'], join(cwd, 'a'))).toEqual(['../b.yml'])
    expect(await paths(['.hidden'], cwd)).toEqual(['.hidden/x.yaml'])
  })

  it('reads a file once, however often it is given', async () => {
    const cwd = testFolder({ 'a/x.yaml': pod('x') })
    symlinkSync('x.yaml', join(cwd, 'a/link.yaml'))
    expect(await paths(['a', 'a/x.yaml', 'a/*.yaml', './a/../a/link.yaml'], cwd)).toEqual(['a/x.yaml'])
  })

  it.skipIf(process.platform === 'win32')('keeps names as they are, also with control characters', async () => {
    const names = ['\u001B[31mred.yaml', 'line\nbreak.yaml', 'ü 世.yaml', '..x.yaml..yaml']
    expect(await paths(['.'], testFolder(Object.fromEntries(names.map((name) => [`a/${name}`, pod('x')]))))).toEqual(
      names
        .filter((name) => !name.startsWith('.'))
        .map((name) => `a/${name}`)
        .toSorted(),
    )
  })

  it('expands globs, with both kinds of slashes', async () => {
    const cwd = testFolder({ 'a/x.yaml': '', 'a/b/y.yaml': '', 'a/b/z.txt': '', 'a/node_modules/q.yaml': '', 'a/.h/q.yaml': '' })
    expect(await paths(['a/**/*.yaml'], cwd)).toEqual(['a/b/y.yaml', 'a/x.yaml'])
    expect(await paths(['a\\**\\*.yaml'], cwd)).toEqual(['a/b/y.yaml', 'a/x.yaml'])
    await expect(readSources(['a/*.yml'], { cwd })).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND', message: 'No file matches a/*.yml.' })
  })

  it('reads a file whose name looks like a glob', async () => {
    expect(await paths(['a[1].yaml'], testFolder({ 'a[1].yaml': pod('a') }))).toEqual(['a[1].yaml'])
  })

  it('names the nearest file when there is none, and says when nothing was found', async () => {
    const cwd = testFolder({ 'manifests/shop.yaml': '', 'empty/readme.txt': '' })
    await expect(readSources(['manifest/shop.yaml'], { cwd })).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
      category: 'validation',
      remedy: 'Did you mean `manifests`?',
    })
    await expect(readSources(['manifests/shp.yaml'], { cwd })).rejects.toMatchObject({ remedy: 'Did you mean `shop.yaml`?' })
    await expect(readSources(['empty'], { cwd })).rejects.toMatchObject({ code: 'INPUT_EMPTY', message: 'There is no manifest in empty.' })
    await expect(readSources(['-'], { cwd, stdin: chunks('  \n') })).rejects.toMatchObject({
      code: 'INPUT_EMPTY',
      message: 'There is no manifest in standard input.',
    })
  })

  it('reads standard input', async () => {
    const { files } = await readSources(['-'], { cwd: '/', stdin: chunks('a: ', 'ä\n') })
    expect(files).toEqual([{ path: '-', text: 'a: ä\n', origin: 'stdin' }])
  })

  it('follows links inside the tree, and says why it does not follow the others', async () => {
    const outside = testFolder({ 'secret.yaml': pod('secret'), 'sub/x.yaml': pod('x') })
    const cwd = testFolder({ '..data/conf.yaml': pod('conf'), 'a/x.yaml': pod('x') })
    const link = (target: string, name: string): void => symlinkSync(target, join(cwd, name))
    link('..data/conf.yaml', 'conf.yaml')
    link('..', 'a/circle')
    link('self.yaml', 'self.yaml')
    link('nowhere', 'lost.yaml')
    link(join(outside, 'secret.yaml'), 'secret.yaml')
    link(join(outside, 'sub'), 'sub')
    const { files, skipped } = await readSources(['.'], { cwd })
    expect(files.map(({ path }) => path)).toEqual(['a/x.yaml', 'conf.yaml'])
    expect(skipped).toEqual([
      { what: 'lost.yaml', why: 'is a link that leads nowhere' },
      { what: 'secret.yaml', why: 'is a link that leads out of the folder: give its target as a path of its own' },
      { what: 'self.yaml', why: 'is a link that leads in a circle' },
      { what: 'sub', why: 'is a link that leads out of the folder: give its target as a path of its own' },
    ])
  })

  it('says what is no text, too large or no file', async () => {
    const cwd = testFolder({
      'ok.yaml': '\uFEFFa: ä\r\n',
      'binary.yaml': new Uint8Array([97, 0, 98]),
      'latin.yaml': new Uint8Array([97, 58, 32, 0xe4, 10]),
      'utf16.yaml': new Uint8Array([0xff, 0xfe, 97, 0]),
      'cut.yaml': new Uint8Array([97, 0xc3]),
      'huge.json': '',
    })
    truncateSync(join(cwd, 'huge.json'), 65 * 1024 * 1024)
    execFileSync('mkfifo', [join(cwd, 'pipe.yaml')])
    const { files, skipped } = await readSources(['.', 'pipe.yaml'], { cwd })
    expect(files).toEqual([{ path: 'ok.yaml', text: '\uFEFFa: ä\r\n', origin: 'file' }])
    expect(Object.fromEntries(skipped.map(({ what, why }) => [what, why]))).toEqual({
      'binary.yaml': 'is binary, not text (a zero byte at offset 1)',
      'cut.yaml': 'is not UTF-8 text (from byte 1)',
      'huge.json': 'is larger than 64 MB: split it',
      'latin.yaml': 'is not UTF-8 text (from byte 3)',
      'pipe.yaml': 'is not a regular file',
      'utf16.yaml': 'is UTF-16 text: save it as UTF-8',
    })
  })

  it('stops when it is told to', async () => {
    const cwd = testFolder({ 'a.yaml': '' })
    await expect(readSources(['.'], { cwd, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop')
    const silent = new Readable({ read: () => undefined })
    await expect(readSources(['-'], { cwd, stdin: silent, signal: AbortSignal.timeout(20) })).rejects.toThrow(/abort/)
  })

  it('reads 10,000 files in seconds, and tells how far it is', async () => {
    const cwd = testFolder({ 'seed.yaml': pod('a') })
    for (let index = 0; index < 10_000; index += 1) writeFileSync(join(cwd, `${index}.yaml`), pod(`p${index}`))
    linkSync(join(cwd, 'seed.yaml'), join(cwd, 'hard-link.yaml'))
    const told: number[] = []
    const started = performance.now()
    const { files } = await readSources(['.'], { cwd, onProgress: (count) => told.push(count) })
    expect(files).toHaveLength(10_002)
    expect(told.at(-1)).toBe(10_002)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text)
}
