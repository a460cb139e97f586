import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repairText } from '../apps/cli/src/repair/repair-text.ts'
import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import type { AuditEntry, Deployer, GitHost } from '@aks-copilot/remediation'
import { auditWrites } from '../apps/cli/src/repair/audit-writes.ts'
import { runProgram } from '../apps/cli/src/run-program.ts'
import { ArgoCdStandIn } from '../packages/integrations/src/argocd/test-support/argo-cd-stand-in.ts'
import { runCli } from './run-cli.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'cli-debug-'))
let argocd: ArgoCdStandIn
let environment: Record<string, string>

beforeAll(async () => {
  argocd = await ArgoCdStandIn.start()
  environment = { KUBECONFIG: argocd.kubeconfig(join(FOLDER, 'kubeconfig')) }
  const source = { repoURL: 'https://github.com/contoso/shop', path: 'app', targetRevision: 'main' }
  argocd.put('shop', { spec: { source, destination: { namespace: 'shop' } }, status: { sourceType: 'Directory' } })
})
afterAll(async () => {
  await argocd.stop()
  rmSync(FOLDER, { recursive: true, force: true })
})

describe('debug', () => {
  it.each([
    ['no application', [], {}, 2, 'USAGE', 'No application was named'],
    ['an application and all of them', ['--app', 'shop', '--watch'], {}, 2, 'USAGE', 'contradict'],
    ['a mode that is none', ['--app', 'shop', '--mode', 'force'], {}, 2, 'CONFIGURATION_INVALID', 'propose, commit, report'],
    [
      'a number that is none',
      ['--app', 'shop'],
      { AKS_COPILOT_REPAIR_ATTEMPTS: 'many' },
      2,
      'CONFIGURATION_INVALID',
      '`many` is not a number',
    ],
    [
      'more attempts than there may be',
      ['--app', 'shop'],
      { AKS_COPILOT_REPAIR_ATTEMPTS: '99' },
      2,
      'CONFIGURATION_INVALID',
      'repair.attempts',
    ],
    [
      'an unknown variable',
      ['--app', 'shop'],
      { AKS_COPILOT_REPAIR_ATEMPTS: '1' },
      2,
      'CONFIGURATION_INVALID',
      'AKS_COPILOT_REPAIR_ATTEMPTS',
    ],
    [
      'an instance that could be no part of a branch',
      ['--app', 'shop'],
      { AKS_COPILOT_REPAIR_INSTANCE: 'prod/west' },
      2,
      'CONFIGURATION_INVALID',
      'AKS_COPILOT_REPAIR_INSTANCE: `prod/west`',
    ],
    ['a name with too many parts', ['--app', 'argocd/shop/x'], {}, 2, 'USAGE', '`argocd/shop/x` is no name of an Application'],
    ['a name that Kubernetes does not have', ['--app', 'Shop'], {}, 2, 'USAGE', '`Shop` is no name of an Application'],
    ['an application that is not there', ['--app', 'cart'], {}, 2, 'ARGOCD_APPLICATION_UNKNOWN', '`cart`'],
    ['no login for GitHub', ['--app', 'shop'], {}, 2, 'GITHUB_NOT_CONFIGURED', 'AKS_COPILOT_GITHUB_TOKEN'],
    ['a folder that is no repository', ['--app', 'shop', '--repo', FOLDER], {}, 2, 'GIT_NOT_USABLE', FOLDER],
    [
      'a server of Argo CD without a token',
      ['--app', 'shop'],
      { AKS_COPILOT_ARGOCD_SERVER: 'https://argocd.contoso.com' },
      2,
      'ARGOCD_NOT_CONFIGURED',
      'token',
    ],
    [
      'an audit trail that cannot be written',
      ['--app', 'shop', '--audit', join(FOLDER, 'missing', 'x'), '--repo', 'REPO'],
      {},
      4,
      'OUTPUT_FAILED',
      'missing/x',
    ],
  ] as const)('says what is wrong: %s', async (_, args, more, status, code, words) => {
    const repository = join(FOLDER, 'shop.git')
    const given = args.map((arg) => (arg === 'REPO' ? repository : arg))
    if (given.includes(repository)) await makeRepository(repository)
    const result = await runCli(['debug', ...given], { cwd: FOLDER, environment: { ...environment, ...more } })
    expect(result.stderr).toContain(code)
    expect(result.stderr).toContain(words)
    expect(result.status).toBe(status)
    expect(result.stdout).toBe('')
  })

  it('takes its policy from aks-copilot.yaml, and refuses what it does not know', async () => {
    const file = join(FOLDER, 'wrong.yaml')
    writeFileSync(file, 'repair: { kinds: [Deployment], weakenSecurity: yes }\n')
    const { status, stderr } = await runCli(['debug', '--app', 'shop', '--config', file], { cwd: FOLDER, environment })
    expect(status).toBe(2)
    expect(stderr).toContain('repair.weakenSecurity')
  })

  it('shows no token', async () => {
    const token = 'ghp_verySecret0123456789'
    const result = await runCli(['debug', '--app', 'shop', '--repo', 'http://contoso.example/contoso/shop'], {
      cwd: FOLDER,
      environment: { ...environment, AKS_COPILOT_GITHUB_TOKEN: token },
    })
    expect(result.status).toBe(2)
    expect(result.stdout + result.stderr).not.toContain(token)
  })
})

describe('debug --app argocd/shop', () => {
  it('has the run of debug --app shop: one state, one lease', async () => {
    const repository = join(FOLDER, 'named.git')
    await makeRepository(repository)
    const stop = new AbortController()
    let said = ''
    const stderr = new Writable({
      write(chunk: Buffer, _, done) {
        said += chunk.toString()
        if (said.includes('is looked at')) stop.abort()
        done()
      },
    })
    const { PATH = '' } = process.env
    const given = { stderr, cwd: FOLDER, environment: { ...environment, PATH, HOME: FOLDER }, signal: stop.signal }
    await runProgram(['debug', '--app', 'argocd/shop', '--repo', repository], '0.0.0-test', given)
    expect(said).toContain('is looked at')
    const branches = execFileSync('git', ['--git-dir', repository, 'branch', '--format=%(refname:short)'], { encoding: 'utf8' })
    expect(branches.trim().split('\n')).toEqual(['aks-copilot/state/shop', 'main'])
  })
})

describe('debug --watch', () => {
  it('tries what is broken, leaves what it cannot repair, outlives a cluster that is away, and ends well when it is stopped', async () => {
    const source = { repoURL: 'https://github.com/contoso/cart', path: 'app', targetRevision: 'main' }
    argocd.put('cart', { spec: { source, destination: { namespace: 'cart' } }, status: { health: { status: 'Degraded' } } })
    const stop = new AbortController()
    let said = ''
    const stderr = new Writable({
      write(chunk: Buffer, _, done) {
        said += chunk.toString()
        if (said.includes('GITHUB_NOT_CONFIGURED')) stop.abort()
        done()
      },
    })
    const { PATH = '' } = process.env
    const given = { stderr, cwd: FOLDER, environment: { ...environment, PATH, HOME: FOLDER }, signal: stop.signal }
    expect(await runProgram(['debug', '--watch'], '0.0.0-test', given)).toBe(0)
    expect(said.match(/GITHUB_NOT_CONFIGURED/g)).toHaveLength(1)
    argocd.delete('cart')
  })
})

describe('the audit trail', () => {
  const clock = { now: () => 0, sleep: () => Promise.resolve() }
  const full = (): CopilotError => new CopilotError({ code: 'OUTPUT_FAILED', category: 'critical', message: 'full', remedy: 'none' })
  const refuse = (): Promise<never> =>
    Promise.reject(new CopilotError({ code: 'GIT_REFUSED', category: 'validation', message: 'no', remedy: 'none' }))
  const deployer = {
    refresh: () => Promise.resolve(),
    sync: () => Promise.resolve({ state: 'denied', why: 'at night' }),
  } as unknown as Deployer
  const notice = { key: 'end', runId: 'run-2', severity: 'good', title: 'secret title', text: 'secret text', links: [] } as const

  it('has each write before it is made and what came of it, in the name of its run, also where it failed', async () => {
    const lines: AuditEntry[] = []
    const deleteBranch = (): Promise<string> => Promise.resolve('deleted')
    const git = { moveBranch: () => Promise.resolve('moved'), deleteBranch, openIssue: refuse } as unknown as GitHost
    const audited = auditWrites({ git, deployer, audit: { record: (line) => void lines.push(line) }, clock })
    audited.audit.record({ at: 'now', runId: 'run-1', what: 'state', detail: {} })
    await audited.git.moveBranch('main', 'b', 'a')
    await audited.git.deleteBranch('aks-copilot/shop-1', 'b')
    await audited.deployer.refresh('shop')
    await audited.deployer.sync('shop', 'b')
    await expect(audited.git.openIssue({ key: 'k', title: 't', body: 'b' })).rejects.toThrow('no')
    expect(new Set(lines.slice(1).map(({ at, runId }) => `${at} ${runId}`))).toEqual(new Set(['1970-01-01T00:00:00.000Z run-1']))
    expect(lines.slice(1).map(({ what, detail }) => [what, detail])).toEqual([
      ['branch: asked', { branch: 'main', to: 'b', from: 'a' }],
      ['branch', { branch: 'main', to: 'b', from: 'a', result: 'moved' }],
      ['branch-deleted: asked', { branch: 'aks-copilot/shop-1', at: 'b' }],
      ['branch-deleted', { branch: 'aks-copilot/shop-1', at: 'b', result: 'deleted' }],
      ['refresh: asked', { application: 'shop' }],
      ['refresh', { application: 'shop' }],
      ['sync: asked', { application: 'shop', revision: 'b' }],
      ['sync', { application: 'shop', revision: 'b', state: 'denied', why: 'at night' }],
      ['issue: asked', { title: 't' }],
      ['issue', { title: 't', fault: 'GIT_REFUSED' }],
    ])
  })

  it('lets nothing be done that it cannot have, and never takes its own fault for one of the call', async () => {
    let [opened, left] = [0, 0]
    const lines: string[] = []
    const record = ({ what, detail }: AuditEntry): void => {
      left -= 1
      if (left === -1) throw full()
      lines.push(`${what} ${JSON.stringify(detail)}`)
    }
    const git = { openIssue: () => Promise.resolve({ number: (opened += 1), url: 'u' }), closePullRequest: refuse } as unknown as GitHost
    const audited = auditWrites({ git, deployer, audit: { record }, clock })
    const open = (): Promise<unknown> => audited.git.openIssue({ key: 'k', title: 't', body: 'b' })
    await expect(open()).rejects.toMatchObject({ code: 'OUTPUT_FAILED' })
    expect([opened, lines]).toEqual([0, []])
    left = 1
    await expect(open()).rejects.toMatchObject({ code: 'OUTPUT_FAILED' })
    expect([opened, lines]).toEqual([1, ['issue: asked {"title":"t"}']])
    left = 1
    await expect(audited.git.closePullRequest(3, { key: 'k', text: 't' })).rejects.toMatchObject({ code: 'GIT_REFUSED' })
    expect(lines.at(-1)).toBe('pull-request-closed: asked {"number":3}')
  })

  it('has what people were told, without the text, and has them told that it is full', async () => {
    const lines: AuditEntry[] = []
    const sent: string[] = []
    const post = (one: { readonly key: string }): Promise<string> => {
      sent.push(one.key)
      return Promise.resolve('m1')
    }
    const ports = { git: {} as GitHost, deployer, notifier: { post, update: () => Promise.resolve() }, clock }
    const audited = auditWrites({ ...ports, audit: { record: (line) => void lines.push(line) } })
    expect(await audited.notifier?.post(notice)).toBe('m1')
    await audited.notifier?.update('m1', notice)
    expect(new Set(lines.map(({ runId }) => runId))).toEqual(new Set(['run-2']))
    expect(lines.map(({ what, detail }) => [what, detail])).toEqual([
      ['message: asked', { key: 'end', severity: 'good' }],
      ['message', { key: 'end', severity: 'good', id: 'm1' }],
      ['message-changed: asked', { key: 'end', severity: 'good', id: 'm1' }],
      ['message-changed', { key: 'end', severity: 'good', id: 'm1' }],
    ])
    const record = (): never => {
      throw full()
    }
    const unrecorded = auditWrites({ ...ports, audit: { record } })
    await expect(unrecorded.notifier?.post(notice)).rejects.toMatchObject({ code: 'OUTPUT_FAILED' })
    expect(await unrecorded.notifier?.post({ ...notice, key: 'stopped-OUTPUT_FAILED' })).toBe('m1')
    expect(sent).toEqual(['end', 'stopped-OUTPUT_FAILED'])
  })
})

describe('the end of a run', () => {
  const state = {
    summary: 'Waiting.',
    runId: 'run-1',
    outcome: {
      kind: 'handed-over',
      text: 'A person is needed: it \u001b[31mhurts',
      issue: { number: 3, url: 'https://github.com/contoso/shop/issues/3' },
    },
    incidents: [{ title: 'An image can not be pulled', cause: 'There is no tag `1.63`.' }],
    refusals: ['the policy does not let it change a Secret'],
    attempts: [],
  } as unknown as AgentState

  it('says what is left to do, and does nothing to a terminal', () => {
    const text = repairText(state, false)
    expect(text).toContain('no patch   the policy does not let it change a Secret')
    expect(text).toContain('issues/3')
    expect(text).not.toContain('\u001b')
  })
})

async function makeRepository(path: string): Promise<void> {
  const { BareRepository } = await import('../packages/integrations/src/github/test-support/bare-repository.ts')
  const git = await BareRepository.open(path, 'main')
  await git.commitFiles('main', { 'app/web.yaml': 'kind: List\n' }, 'first')
}
