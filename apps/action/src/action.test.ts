import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { GitHubStandIn } from '../../../packages/integrations/src/github/test-support/github-stand-in.ts'
import { PullRepository, type Files } from '../test-support/pull-repository.ts'
import { buildAction } from '../test-support/built-action.ts'
import { pullRequestPayload, pushPayload } from '../test-support/payloads.ts'
import { PullRequestStandIn } from '../test-support/pull-request-stand-in.ts'
import { runStep, type Step, type StepResult, TOKEN } from '../test-support/run-step.ts'

// Each test starts several processes.
vi.setConfig({ testTimeout: 60_000 })

let github: PullRequestStandIn
let action: Awaited<ReturnType<typeof buildAction>>
const repositories: PullRepository[] = []

beforeAll(async () => {
  action = await buildAction()
}, 60_000)
afterAll(() => action.remove())

beforeEach(async () => {
  github = await PullRequestStandIn.start()
})
afterEach(async () => {
  await github.stop()
  for (const repository of repositories.splice(0)) repository.remove()
})

const claim = (name: string, storageClass: string): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${name}
  namespace: shop
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: ${storageClass}
  resources:
    requests:
      storage: 1Gi
`
const documents = (...parts: string[]): string => parts.join('---\n')
const good = (name: string): string => claim(name, 'managed-csi')
const bad = (name: string): string => claim(name, 'local-path')

function pull(base: Files, head: Files, renamed?: Record<string, string>): PullRepository {
  const repository = new PullRepository(base, head, renamed)
  repositories.push(repository)
  github.files = repository.changedFiles()
  github.head = repository.head
  return repository
}

function step(repository: PullRepository, more: Partial<Step> = {}): Promise<StepResult> {
  const payload = pullRequestPayload(repository)
  return runStep({ entry: action.entry, workspace: repository.folder, origin: github.origin, event: 'pull_request', payload, ...more })
}

const written = (): string[] => github.requests.filter((request) => !request.startsWith('GET '))

test('one comment, the same after a second run, all good when nothing is left', async () => {
  const repository = pull({ 'k8s/a.yaml': good('a') }, { 'k8s/a.yaml': bad('a') })
  const first = await step(repository)
  expect(first.status, first.log).toBe(1)
  expect(first.outputs).toEqual({ errors: '1', warnings: '0', fixed: '0', sarif: '' })
  expect(first.log).toMatch(/^::error file=k8s\/a\.yaml,line=8,/m)
  expect(first.summary).toContain('local-path')
  expect(github.comments).toHaveLength(1)
  expect(github.comments[0]?.body).toContain('`k8s/a.yaml:8`')

  github.requests.length = 0
  await step(repository, { payload: pullRequestPayload(repository, { action: 'synchronize' }) })
  expect(github.comments).toHaveLength(1)
  expect(written()).toEqual([])

  const mended = pull({ 'k8s/a.yaml': bad('a') }, { 'k8s/a.yaml': good('a') })
  const last = await step(mended)
  expect(last.status, last.log).toBe(0)
  expect(github.comments).toHaveLength(1)
  expect(github.comments[0]?.body).toContain('all good')
})

test('nothing is said where there is nothing to say', async () => {
  const result = await step(pull({ 'a.yaml': bad('a') }, { 'a.yaml': good('a') }))
  expect(result.status, result.log).toBe(0)
  expect(github.comments).toEqual([])
})

test('a comment of a stranger with our marker is left alone, and a twin of ours goes', async () => {
  const repository = pull({ 'a.yaml': good('a') }, { 'a.yaml': bad('a') })
  await step(repository)
  const [own] = github.comments.splice(0)
  github.comment(own?.body ?? '', 'stranger')
  github.comment('old\n\n' + (own?.body.split('\n').at(-1) ?? ''), 'bot')
  github.comment(own?.body ?? '', 'bot')
  await step(repository)
  expect(github.comments.map(({ user }) => user.type)).toEqual(['User', 'Bot'])
  expect(github.comments[1]?.body).toBe(own?.body)
})

test('suggestions stand on the lines of the diff, mend the file when they are taken, and are not made twice', async () => {
  const padding = Array.from({ length: 12 }, (_, index) => good(`pad-${index}`))
  const before = documents(good('one'), ...padding, good('two'), bad('old'), good('three'))
  const after = documents(bad('one'), ...padding, bad('two').replace('1Gi', '2Gi'), bad('old'), good('three'))
  const repository = pull({ 'k8s/all.yaml': before }, { 'k8s/all.yaml': after })
  expect(github.files[0]?.patch?.match(/^@@/gm)).toHaveLength(2)
  const result = await step(repository, { inputs: { fix: 'suggest' } })
  expect(github.reviews, result.log + result.summary).toHaveLength(1)
  expect(github.reviews[0]).toMatchObject({ commit_id: repository.head, event: 'COMMENT' })
  expect(taken(after, 'k8s/all.yaml')).toBe(
    documents(good('one'), ...padding, good('two').replace('1Gi', '2Gi'), bad('old'), good('three')),
  )
  for (const { body } of github.reviewComments) expect(body).toMatch(/Certificate of k3s-local-path: (\d+) of \1 gates passed/)
  expect(github.comments[0]?.body).toContain('the lines are not in the diff')
  expect(result.outputs['fixed']).toBe('2')

  await step(repository, { inputs: { fix: 'suggest' } })
  expect(github.reviews).toHaveLength(1)
})

test('a renamed file has suggestions at its new path, below deleted lines, and one with CRLF has none', async () => {
  const old = documents(good('gone'), good('also-gone'), good('one'), good('two'), good('three'))
  const after = documents(good('one'), bad('two'), good('three'))
  const crlf = (text: string): string => text.replaceAll('\n', '\r\n')
  const repository = pull(
    { 'old/a.yaml': old, 'crlf.yaml': crlf(good('c')) },
    { 'new/a.yaml': after, 'crlf.yaml': crlf(bad('c')) },
    { 'old/a.yaml': 'new/a.yaml' },
  )
  expect(github.files.map(({ status }) => status)).toContain('renamed')
  const result = await step(repository, { inputs: { fix: 'suggest' } })
  expect(
    github.reviewComments.map(({ path }) => path),
    result.log,
  ).toEqual(['new/a.yaml'])
  expect(taken(after, 'new/a.yaml')).toBe(documents(good('one'), good('two'), good('three')))
  expect(github.comments[0]?.body).toContain('ends its lines with CRLF')
})

test('a checkout that is not the head, and a diff too large to show, have no suggestions', async () => {
  const repository = pull({ 'a.yaml': good('a'), 'b.yaml': good('b') }, { 'a.yaml': bad('a'), 'b.yaml': bad('b') })
  github.files = repository
    .changedFiles()
    .map(({ patch, ...file }) =>
      file.filename === 'a.yaml' ? { ...file, ...(patch === undefined ? {} : { patch }), sha: '0'.repeat(40) } : file,
    )
  await step(repository, { inputs: { fix: 'suggest' } })
  expect(github.reviews).toEqual([])
  expect(github.comments[0]?.body).toContain('another version of the file')
  expect(github.comments[0]?.body).toContain('does not show the diff')
})

test('a draft has the comment and no suggestions yet; a fork has everything in the summary', async () => {
  const repository = pull({ 'a.yaml': good('a') }, { 'a.yaml': bad('a') })
  const inputs = { fix: 'suggest' }
  const draft = await step(repository, { inputs, payload: pullRequestPayload(repository, { draft: true }) })
  expect([github.comments.length, github.reviews.length]).toEqual([1, 0])
  expect(draft.summary).toContain('ready for review')
  github.requests.length = 0
  const fork = await step(repository, { inputs, payload: pullRequestPayload(repository, { fork: true }) })
  expect(written()).toEqual([])
  expect(fork.status).toBe(1)
  expect(fork.summary).toContain('comes from a fork')
  expect(fork.summary).toContain('local-path')
})

test('a closed pull request, and one that moved on, are left alone', async () => {
  const repository = pull({ 'a.yaml': good('a') }, { 'a.yaml': bad('a') })
  const closed = await step(repository, { payload: pullRequestPayload(repository, { action: 'closed' }) })
  expect([closed.status, github.requests]).toEqual([0, []])
  github.head = 'a'.repeat(40)
  const late = await step(repository, { inputs: { fix: 'suggest' } })
  expect(written()).toEqual([])
  expect(late.summary).toContain('moved on')
})

test('pull_request_target is refused with the reason, before anything is read', async () => {
  const repository = pull({ 'a.yaml': good('a') }, { 'a.yaml': bad('a') })
  const result = await step(repository, { event: 'pull_request_target' })
  expect([result.status, github.requests]).toEqual([2, []])
  expect(result.log).toMatch(/^::error title=aks-copilot%3A ACTION_EVENT_REFUSED::.*may write/)
})

test('only findings in changed files count, on pull requests and pushes', async () => {
  const repository = pull({ 'old.yaml': bad('old'), 'a.yaml': good('a') }, { 'a.yaml': good('a').replace('1Gi', '3Gi') })
  const inputs = { 'only-changed': 'true' }
  const first = await step(repository, { inputs })
  expect([first.status, first.outputs['errors'], github.comments], first.log).toEqual([0, '0', []])
  const push = await step(repository, { inputs, event: 'push', payload: pushPayload(repository) })
  expect([push.status, push.outputs['errors']]).toEqual([0, '0'])
  github.faults.push({ on: /compare/, left: 9, answer: { status: 404, body: { message: 'Not Found' } } })
  const unknown = await step(repository, { inputs, event: 'push', payload: pushPayload(repository) })
  expect(unknown.status, unknown.log).toBe(1)
  expect(unknown.summary).toContain('all of them count')
})

test('a huge pull request: ten annotations of a kind, the rest in a summary that is not too large', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 130 }, (_, index) => [
      `k8s/${index}.yaml`,
      documents(...Array.from({ length: 8 }, (_, at) => bad(`c-${index}-${at}`))),
    ]),
  )
  const repository = pull({}, many)
  const result = await step(repository, { inputs: { fix: 'suggest' } })
  expect(result.status, result.log.slice(0, 2000)).toBe(1)
  expect(result.log.match(/^::error /gm)).toHaveLength(10)
  expect(result.log).toContain('more in the job summary')
  expect(result.outputs['errors']).toBe('1040')
  expect(Buffer.byteLength(result.summary)).toBeLessThan(1024 * 1024)
  expect(github.requests.filter((request) => request === 'GET /pulls/7/files')).toHaveLength(2)
  expect(Buffer.byteLength(github.comments[0]?.body ?? '')).toBeLessThan(65_536)
  expect(github.reviewComments.length).toBeGreaterThan(0)
  expect(github.reviewComments.length).toBeLessThanOrEqual(30)
}, 180_000)

test('5xx is tried again; a missing right, a limit and a wrong answer end nothing', async () => {
  const repository = pull({ 'a.yaml': good('a') }, { 'a.yaml': bad('a') })
  github.faults.push({ on: /^GET \/pulls\/7$/, left: 2, answer: { status: 502, body: {} } })
  const again = await step(repository)
  expect([again.status, github.comments.length]).toEqual([1, 1])
  github.comments.length = 0
  const denied = { status: 403, body: { message: 'Resource not accessible by integration' } }
  github.faults.push({ on: /^POST \/issues/, left: 9, answer: denied })
  const forbidden = await step(repository)
  expect([forbidden.status, github.comments.length]).toEqual([1, 0])
  expect(forbidden.summary).toContain('Resource not accessible by integration')
  const reset = String(Math.ceil(Date.now() / 1000) + 3000)
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }
  github.faults.splice(0, 9, { on: /./, left: 99, answer: { status: 403, body: { message: 'API rate limit exceeded' }, headers } })
  const limited = await step(repository)
  expect(limited.status).toBe(1)
  expect(limited.summary).toContain('takes no more requests')
})

test('SARIF goes to a file or to code scanning, for the commit that is checked out', async () => {
  const repository = pull({ 'a.yaml': good('a') }, { 'a.yaml': bad('a') })
  const file = await step(repository, { inputs: { sarif: 'out/report.sarif' } })
  expect(file.outputs['sarif']).toBe('out/report.sarif')
  expect(JSON.parse(repository.read('out/report.sarif'))).toMatchObject({ version: '2.1.0' })
  await step(repository, { inputs: { sarif: 'upload' } })
  expect(github.uploads[0]).toMatchObject({ commit_sha: 'f'.repeat(40), ref: 'refs/pull/7/merge' })
  const sarif = JSON.parse(gunzipSync(Buffer.from(String(github.uploads[0]?.['sarif']), 'base64')).toString()) as {
    runs: { results: unknown[] }[]
  }
  expect(sarif.runs[0]?.results).toHaveLength(1)
  repository.git('checkout', '-q', '--detach', repository.head)
  await step(repository, { inputs: { sarif: 'upload' } })
  expect(github.uploads[1]).toMatchObject({ commit_sha: repository.head, ref: 'refs/pull/7/head' })
})

test('text of strangers starts no command of the runner, mentions nobody, and the token stands nowhere', async () => {
  const name = 'k8s/a%0A::error::owned\n::add-mask::x.yaml'
  const text = bad('a').replace('name: a', 'name: "@everyone]\\n::error::owned\\n<img src=x>"')
  const repository = pull({ 'k8s/b.yaml': good('b') }, { [name]: text })
  const result = await step(repository, { inputs: { fix: 'suggest', paths: 'k8s' } })
  const lines = result.log.split('\n').filter((line) => line.startsWith('::'))
  for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) (?:file|title)=/)
  expect(result.log).not.toMatch(/^::add-mask/m)
  const all = [
    result.log,
    result.summary,
    JSON.stringify(result.outputs),
    JSON.stringify(github.comments),
    JSON.stringify(github.reviews),
  ].join('\n')
  expect(all).not.toContain(TOKEN)
  for (const { body } of github.comments) expect(body.replaceAll(/`[^`]*`/g, '')).not.toMatch(/@everyone|<img/)
})

test('the proven fixes are one commit on the branch, upon the head that was checked; else they are suggested', async () => {
  const repository = pull({ 'a.yaml': good('a'), 'b.yaml': good('b') }, { 'a.yaml': bad('a'), 'b.yaml': bad('b') })
  const folder = mkdtempSync(join(tmpdir(), 'aks-action-bare-'))
  const git = await GitHubStandIn.start({ folder, tokens: [TOKEN] })
  try {
    repository.git('push', '-q', folder, 'main', 'topic')
    github.upstream = git.origin
    const inputs = { fix: 'commit-suggestions' }
    const result = await step(repository, { inputs })
    expect([result.status, result.outputs['fixed'], result.outputs['errors']], result.log + result.summary).toEqual([0, '2', '0'])
    expect(repository.git('--git-dir', folder, 'show', 'topic:b.yaml')).toBe(good('b'))
    expect(repository.git('--git-dir', folder, 'log', '--format=%P', '-1', 'topic').trim()).toBe(repository.head)
    expect(github.reviews).toEqual([])
    // The branch stands elsewhere now: nothing is forced.
    const tip = repository.git('--git-dir', folder, 'rev-parse', 'topic')
    const late = await step(repository, { inputs })
    expect(repository.git('--git-dir', folder, 'rev-parse', 'topic')).toBe(tip)
    expect([late.status, github.reviewComments.length], late.summary).toEqual([1, 2])
    expect(late.summary).toContain('pushed to the branch meanwhile')
  } finally {
    await git.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('what was committed counts where the comment is refused, and the summary says so', async () => {
  const repository = pull({ 'a.yaml': good('a') }, { 'a.yaml': bad('a') })
  const folder = mkdtempSync(join(tmpdir(), 'aks-action-bare-'))
  const git = await GitHubStandIn.start({ folder, tokens: [TOKEN] })
  try {
    repository.git('push', '-q', folder, 'main', 'topic')
    github.upstream = git.origin
    github.faults.push({ on: /^POST \/issues/, left: 9, answer: { status: 403, body: { message: 'Comments are locked' } } })
    const result = await step(repository, { inputs: { fix: 'commit-suggestions' } })
    expect(repository.git('--git-dir', folder, 'show', 'topic:a.yaml')).toBe(good('a'))
    expect([result.status, result.outputs['fixed'], result.outputs['errors']], result.log + result.summary).toEqual([0, '1', '0'])
    expect(result.summary).toContain('GitHub did not take the comment: ')
  } finally {
    await git.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a comment that is refused takes no suggestion with it, and a suggestion that is refused no other', async () => {
  const names = ['a', 'b', 'c']
  const files = (text: (name: string) => string): Files => Object.fromEntries(names.map((name) => [`${name}.yaml`, text(name)]))
  const repository = pull(files(good), files(bad))
  github.faults.push({ on: /^POST \/issues/, left: 9, answer: { status: 403, body: { message: 'Comments are locked' } } })
  github.refuseSuggestionsFor = 'b.yaml'
  const result = await step(repository, { inputs: { fix: 'suggest' } })
  expect(
    github.reviewComments.map(({ path }) => path),
    result.summary,
  ).toEqual(['a.yaml', 'c.yaml'])
  expect([result.status, result.outputs['fixed']]).toEqual([1, '2'])
  expect(result.summary).toContain('GitHub did not take the comment: ')
  expect(result.summary).toContain('GitHub did not take the suggestion for b.yaml, line 8: ')
})

test('wrong inputs and no event are refused', async () => {
  const repository = pull({ 'a.yaml': good('a') }, { 'a.yaml': bad('a') })
  const wrong = await step(repository, { inputs: { fix: 'all' } })
  expect([wrong.status, wrong.log]).toEqual([2, expect.stringContaining('ACTION_INPUT_WRONG')])
  const none = await step(repository, { environment: { GITHUB_EVENT_PATH: '/nowhere' } })
  expect([none.status, none.log]).toEqual([2, expect.stringContaining('ACTION_EVENT_MALFORMED')])
})

/** The file after somebody took every suggestion, as the button does: whole lines are replaced. */
function taken(text: string, path: string): string {
  const lines = text.split('\n')
  const own = github.reviewComments.filter((comment) => comment.path === path).toSorted((one, other) => other.line - one.line)
  for (const { body, line, start_line: first = line } of own) {
    const block = /^(`{3,})suggestion\n([\s\S]*?)^\1$/m.exec(body)?.[2] ?? 'no suggestion'
    lines.splice(first - 1, line - first + 1, ...block.replace(/\n$/, '').split('\n'))
  }
  return lines.join('\n')
}
