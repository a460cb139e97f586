import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommitPlan, GitHost } from '@aks-copilot/remediation/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BareRepository } from '../github/test-support/bare-repository.ts'
import { GIT_HOSTS, type GitHostSubject } from '../test-support/git-hosts.ts'

const AT = '2026-11-20T10:00:00Z'
const ids: Record<string, string[]> = {}

function planOf(parent: string | undefined, files: Record<string, string>, more: Partial<CommitPlan> = {}): CommitPlan {
  const list = Object.entries(files).map(([path, text]) => ({ path, text }))
  return { parent, content: 'changes', files: list, message: 'fix(shop): a word\n\nAks-Copilot-Run: run-1\n', at: AT, ...more }
}

/** What every Git host promises, asked of every host, over repositories that the git program made and looks into. */
describe.each(GIT_HOSTS)('$title', ({ title, open }) => {
  let folder: string
  let subject: GitHostSubject
  let host: GitHost
  let git: BareRepository
  let base: string
  let named = 0
  /** A branch of its own for each test, upon the same commit. */
  const branchAt = async (commit: string): Promise<string> => {
    named += 1
    await git.git(['update-ref', `refs/heads/test-${named}`, commit])
    return `test-${named}`
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'git-host-'))
    subject = await open(join(folder, 'shop.git'))
    ;({ host, git } = subject)
    const texts = { 'deploy/web.yaml': 'image: web:1.3\n', 'deploy/sub/db.yaml': 'kind: Service\n', 'README.md': 'Grüße\n' }
    const sha = async (text: string | Buffer): Promise<string> => await git.writeBlob(text)
    const entries = await Promise.all(Object.entries(texts).map(async ([path, text]) => ({ mode: '100644', path, sha: await sha(text) })))
    const tree = await git.writeTree(undefined, [
      ...entries,
      { mode: '100755', path: 'deploy/run.sh', sha: await sha('#!/bin/sh\n') },
      { mode: '120000', path: 'deploy/secret.yaml', sha: await sha('../../etc/passwd') },
      { mode: '120000', path: 'linked', sha: await sha('deploy') },
      { mode: '160000', path: 'deploy/module', sha: '1'.repeat(40) },
      { mode: '100644', path: 'deploy/logo.png', sha: await sha(Buffer.from([137, 80, 78, 71, 0, 255])) },
      { mode: '100644', path: 'deploy/latin1.txt', sha: await sha(Buffer.from([71, 114, 252, 223])) },
    ])
    const who = { name: 'A Person', email: 'person@example.com', date: '2026-11-19T08:00:00Z' }
    base = await git.writeCommit({ tree, parents: [], author: who, committer: who, message: 'feat: the shop\n' })
    await git.git(['update-ref', 'refs/heads/main', base])
    await git.git(['update-ref', 'refs/tags/v1', base])
  })
  afterAll(async () => {
    await subject.close()
    await rm(folder, { recursive: true, force: true })
  })

  const textOf = async (commit: string, path: string): Promise<string> => (await git.git(['show', `${commit}:${path}`])).toString('utf8')
  const modes = async (commit: string): Promise<Record<string, string>> =>
    Object.fromEntries((await git.tree(commit, true)).filter(({ type }) => type !== 'tree').map(({ path, mode }) => [path, mode]))

  describe('reading', () => {
    it('knows the tips of branches, and which is first', async () => {
      expect(await host.defaultBranch()).toBe('main')
      expect(await host.head('main')).toBe(base)
      expect(await host.head('no/such')).toBeUndefined()
      expect(await host.head('v1')).toBeUndefined()
    })

    it.each(['main', 'v1', 'HEAD', 'commit'])(
      'gives the text files of a folder at %s, and no link, submodule or binary',
      async (revision) => {
        const files = await host.files(revision === 'commit' ? base : revision, 'deploy')
        expect(files).toEqual([
          { path: 'deploy/run.sh', text: '#!/bin/sh\n' },
          { path: 'deploy/sub/db.yaml', text: 'kind: Service\n' },
          { path: 'deploy/web.yaml', text: 'image: web:1.3\n' },
        ])
      },
    )

    it('gives all files for the root, one for a file, none for what is not there or is a link', async () => {
      const all = (await host.files('main', '')).map(({ path }) => path)
      expect(all).toEqual(['README.md', 'deploy/run.sh', 'deploy/sub/db.yaml', 'deploy/web.yaml'])
      expect(await host.files('main', '.')).toHaveLength(4)
      expect(await host.files('main', 'deploy/sub/')).toEqual([{ path: 'deploy/sub/db.yaml', text: 'kind: Service\n' }])
      expect(await host.files('main', 'README.md')).toEqual([{ path: 'README.md', text: 'Grüße\n' }])
      for (const nothing of [
        'deplo',
        'deploy/none',
        'linked',
        'linked/sub',
        'deploy/secret.yaml',
        'deploy/module',
        '../shop',
        'deploy/../deploy',
      ])
        expect(await host.files('main', nothing), nothing).toEqual([])
    })

    it.each(['no-such', '0'.repeat(40), '--all', 'main..v1', 'main:deploy', 'main^{tree}', 'a b', ''])(
      'refuses the revision %j',
      async (revision) => {
        await expect(host.files(revision, 'deploy')).rejects.toMatchObject({ code: 'GIT_REVISION_UNKNOWN', category: 'validation' })
      },
    )

    it('tells of a commit what is in it', async () => {
      expect(await host.commitInfo(base)).toEqual({ id: base, parents: [], message: 'feat: the shop\n', at: '2026-11-19T08:00:00Z' })
      for (const none of ['0'.repeat(40), 'main', '--all', base.slice(0, 10)]) expect(await host.commitInfo(none), none).toBeUndefined()
    })

    it('knows whether a branch or a revision holds a commit', async () => {
      const next = await host.commit(planOf(base, { 'deploy/web.yaml': 'image: web:1.4\n' }))
      const branch = await branchAt(next)
      expect(await host.contains(branch, base)).toBe(true)
      expect(await host.contains(branch, next)).toBe(true)
      expect(await host.contains('main', next)).toBe(false)
      expect(await host.contains(next, base)).toBe(true)
      expect(await host.contains(base, next)).toBe(false)
      expect(await host.contains('v1', base)).toBe(true)
      expect(await host.contains('no-such', base)).toBe(false)
      expect(await host.contains('main', '0'.repeat(40))).toBe(false)
    })
  })

  describe('commits', () => {
    it('hold the changes and all else as it was, and move no branch', async () => {
      const id = await host.commit(planOf(base, { 'deploy/web.yaml': 'image: web:1.2\n', 'deploy/new/a.yaml': 'a: ä\n' }))
      expect(await textOf(id, 'deploy/web.yaml')).toBe('image: web:1.2\n')
      expect(await textOf(id, 'deploy/new/a.yaml')).toBe('a: ä\n')
      expect(await modes(id)).toEqual({ ...(await modes(base)), 'deploy/new/a.yaml': '100644' })
      expect(await host.commitInfo(id)).toMatchObject({ parents: [base], at: AT, message: 'fix(shop): a word\n\nAks-Copilot-Run: run-1\n' })
      expect(await host.head('main')).toBe(base)
    })

    it('are the same for the same plan, whoever makes them and however often', async () => {
      const plans = [
        planOf(base, { 'deploy/run.sh': '#!/bin/sh\nset -e\n' }),
        planOf(base, { 'deploy/web.yaml': 'x' }, { at: '2026-11-20T12:00:00.987+02:00', message: 'no line end' }),
        planOf(base, { 'b/c.json': '{}\n', a: 'ä' }, { content: 'whole' }),
        planOf(undefined, { 'copilot_status.json': '{}\n' }, { content: 'whole' }),
      ]
      const first = await Promise.all(plans.map((plan) => host.commit(plan)))
      expect(await Promise.all(plans.map((plan) => host.commit(plan)))).toEqual(first)
      expect(new Set(first).size).toBe(plans.length)
      ids[title] = first
      const [, second = ''] = first
      expect((await git.readCommit(second)).committer).toEqual({
        name: 'aks-copilot',
        email: 'aks-copilot@noreply.invalid',
        date: '2026-11-20T10:00:00Z',
      })
    })

    it('keep the mode of a program', async () => {
      expect((await modes(ids[title]?.[0] ?? ''))['deploy/run.sh']).toBe('100755')
    })

    it('of the whole hold these files alone', async () => {
      expect(await modes(ids[title]?.[2] ?? '')).toEqual({ 'b/c.json': '100644', a: '100644' })
      expect((await git.readCommit(ids[title]?.[3] ?? '')).parents).toEqual([])
    })

    it.each([
      '../outside',
      '/etc/passwd',
      'deploy/../../x',
      'deploy//x',
      './x',
      'deploy/',
      '',
      '.git/config',
      'sub/.GIT/hooks/x',
      'git~1/config',
      String.raw`deploy\x`,
      '.git ',
      '.git.',
      '.git::$INDEX_ALLOCATION/x',
      '.g\u200cit/config',
      'a\nb',
      'a\u202eb',
      'a/b/.git/c',
      'trailing. /x',
    ])('refuse the path %j', async (path) => {
      await expect(host.commit(planOf(base, { [path]: 'x' }))).rejects.toMatchObject({ code: 'GIT_PLAN_REFUSED', category: 'critical' })
    })

    it.each<[string, Partial<CommitPlan>]>([
      ['no file', { files: [] }],
      [
        'one file twice',
        {
          files: [
            { path: 'a.yaml', text: '1' },
            { path: 'A.yaml', text: '2' },
          ],
        },
      ],
      [
        'a file that is a folder too',
        {
          files: [
            { path: 'a', text: '1' },
            { path: 'a/b', text: '2' },
          ],
        },
      ],
      ['half a character', { files: [{ path: 'a', text: '\ud800' }] }],
      ['a zero byte', { files: [{ path: 'a', text: 'a\0b' }] }],
      ['no message', { message: ' ' }],
      ['a zero byte in the message', { message: 'a\0tree 1' }],
      ['no time', { at: 'yesterday' }],
      ['an option as its parent', { parent: '--all' }],
      ['changes of nothing', { parent: undefined }],
    ])('refuse a plan with %s', async (_, more) => {
      await expect(host.commit(planOf(base, { a: 'x' }, more))).rejects.toMatchObject({ code: 'GIT_PLAN_REFUSED', category: 'critical' })
    })

    it.each([
      'deploy/secret.yaml',
      'linked/web.yaml',
      'deploy/module',
      'deploy/module/x',
      'deploy',
      'README.md/x',
      'readme.md',
      'Deploy/web.yaml',
    ])('do not write through or over %s', async (path) => {
      await expect(host.commit(planOf(base, { [path]: 'x' }))).rejects.toMatchObject({ code: 'GIT_PATH_TAKEN', category: 'validation' })
    })

    it('need a parent that is there', async () => {
      const fault = await host.commit(planOf('0'.repeat(40), { a: 'x' })).catch((error: unknown) => error)
      expect(fault).toMatchObject({ category: 'validation' })
    })
  })

  describe('branches', () => {
    it('are made, moved forward, and moved again without harm', async () => {
      const one = await host.commit(planOf(base, { a: '1' }))
      const two = await host.commit(planOf(one, { a: '2' }))
      expect(await host.moveBranch('copilot/run-1', one, undefined)).toBe('moved')
      expect(await host.moveBranch('copilot/run-1', one, undefined)).toBe('moved')
      expect(await host.moveBranch('copilot/run-1', two, one)).toBe('moved')
      expect(await host.moveBranch('copilot/run-1', two, one)).toBe('moved')
      expect(await host.head('copilot/run-1')).toBe(two)
      expect(await host.files('copilot/run-1', 'a')).toEqual([{ path: 'a', text: '2' }])
    })

    it('that somebody made or moved meanwhile are a conflict, and stay', async () => {
      const ours = await host.commit(planOf(base, { a: 'ours' }))
      const theirs = await host.commit(planOf(base, { a: 'theirs' }))
      const branch = await branchAt(theirs)
      expect(await host.moveBranch(branch, ours, undefined)).toBe('conflict')
      expect(await host.moveBranch(branch, ours, base)).toBe('conflict')
      expect(await host.head(branch)).toBe(theirs)
    })

    it('that were pushed back by force, or taken away, are a conflict', async () => {
      const one = await host.commit(planOf(base, { a: '1' }))
      const two = await host.commit(planOf(one, { a: '2' }))
      const branch = await branchAt(base)
      expect(await host.moveBranch(branch, two, one)).toBe('conflict')
      expect(await host.head(branch)).toBe(base)
      expect(await host.moveBranch('never-there', two, one)).toBe('conflict')
      expect(await host.head('never-there')).toBeUndefined()
    })

    it('upon which somebody built are moved already', async () => {
      const ours = await host.commit(planOf(base, { a: 'ours' }))
      const later = await host.commit(planOf(ours, { b: 'later' }))
      const branch = await branchAt(later)
      expect(await host.moveBranch(branch, ours, base)).toBe('moved')
      // A branch that is to be new is not: whoever built upon the commit may have made it.
      expect(await host.moveBranch(branch, ours, undefined)).toBe('conflict')
      expect(await host.head(branch)).toBe(later)
    })

    it('are never moved aside', async () => {
      const one = await host.commit(planOf(base, { a: '1' }))
      const aside = await host.commit(planOf(base, { a: 'aside' }))
      const branch = await branchAt(one)
      await expect(host.moveBranch(branch, aside, one)).rejects.toMatchObject({ category: 'validation' })
      await expect(host.moveBranch(branch, '0'.repeat(40), one)).rejects.toMatchObject({ category: 'validation' })
      expect(await host.head(branch)).toBe(one)
    })

    it('move for one of two at once', async () => {
      const branch = await branchAt(base)
      const all = await Promise.all(['x', 'y', 'z'].map((text) => host.commit(planOf(base, { a: text }))))
      const results = await Promise.all(all.map((to) => host.moveBranch(branch, to, base)))
      expect(results.toSorted()).toEqual(['conflict', 'conflict', 'moved'])
      expect(await host.head(branch)).toBe(all[results.indexOf('moved')])
    })

    it.each(['', '-x', 'a..b', 'a b', 'refs/heads/x', 'x.lock', 'HEAD', 'a~1', '/x', 'x/', 'a\nb', '.x', 'x/.y', '@'])(
      'are not called %j',
      async (name) => {
        await expect(host.moveBranch(name, base, undefined)).rejects.toMatchObject({ code: 'GIT_REVISION_UNKNOWN' })
        await expect(host.head(name)).rejects.toMatchObject({ category: 'validation' })
      },
    )
  })

  describe('proposals', () => {
    const proposed = async (): Promise<{
      branch: string
      target: string
      tip: string
      open: () => ReturnType<GitHost['openPullRequest']>
    }> => {
      const target = await branchAt(base)
      const tip = await host.commit(planOf(base, { 'deploy/web.yaml': `image: web:${named}\n` }))
      const branch = await branchAt(tip)
      return {
        branch,
        target,
        tip,
        open: () => host.openPullRequest({ branch, base: target, title: 'Mend the image', body: 'It was `1.3`.' }),
      }
    }

    it('are opened once and found by their branch', async () => {
      const { branch, open } = await proposed()
      expect(await host.pullRequest(branch)).toBeUndefined()
      const one = await open()
      expect(one).toMatchObject({
        state: 'open',
        number: expect.any(Number) as number,
        url: expect.stringMatching(/^\w+:\/\/.*\d$/) as string,
      })
      expect(await open()).toEqual(one)
      expect(await host.pullRequest(branch)).toEqual(one)
    })

    it('are merged when their base holds them, and are not opened again', async () => {
      const { branch, target, tip, open } = await proposed()
      const { number } = await open()
      await git.git(['update-ref', `refs/heads/${target}`, tip])
      expect(await host.pullRequest(branch)).toMatchObject({ number, state: 'merged', merged: tip })
      expect(await open()).toMatchObject({ number, state: 'merged' })
    })

    it('are closed once, and are not opened again', async () => {
      const { branch, open } = await proposed()
      const { number } = await open()
      await host.closePullRequest(number, { key: 'why-1', text: 'It did not help.' })
      await host.closePullRequest(number, { key: 'why-1', text: 'It did not help.' })
      expect(await host.pullRequest(branch)).toMatchObject({ number, state: 'closed' })
      expect(await open()).toMatchObject({ number, state: 'closed' })
    })

    it('that were merged are not closed', async () => {
      const { branch, target, tip, open } = await proposed()
      const { number } = await open()
      await git.git(['update-ref', `refs/heads/${target}`, tip])
      await host.closePullRequest(number, { key: 'why-2', text: 'Too late.' })
      expect(await host.pullRequest(branch)).toMatchObject({ state: 'merged' })
    })

    it('need branches that are there', async () => {
      const request = { branch: 'nowhere', base: 'main', title: 'x', body: 'x' }
      await expect(host.openPullRequest(request)).rejects.toMatchObject({ category: 'validation' })
    })
  })

  it('opens an issue once for each key', async () => {
    const one = await host.openIssue({ key: 'run-1/hand-over', title: 'Look at web', body: 'It waits for a person.' })
    expect(await host.openIssue({ key: 'run-1/hand-over', title: 'Look at web', body: 'It waits for a person.' })).toEqual(one)
    const other = await host.openIssue({ key: 'run-1/hand-over-2', title: 'Look at web', body: 'It waits for a person.' })
    expect(other.number).not.toBe(one.number)
  })

  it('says that it shows no check where it may not', async () => {
    const check = { key: 'k', name: 'aks-copilot', pass: true, title: 't', summary: 's' }
    expect(await host.reportCheck(base, check)).toBe(false)
  })

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    for (const call of [
      () => host.head('main', signal),
      () => host.files('main', '', signal),
      () => host.commit(planOf(base, { a: 'x' }), signal),
      () => host.pullRequest('main', signal),
    ])
      await expect(call()).rejects.toThrow('enough')
  })
})

describe('a plan', () => {
  it('is the same commit on every host', () => {
    expect(ids['github']).toHaveLength(4)
    expect(ids['local-git']).toEqual(ids['github'])
  })
})
