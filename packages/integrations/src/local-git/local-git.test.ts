import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { GitHost } from '@aks-copilot/remediation/ports'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLocalGit } from './open-local-git.ts'

const run = promisify(execFile)
let folder: string
let host: GitHost
let base: string

const git = async (...args: readonly string[]): Promise<string> => {
  const options = { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' } }
  return (await run('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], options)).stdout.trim()
}

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'local-git-')))
  await git('init', '--quiet', '--initial-branch=main')
  await writeFile(join(folder, 'web.yaml'), 'image: web:1.3\n')
  await git('add', '.')
  await git('commit', '--quiet', '-m', 'feat: the shop')
  base = await git('rev-parse', 'HEAD')
  host = await openLocalGit({ path: folder })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const commit = (text: string): Promise<string> =>
  host.commit({ parent: base, content: 'changes', files: [{ path: 'web.yaml', text }], message: 'fix: x\n', at: '2026-11-20T10:00:00Z' })

describe('a repository with a work tree', () => {
  it('is named as Argo CD would name it', () => {
    expect(host.repository).toBe(pathToFileURL(folder).href)
  })

  it('keeps the branch that is checked out, its files and its index', async () => {
    const to = await commit('image: web:1.2\n')
    await expect(host.moveBranch('main', to, base)).rejects.toMatchObject({ code: 'GIT_REFUSED', category: 'validation' })
    expect(await host.moveBranch('fix', to, undefined)).toBe('moved')
    expect(await git('status', '--porcelain')).toBe('')
    expect(await readFile(join(folder, 'web.yaml'), 'utf8')).toBe('image: web:1.3\n')
    expect(await git('show', 'fix:web.yaml')).toBe('image: web:1.2')
    expect(await git('fsck', '--strict')).toBe('')
  })

  it('knows a proposal as merged when a person merged it, and by which commit', async () => {
    await host.moveBranch('fix', await commit('image: web:1.2\n'), undefined)
    const request = { branch: 'fix', base: 'main', title: 'Mend it', body: 'So.' }
    const { number } = await host.openPullRequest(request)
    await git('commit', '--quiet', '--allow-empty', '-m', 'chore: meanwhile')
    await git('merge', '--quiet', '--no-ff', '-m', 'merge', 'fix')
    const merged = await git('rev-parse', 'HEAD')
    await git('commit', '--quiet', '--allow-empty', '-m', 'chore: later')
    expect(await host.pullRequest('fix')).toEqual({
      number,
      url: `${host.repository}#refs/aks-copilot/proposals/1`,
      state: 'merged',
      merged,
    })
  })

  it('keeps a branch of an attempt that is checked out', async () => {
    await git('checkout', '--quiet', '-b', 'aks-copilot/shop-1')
    await expect(host.deleteBranch('aks-copilot/shop-1', base)).rejects.toMatchObject({ code: 'GIT_REFUSED', category: 'validation' })
    await git('checkout', '--quiet', 'main')
    expect(await host.deleteBranch('aks-copilot/shop-1', base)).toBe('deleted')
  })

  it('keeps what is said in notes that git shows', async () => {
    await host.openIssue({ key: 'k', title: 'Look at web', body: 'It waits.' })
    expect(JSON.parse(await git('show', 'refs/aks-copilot/issues/1'))).toMatchObject({ title: 'Look at web', body: 'It waits.' })
  })

  it('gives two who ask at once two numbers', async () => {
    const all = await Promise.all(['a', 'b', 'c'].map((key) => host.openIssue({ key, title: key, body: key })))
    expect(all.map(({ number }) => number).toSorted((left, right) => left - right)).toEqual([1, 2, 3])
  })

  it('runs nothing that its configuration names', async () => {
    const hooks = join(folder, 'evil')
    await mkdir(hooks)
    for (const name of ['reference-transaction', 'post-index-change', 'fsmonitor']) {
      await writeFile(join(hooks, name), `#!/bin/sh\ntouch ${join(folder, 'ran')}\n`)
      await chmod(join(hooks, name), 0o755)
    }
    await git('config', 'core.hooksPath', hooks)
    await git('config', 'core.fsmonitor', join(hooks, 'fsmonitor'))
    await git('config', 'filter.evil.clean', `touch ${join(folder, 'ran')}`)
    await writeFile(join(folder, '.git/info/attributes'), '* filter=evil\n')
    await host.moveBranch('fix', await commit('image: web:1.1\n'), undefined)
    await host.files('fix', '')
    await expect(readFile(join(folder, 'ran'))).rejects.toThrow('ENOENT')
    // The trap is a real one.
    await git('update-ref', 'refs/heads/other', base)
    await readFile(join(folder, 'ran'))
  })

  it('waits for a lock that another program holds, and says so where that stays', async () => {
    const to = await commit('image: web:1.2\n')
    const lock = join(folder, '.git/refs/heads/fix.lock')
    await writeFile(lock, '')
    setTimeout(() => void rm(lock), 150)
    expect(await host.moveBranch('fix', to, undefined)).toBe('moved')
    await writeFile(join(folder, '.git/refs/heads/other.lock'), '')
    await expect(host.moveBranch('other', to, undefined)).rejects.toMatchObject({ code: 'GIT_FAILED', category: 'transient' })
    expect(await host.head('other')).toBeUndefined()
  })

  it('reads nothing of a folder that is too large', async () => {
    const small = await openLocalGit({ path: folder, limits: { bytesOfOne: 5 } })
    await expect(small.files('main', '')).rejects.toMatchObject({ code: 'GIT_FOLDER_TOO_LARGE' })
  })
})

describe('what is no repository', () => {
  it.each(['', 'nowhere', 'file'])('%j is not usable', async (name) => {
    await rm(join(folder, '.git'), { recursive: true })
    await writeFile(join(folder, 'file'), 'x')
    await expect(openLocalGit({ path: join(folder, name) })).rejects.toMatchObject({ code: 'GIT_NOT_USABLE', category: 'validation' })
  })
})
