import { inspect } from 'node:util'
import type { CommitPlan, GitHost } from '@aks-copilot/remediation/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StandInFault } from './test-support/github-stand-in.ts'
import { APP_KEY, type Hub, openHub, TOKEN } from './test-support/open-hub.ts'

let all: Hub
let host: GitHost
beforeAll(async () => {
  all = await openHub()
  host = await all.openAsApp()
})
afterAll(() => all.close())

const planOf = (parent: string, text: string): CommitPlan => ({
  parent,
  content: 'changes',
  files: [{ path: 'deploy/web.yaml', text }],
  message: 'fix: x',
  at: '2026-11-20T10:00:00Z',
})
let named = 0
async function branchWithCommit(): Promise<{ branch: string; tip: string }> {
  named += 1
  const branch = `fix-${named}`
  const tip = await all.hub.git.commitFiles(branch, { [`${branch}.yaml`]: 'a: 1\n' }, `fix: ${branch}`)
  return { branch, tip }
}
async function proposed(): Promise<{ branch: string; number: number; request: Parameters<GitHost['openPullRequest']>[0] }> {
  const { branch, tip } = await branchWithCommit()
  // Upon main, as a pull request needs.
  const onMain = await all.hub.git.writeCommit({ ...(await all.hub.git.readCommit(tip)), parents: [all.base] })
  await all.hub.git.git(['update-ref', `refs/heads/${branch}`, onMain])
  const request = { branch, base: 'main', title: 'Mend it', body: 'So.' }
  return { branch, request, number: 0 }
}

type Does = StandInFault['does']
const FAULTS: readonly [string, Does][] = [
  ['500', { kind: 'answer', status: 500 }],
  ['502 with a web page', { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' }],
  ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '0' } }],
  [
    'a secondary limit',
    { kind: 'answer', status: 403, headers: { 'retry-after': '0' }, body: { message: 'You have exceeded a secondary rate limit.' } },
  ],
  ['a connection that breaks', { kind: 'reset' }],
  ['a time-out', { kind: 'hang' }],
  ['a lost answer', { kind: 'lost' }],
  ['half an answer', { kind: 'half' }],
  ['rubbish', { kind: 'rubbish', text: '<html>Sign in</html>' }],
  ['an answer that is something else', { kind: 'rubbish', text: '{"number":"one"}' }],
]

/** Each write: what is called twice, which request fails, and how often the thing is there in the end. */
interface Write {
  readonly title: string
  readonly on: RegExp
  readonly prepare: () => Promise<{ readonly act: () => Promise<unknown>; readonly count: () => Promise<number> | number }>
}

const WRITES: readonly Write[] = [
  {
    title: 'making a branch',
    on: /^POST .*\/git\/refs$/,
    prepare: async () => {
      const branch = `made-${(named += 1)}`
      const refs = async (): Promise<number> => ((await all.hub.git.tip(branch)) === all.base ? 1 : 0)
      return { act: () => host.moveBranch(branch, all.base, undefined), count: refs }
    },
  },
  {
    title: 'moving a branch',
    on: /^PATCH .*\/git\/refs\//,
    prepare: async () => {
      const { branch, tip } = await branchWithCommit()
      const to = await host.commit(planOf(tip, 'image: web:1.2\n'))
      return { act: () => host.moveBranch(branch, to, tip), count: () => all.hub.git.count(`${tip}..refs/heads/${branch}`) }
    },
  },
  {
    title: 'deleting a branch',
    on: /^DELETE .*\/git\/refs\//,
    prepare: async () => {
      const branch = `aks-copilot/deleted-${(named += 1)}`
      await all.hub.git.git(['update-ref', `refs/heads/${branch}`, all.base])
      const act = async (): Promise<void> => void (await host.deleteBranch(branch, all.base))
      return { act, count: async () => ((await all.hub.git.tip(branch)) === undefined ? 1 : 0) }
    },
  },
  {
    title: 'a commit, its tree',
    on: /^POST .*\/git\/trees$/,
    prepare: () => {
      const text = `image: web:${(named += 1)}\n`
      const made = new Set<string>()
      return Promise.resolve({ act: async () => made.add(await host.commit(planOf(all.base, text))).size, count: () => made.size })
    },
  },
  {
    title: 'a commit',
    on: /^POST .*\/git\/commits$/,
    prepare: () => {
      const text = `image: web:${(named += 1)}\n`
      const made = new Set<string>()
      return Promise.resolve({ act: async () => made.add(await host.commit(planOf(all.base, text))).size, count: () => made.size })
    },
  },
  {
    title: 'a pull request',
    on: /^POST .*\/pulls$/,
    prepare: async () => {
      const { branch, request } = await proposed()
      const count = (): number => all.hub.store.talk.pulls.filter(({ head }) => head === branch).length
      return { act: () => host.openPullRequest(request), count }
    },
  },
  {
    title: 'the comment of a close',
    on: /^POST .*\/comments$/,
    prepare: async () => {
      const { number } = await host.openPullRequest((await proposed()).request)
      const count = (): number => all.hub.store.talk.comments[String(number)]?.length ?? 0
      return { act: () => host.closePullRequest(number, { key: 'run-1/1', text: 'It did not help.' }), count }
    },
  },
  {
    title: 'a close',
    on: /^PATCH .*\/pulls\/\d+$/,
    prepare: async () => {
      const { number } = await host.openPullRequest((await proposed()).request)
      const closed = (): number => all.hub.store.talk.pulls.filter((pull) => pull.number === number && pull.state === 'closed').length
      return { act: () => host.closePullRequest(number, { key: 'run-1/1', text: 'It did not help.' }), count: closed }
    },
  },
  {
    title: 'an issue',
    on: /^POST .*\/issues$/,
    prepare: () => {
      const title = `Look at ${(named += 1)}`
      const count = (): number => all.hub.store.talk.issues.filter((issue) => issue.title === title).length
      return Promise.resolve({ act: () => host.openIssue({ key: title, title, body: 'Here.' }), count })
    },
  },
  {
    title: 'a check',
    on: /^POST .*\/check-runs$/,
    prepare: () => {
      const key = `check-${(named += 1)}`
      const count = (): number => all.hub.store.talk.checks.filter(({ fields }) => fields['external_id'] === key).length
      return Promise.resolve({ act: () => host.reportCheck(all.base, { key, name: 'gate', pass: true, title: 't', summary: 's' }), count })
    },
  },
]

describe.each(WRITES)('$title', ({ on, prepare }) => {
  it.each(FAULTS)('is done once in spite of %s', async (_, does) => {
    const { act, count } = await prepare()
    all.hub.fail({ on, does })
    const before = all.hub.requests.length
    const first = await act()
    expect(all.hub.requests.slice(before).filter(({ method, path }) => on.test(`${method} ${path}`)).length).toBeGreaterThan(0)
    const again = await act()
    expect(again).toEqual(first)
    expect(await count()).toBe(1)
  })
})

describe('a fault that stays', () => {
  const CASES: readonly [string, Does, { code: string; category: string }, number][] = [
    ['500', { kind: 'answer', status: 500 }, { code: 'GITHUB_UNREACHABLE', category: 'transient' }, 3],
    ['rubbish', { kind: 'rubbish', text: '[' }, { code: 'GITHUB_UNREACHABLE', category: 'transient' }, 3],
    ['half an answer', { kind: 'half' }, { code: 'GITHUB_UNREACHABLE', category: 'transient' }, 3],
    ['broken connections', { kind: 'reset' }, { code: 'GITHUB_UNREACHABLE', category: 'transient' }, 3],
    ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '0' } }, { code: 'GITHUB_RATE_LIMITED', category: 'transient' }, 3],
    ['401', { kind: 'answer', status: 401, body: { message: 'Bad credentials' } }, { code: 'GITHUB_DENIED', category: 'validation' }, 1],
    ['403', { kind: 'answer', status: 403, body: { message: 'Forbidden' } }, { code: 'GITHUB_DENIED', category: 'validation' }, 1],
    ['409', { kind: 'answer', status: 409, body: { message: 'Conflict' } }, { code: 'GITHUB_REFUSED', category: 'validation' }, 1],
    ['422', { kind: 'answer', status: 422, body: { message: 'No' } }, { code: 'GITHUB_REFUSED', category: 'validation' }, 1],
    [
      '410',
      { kind: 'answer', status: 410, body: { message: 'Issues are disabled' } },
      { code: 'GITHUB_REFUSED', category: 'validation' },
      1,
    ],
    [
      'another address',
      { kind: 'answer', status: 301, headers: { location: 'http://example.com/' } },
      { code: 'GITHUB_REFUSED', category: 'validation' },
      1,
    ],
  ]
  it.each(CASES)('%s has its category, and is tried as often as that allows', async (_, does, expected, times) => {
    const fresh = await openHub()
    try {
      const own = await fresh.open()
      const on = /^GET .*\/pulls$/
      fresh.hub.fail({ on, does, times: 20 })
      const fault: unknown = await own.pullRequest('main').catch((error: unknown) => error)
      expect(fault).toMatchObject(expected)
      expect(fresh.hub.requests.filter(({ method, path }) => on.test(`${method} ${path}`))).toHaveLength(times)
      expect(inspect(fault, { depth: Infinity, showHidden: true })).not.toMatch(/authorization|Bearer|ghp_|<html|undefined\./i)
    } finally {
      await fresh.close()
    }
  })

  it('a limit that lasts longer than the patience says until when, and nothing more is asked', async () => {
    const fresh = await openHub()
    try {
      const own = await fresh.open()
      fresh.hub.limit = { left: 0, resetAt: Date.now() + 1_800_000 }
      const fault: unknown = await own.pullRequest('main').catch((error: unknown) => error)
      expect(fault).toMatchObject({
        code: 'GITHUB_RATE_LIMITED',
        category: 'transient',
        message: expect.stringMatching(/until 20\d\d-.*Z\./) as string,
      })
      await expect(own.head('main')).rejects.toMatchObject({ code: 'GITHUB_RATE_LIMITED' })
      expect(fresh.hub.requests).toHaveLength(1)
    } finally {
      await fresh.close()
    }
  })

  it('a secondary limit that names no time is waited for a minute, which is too long here', async () => {
    all.hub.fail({ on: /\/pulls$/, does: { kind: 'answer', status: 403, body: { message: 'You have exceeded a secondary rate limit.' } } })
    const own = await all.open()
    await expect(own.pullRequest('main')).rejects.toMatchObject({ code: 'GITHUB_RATE_LIMITED' })
  })

  it('a short limit is waited for', async () => {
    const own = await all.open()
    all.hub.fail({ on: /\/pulls$/, does: { kind: 'answer', status: 429, headers: { 'retry-after': '1' } } })
    const began = performance.now()
    expect(await own.pullRequest('main')).toBeUndefined()
    expect(performance.now() - began).toBeGreaterThan(990)
  })

  it('a missing right is named', async () => {
    all.hub.missing.add('contents=write')
    try {
      const fault: unknown = await host.commit(planOf(all.base, 'x')).catch((error: unknown) => error)
      expect(fault).toMatchObject({ code: 'GITHUB_DENIED', remedy: expect.stringContaining('contents=write') as string })
    } finally {
      all.hub.missing.clear()
    }
  })

  it('a repository that is not there is not a branch that is not there', async () => {
    const own = await all.open({ repository: all.hub.url.replace('/shop', '/shopp') })
    await expect(own.head('main')).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND', category: 'validation' })
    await expect(own.commitInfo(all.base)).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND' })
    await expect(own.files('main', '')).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND' })
  })

  it('a protected branch refuses with its rule', async () => {
    all.hub.protected.set('main', 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n')
    try {
      const to = await host.commit(planOf(all.base, 'image: web:1.1\n'))
      const fault: unknown = await host.moveBranch('main', to, all.base).catch((error: unknown) => error)
      expect(fault).toMatchObject({
        code: 'GITHUB_REFUSED',
        category: 'validation',
        message: expect.stringContaining('Changes must be made through a pull request') as string,
      })
      expect(await host.head('main')).toBe(all.base)
    } finally {
      all.hub.protected.clear()
    }
  })

  it('an echo of the token does not reach the message', async () => {
    all.hub.fail({ on: /\/pulls$/, does: { kind: 'answer', status: 422, body: { message: `what is ${TOKEN}?` } } })
    const fault: unknown = await (await all.open()).pullRequest('main').catch((error: unknown) => error)
    expect(fault).toMatchObject({ message: expect.stringContaining('what is ***?') as string })
    expect(inspect(fault, { depth: Infinity, showHidden: true })).not.toContain(TOKEN)
  })
})

describe('between the look and the move', () => {
  it.each<[string, (branch: string, tip: string) => Promise<unknown>]>([
    ['somebody commits', (branch) => all.hub.git.commitFiles(branch, { b: 'theirs' }, 'theirs')],
    ['somebody takes the branch away', (branch, tip) => all.hub.git.git(['update-ref', '-d', `refs/heads/${branch}`, tip])],
    [
      'somebody pushes another history by force',
      async (branch) => {
        const other = await all.hub.git.commitFiles(`other-${branch}`, { c: 'other' }, 'other')
        await all.hub.git.git(['update-ref', `refs/heads/${branch}`, other])
      },
    ],
  ])('%s: a conflict', async (_, meanwhile) => {
    const { branch, tip } = await branchWithCommit()
    const to = await host.commit(planOf(tip, 'image: web:1.0\n'))
    all.hub.fail({ on: new RegExp(`^PATCH .*/heads/${branch}$`), does: { kind: 'before', run: () => meanwhile(branch, tip) } })
    expect(await host.moveBranch(branch, to, tip)).toBe('conflict')
    expect(await all.hub.git.tip(branch)).not.toBe(to)
  })

  it('somebody makes the branch: a conflict', async () => {
    const { tip } = await branchWithCommit()
    const branch = `new-${(named += 1)}`
    const run = (): Promise<unknown> => all.hub.git.git(['update-ref', `refs/heads/${branch}`, all.base])
    all.hub.fail({ on: /^POST .*\/git\/refs$/, does: { kind: 'before', run } })
    expect(await host.moveBranch(branch, tip, undefined)).toBe('conflict')
  })

  it('the answer is lost and somebody builds upon it: moved', async () => {
    const { branch, tip } = await branchWithCommit()
    const to = await host.commit(planOf(tip, 'image: web:1.9\n'))
    all.hub.fail({ on: new RegExp(`^PATCH .*/heads/${branch}$`), does: { kind: 'lost' } })
    const run = (): Promise<unknown> => all.hub.git.commitFiles(branch, { later: '1' }, 'later')
    all.hub.fail({ on: new RegExp(`^GET .*/git/ref/heads/${branch}$`), does: { kind: 'before', run: () => Promise.resolve() } })
    all.hub.fail({ on: new RegExp(`^GET .*/git/ref/heads/${branch}$`), does: { kind: 'before', run } })
    expect(await host.moveBranch(branch, to, tip)).toBe('moved')
    expect(await all.hub.git.isAncestor(to, `refs/heads/${branch}`)).toBe(true)
  })
})

it('opens one pull request for two who ask at once', async () => {
  const { branch, request } = await proposed()
  const hosts = await Promise.all([all.open(), all.open(), all.openAsApp()])
  const numbers = await Promise.all(hosts.map(async (own) => (await own.openPullRequest(request)).number))
  expect(new Set(numbers).size).toBe(1)
  expect(all.hub.store.talk.pulls.filter(({ head }) => head === branch)).toHaveLength(1)
})

describe('stopping', () => {
  it('ends a call at once, and its socket', async () => {
    all.hub.fail({ on: /\/pulls$/, does: { kind: 'hang' } })
    const before = all.hub.aborted
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 100)
    const began = performance.now()
    await expect(host.pullRequest('main', controller.signal)).rejects.toThrow('enough')
    expect(performance.now() - began).toBeLessThan(1500)
    await expect.poll(() => all.hub.aborted).toBe(before + 1)
  })

  it('ends the wait for a limit', async () => {
    const own = await all.open()
    all.hub.fail({ on: /\/pulls$/, does: { kind: 'answer', status: 429, headers: { 'retry-after': '4' } } })
    const signal = AbortSignal.timeout(300)
    const began = performance.now()
    await expect(own.pullRequest('main', signal)).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(performance.now() - began).toBeLessThan(2500)
  })

  it('ends all calls with the signal of the host', async () => {
    const controller = new AbortController()
    const own = await all.open({ signal: controller.signal })
    controller.abort(new Error('over'))
    await expect(own.head('main')).rejects.toThrow('over')
  })
})

describe('an App', () => {
  it('finds its installation, and one token serves many calls', async () => {
    const own = await all.openAsApp()
    const before = all.hub.auth.given
    await Promise.all([own.head('main'), own.defaultBranch(), own.commitInfo(all.base)])
    await own.head('main')
    expect(all.hub.auth.given - before).toBe(1)
  })

  it('asks for another token after one that ended, once', async () => {
    const own = await all.openAsApp()
    await own.head('main')
    const before = all.hub.auth.given
    all.hub.auth.expireAll()
    expect(await own.head('main')).toBe(all.base)
    expect(all.hub.auth.given - before).toBe(1)
    all.hub.fail({ on: /\/git\/ref\//, does: { kind: 'answer', status: 401, body: { message: 'Bad credentials' } }, times: 2 })
    await expect(own.head('main')).rejects.toMatchObject({ code: 'GITHUB_DENIED' })
    expect(all.hub.auth.given - before).toBe(2)
  })

  it('shows the result of a check, and mends it', async () => {
    const check = { key: 'run-9/1', name: 'gate', title: 'All gates', summary: 'Fine.' }
    const { tip } = await branchWithCommit()
    expect(await host.reportCheck(tip, { ...check, pass: false })).toBe(true)
    expect(await host.reportCheck(tip, { ...check, pass: true })).toBe(true)
    const runs = all.hub.store.talk.checks.filter(({ headSha }) => headSha === tip)
    expect(runs.map(({ fields }) => [fields['external_id'], fields['conclusion']])).toEqual([['run-9/1', 'success']])
  })

  it.each<[string, string, string, string]>([
    ['half of its key', APP_KEY.slice(0, 200), 'GITHUB_NOT_CONFIGURED', 'validation'],
    ['no key', 'secret', 'GITHUB_NOT_CONFIGURED', 'validation'],
  ])('with %s says so, and nothing of the key', async (_, privateKey, code, category) => {
    const own = await all.open({ login: { kind: 'app', appId: 4711, privateKey } })
    const fault: unknown = await own.head('main').catch((error: unknown) => error)
    expect(fault).toMatchObject({ code, category })
    expect(inspect(fault, { depth: Infinity, showHidden: true })).not.toContain(privateKey.slice(40, 80) || 'secret')
  })

  it('takes a key whose line ends are written out', async () => {
    const own = await all.openAsApp({ login: { kind: 'app', appId: '4711', privateKey: APP_KEY.replaceAll('\n', String.raw`\n`) } })
    expect(await own.head('main')).toBe(all.base)
  })

  it('that is not installed says where', async () => {
    const own = await all.openAsApp({ repository: all.hub.url.replace('/shop', '/other') })
    await expect(own.head('main')).rejects.toMatchObject({
      code: 'GITHUB_NOT_CONFIGURED',
      message: expect.stringContaining('/contoso/other') as string,
    })
  })

  it('with another id is denied', async () => {
    const own = await all.openAsApp({ login: { kind: 'app', appId: 1, privateKey: APP_KEY, installationId: 815 } })
    await expect(own.head('main')).rejects.toMatchObject({ category: 'validation' })
  })
})
