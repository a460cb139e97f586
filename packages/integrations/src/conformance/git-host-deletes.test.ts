import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GitHost } from '@aks-copilot/remediation/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BareRepository } from '../github/test-support/bare-repository.ts'
import { GIT_HOSTS, type GitHostSubject } from '../test-support/git-hosts.ts'

/** What every Git host promises of branches that are deleted. */
describe.each(GIT_HOSTS)('$title', ({ open }) => {
  let folder: string
  let subject: GitHostSubject
  let host: GitHost
  let git: BareRepository
  let base: string
  let named = 0
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'git-host-'))
    subject = await open(join(folder, 'shop.git'))
    ;({ host, git } = subject)
    base = await git.commitFiles('main', { 'deploy/web.yaml': 'image: web:1.3\n' }, 'feat: the shop\n')
  })
  afterAll(async () => {
    await subject.close()
    await rm(folder, { recursive: true, force: true })
  })

  const commit = async (parent: string, text: string): Promise<string> => {
    const files = [{ path: 'deploy/web.yaml', text: `image: web:${text}\n` }]
    return await host.commit({ parent, content: 'changes', files, message: 'fix(shop): a word\n', at: '2026-11-20T10:00:00Z' })
  }

  describe('branches', () => {
    it('of attempts are deleted where they stand at the commit, once', async () => {
      const ours = await commit(base, 'ours')
      const theirs = await commit(ours, 'theirs')
      const branch = 'aks-copilot/shop-0f3c-1'
      expect(await host.deleteBranch(branch, ours)).toBe('gone')
      await host.moveBranch(branch, theirs, undefined)
      expect(await host.deleteBranch(branch, ours)).toBe('kept')
      expect(await host.head(branch)).toBe(theirs)
      expect(await host.deleteBranch(branch, theirs)).toBe('deleted')
      expect(await host.head(branch)).toBeUndefined()
      expect(await host.deleteBranch(branch, theirs)).toBe('gone')
      expect(await host.moveBranch(branch, ours, undefined)).toBe('moved')
    })

    it.each([
      'main',
      'release/1',
      'aks-copilot',
      'aks-copilot/state/shop',
      'aks-copilot/a/b',
      'aks-copilot/../main',
      'x/aks-copilot/shop-1',
    ])('that are no attempt are never deleted: %s', async (branch) => {
      await git.git(['update-ref', `refs/heads/kept-${(named += 1)}`, base])
      await expect(host.deleteBranch(branch, base)).rejects.toThrow()
      await expect(host.deleteBranch(`kept-${named}`, base)).rejects.toMatchObject({ code: 'GIT_PLAN_REFUSED', category: 'critical' })
      expect(await git.tip(`kept-${named}`)).toBe(base)
    })
  })

  describe('proposals', () => {
    it('are what they were when their branch is deleted; one that is open is closed by that', async () => {
      const propose = async (name: string): Promise<{ branch: string; target: string; tip: string; number: number }> => {
        const [target, tip, branch] = [`base-of-${name}`, await commit(base, name), `aks-copilot/${name}-1`]
        await git.git(['update-ref', `refs/heads/${target}`, base])
        await host.moveBranch(branch, tip, undefined)
        const { number } = await host.openPullRequest({ branch, base: target, title: 'Mend it', body: 'So.' })
        return { branch, target, tip, number }
      }
      const [merged, closed, open] = [await propose('merged'), await propose('closed'), await propose('open')]
      await git.git(['update-ref', `refs/heads/${merged.target}`, merged.tip])
      expect(await host.pullRequest(merged.branch)).toMatchObject({ state: 'merged', merged: merged.tip })
      await host.closePullRequest(closed.number, { key: 'why-3', text: 'No.' })
      for (const { branch, tip } of [merged, closed, open]) expect(await host.deleteBranch(branch, tip)).toBe('deleted')
      expect(await host.pullRequest(merged.branch)).toMatchObject({ number: merged.number, state: 'merged', merged: merged.tip })
      expect(await host.pullRequest(closed.branch)).toMatchObject({ number: closed.number, state: 'closed' })
      expect(await host.pullRequest(open.branch)).toMatchObject({ number: open.number, state: 'closed' })
    })
  })
})
