import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGitHub } from './open-github.ts'
import { GitHubStandIn } from './test-support/github-stand-in.ts'
import { APP_KEY, type Hub, openHub, TOKEN } from './test-support/open-hub.ts'

const run = promisify(execFile)
const git = (args: readonly string[], cwd?: string): Promise<{ stdout: string }> =>
  run('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' },
  })

let all: Hub
let folder: string
beforeAll(async () => {
  all = await openHub()
  folder = await mkdtemp(join(tmpdir(), 'clones-'))
})
afterAll(async () => {
  await all.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the repository by smart HTTP', () => {
  it('is cloned and fetched without a login, with what the API committed', async () => {
    const host = await all.open()
    const clone = join(folder, 'clone')
    await git(['clone', '--quiet', all.hub.cloneUrl, clone])
    expect(await readFile(join(clone, 'deploy/web.yaml'), 'utf8')).toBe('image: web:1.3\n')
    const files = [{ path: 'deploy/web.yaml', text: 'image: web:1.2\n' }]
    const to = await host.commit({ parent: all.base, content: 'changes', files, message: 'fix: x\n', at: '2026-11-20T10:00:00Z' })
    expect(await host.moveBranch('main', to, all.base)).toBe('moved')
    await git(['pull', '--quiet', '--ff-only'], clone)
    expect((await git(['rev-parse', 'HEAD'], clone)).stdout.trim()).toBe(to)
    expect((await git(['fsck', '--strict'], clone)).stdout).toBe('')
  })

  it('takes a push with a token, and none without', async () => {
    const clone = join(folder, 'pushed')
    await git(['clone', '--quiet', all.hub.cloneUrl, clone])
    await git(['commit', '--quiet', '--allow-empty', '-m', 'chore: by hand'], clone)
    await expect(git(['push', '--quiet', 'origin', 'HEAD:by-hand'], clone)).rejects.toThrow()
    expect(await all.hub.git.tip('by-hand')).toBeUndefined()
    await git(['push', '--quiet', all.hub.cloneUrl.replace('://', `://x-access-token:${TOKEN}@`), 'HEAD:by-hand'], clone)
    expect(await (await all.open()).head('by-hand')).toBe((await git(['rev-parse', 'HEAD'], clone)).stdout.trim())
  })
})

describe('the stand-in', () => {
  it.each(['merge', 'squash'] as const)('merges by itself (%s), as GitHub does, also after it was started again', async (how) => {
    const path = join(folder, `${how}.git`)
    const first = await GitHubStandIn.start({ folder: path, tokens: [TOKEN] })
    const base = await first.git.commitFiles('main', { a: '1\n' }, 'feat: a')
    await first.git.git(['update-ref', 'refs/heads/fix', base])
    await first.git.commitFiles('fix', { a: '2\n' }, 'fix: a')
    await first.git.commitFiles('main', { b: '1\n' }, 'feat: b')
    const request = { branch: 'fix', base: 'main', title: 'Mend a', body: 'So.' }
    const opened = await (await openGitHub({ repository: first.url, login: { kind: 'token', token: TOKEN } })).openPullRequest(request)
    const issue = { key: 'k', title: 't', body: 'b' }
    const told = await (await openGitHub({ repository: first.url, login: { kind: 'token', token: TOKEN } })).openIssue(issue)
    await first.stop()

    const second = await GitHubStandIn.start({ folder: path, tokens: [TOKEN], merge: { afterMs: 20, how } })
    const host = await openGitHub({ repository: second.url, login: { kind: 'token', token: TOKEN } })
    await expect.poll(async () => (await host.pullRequest('fix'))?.state, { timeout: 10_000 }).toBe('merged')
    const pull = await host.pullRequest('fix')
    expect(pull).toMatchObject({ number: opened.number, merged: await host.head('main') })
    expect((await host.files('main', '')).map(({ text }) => text)).toEqual(['2\n', '1\n'])
    expect((await host.commitInfo(pull?.merged ?? ''))?.parents).toHaveLength(how === 'merge' ? 2 : 1)
    expect((await host.openIssue(issue)).number).toBe(told.number)
    expect((await host.openPullRequest(request)).number).toBe(opened.number)
    await second.stop()
  })

  it('takes no other token, and no App that signs with another key', async () => {
    const denied = { code: 'GITHUB_DENIED', category: 'validation' }
    await expect((await all.open({ login: { kind: 'token', token: 'ghp_other' } })).head('main')).rejects.toMatchObject(denied)
    const other = await GitHubStandIn.start({ folder: join(folder, 'no-app.git') })
    const host = await openGitHub({ repository: other.url, login: { kind: 'app', appId: 4711, privateKey: APP_KEY } })
    await expect(host.head('main')).rejects.toMatchObject(denied)
    await other.stop()
  })
})

describe('reading folders', () => {
  it('gives the same where GitHub cuts a listing short', async () => {
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`many/${at % 3}/${at % 2}/f${at}.yaml`, `n: ${at}\n`]))
    await all.hub.git.commitFiles('many', files, 'feat: many')
    const whole = await (await all.open()).files('many', 'many')
    expect(whole).toHaveLength(12)
    all.hub.truncateAt = 3
    expect(await (await all.open()).files('many', 'many')).toEqual(whole)
    expect(await (await all.open()).files('many', '')).toEqual(whole)
    await expect((await all.open({ limits: { files: 8 } })).files('many', '')).rejects.toMatchObject({ code: 'GIT_FOLDER_TOO_LARGE' })
    all.hub.truncateAt = 100_000
  })

  it('asks for each file once', async () => {
    const host = await all.open()
    await host.files('many', 'many')
    const before = all.hub.requests.length
    await host.files('many', 'many')
    expect(all.hub.requests.slice(before).filter(({ path }) => path.includes('/git/blobs/'))).toEqual([])
  })

  it.each([
    ['files', { files: 11 }, /12 files, more than 11/],
    ['bytes of one', { bytesOfOne: 5 }, /f1[01]\.yaml has 6 bytes, more than 5/],
    ['bytes', { bytes: 60 }, /62 bytes, more than 60/],
  ])('reads nothing of a folder with too many %s', async (_, limits, message) => {
    const before = all.hub.requests.length
    const fault: unknown = await (await all.open({ limits })).files('many', 'many').catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'GIT_FOLDER_TOO_LARGE', category: 'validation', message: expect.stringMatching(message) as string })
    expect(all.hub.requests.slice(before).filter(({ path }) => path.includes('/git/blobs/'))).toEqual([])
  })

  it('believes no file that is not what its id says', async () => {
    const other = JSON.stringify({ content: Buffer.from('image: evil\n').toString('base64'), encoding: 'base64' })
    all.hub.fail({ on: /\/git\/blobs\//, does: { kind: 'rubbish', text: other } })
    const [file] = await (await all.open()).files(all.base, 'deploy')
    expect(file?.text).toBe('image: web:1.3\n')
    all.hub.fail({ on: /\/git\/blobs\//, does: { kind: 'rubbish', text: other }, times: 3 })
    await expect((await all.open()).files(all.base, 'deploy')).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE' })
  })

  it('has no branch and no file in an empty repository, and says what is missing', async () => {
    const empty = await GitHubStandIn.start({ folder: join(folder, 'empty.git'), tokens: [TOKEN] })
    const host = await openGitHub({ repository: empty.url, login: { kind: 'token', token: TOKEN } })
    expect(await host.head('main')).toBeUndefined()
    const files = [{ path: 'a', text: 'a' }]
    const plan = { parent: undefined, content: 'whole', files, message: 'x', at: '2026-11-20T10:00:00Z' } as const
    await expect(host.commit(plan)).rejects.toMatchObject({
      code: 'GITHUB_REFUSED',
      message: expect.stringContaining('is empty') as string,
    })
    await empty.stop()
  })
})

describe('markers', () => {
  it('are ours only where they end the text', async () => {
    const host = await all.open()
    const quoted = await host.openIssue({ key: 'one', title: 'one', body: 'See <!-- aks-copilot:two -->' })
    const two = await host.openIssue({ key: 'two', title: 'two', body: 'Two' })
    expect(two.number).not.toBe(quoted.number)
    const strange = await host.openIssue({ key: 'a --> <b>\n-', title: 'three', body: 'Three' })
    expect((await host.openIssue({ key: 'a --> <b>\n-', title: 'three', body: 'Three' })).number).toBe(strange.number)
    const body = all.hub.store.talk.issues.find(({ number }) => number === strange.number)?.body ?? ''
    expect(body.split('\n').at(-1)).toMatch(/^<!-- [^<>\s]+ -->$/)
  })
})
