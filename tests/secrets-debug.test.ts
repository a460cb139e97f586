import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AgentState } from '@aks-copilot/contracts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { GitHubStandIn } from '../packages/integrations/src/github/test-support/github-stand-in.ts'
import { SlackStandIn } from '../packages/integrations/src/slack/test-support/slack-stand-in.ts'
import { FaultyServer } from '../packages/integrations/src/test-support/faulty-server.ts'
import { IN_ENVIRONMENT, IN_GIT, plantedApplication, plantedChart } from './secrets/planted-cluster.ts'
import { type Leak, leaksIn, leaksInProcesses, type Planted } from './secrets/planted.ts'
import { type Ran, runProgram } from './secrets/watched-program.ts'
import { KUBECONFIG } from './server-dry-run.ts'

const NAME = `secrets-${randomBytes(3).toString('hex')}`
const FOLDER = mkdtempSync(join(tmpdir(), 'aks-copilot-secrets-debug-'))
const PLANTED: Planted = { ...IN_ENVIRONMENT, ...IN_GIT }
const AUDIT = join(FOLDER, 'audit.jsonl')

function kubectl(args: readonly string[], input?: string): string {
  return execFileSync('kubectl', [...args], { encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] })
}

function hasArgoCd(): boolean {
  if (KUBECONFIG === undefined) return false
  try {
    return kubectl(['-n', 'argocd', 'get', 'appproject', 'default', '-o', 'name']) !== ''
  } catch {
    return false
  }
}

describe.skipIf(!hasArgoCd())('secrets of an application and its Git (a cluster with Argo CD is needed)', () => {
  const collector = new FaultyServer(({ path, headers, body }) => {
    sent.push(`${path} ${JSON.stringify(headers)} ${body.toString()}`)
    return { status: 200, body: { itemsReceived: 1, itemsAccepted: 1, errors: [] } }
  })
  const sent: string[] = []
  const leaks: Leak[] = []
  let hub: GitHubStandIn
  let slack: SlackStandIn
  let environment: Record<string, string> = {}
  let before = new Set<string>()

  const look = (found: string, text: string, spare: readonly string[] = []): void =>
    void leaks.push(...leaksIn(text, found, PLANTED, spare))
  const bare = (...args: readonly string[]): string => execFileSync('git', ['-C', join(FOLDER, 'shop.git'), ...args], { encoding: 'utf8' })
  const objects = (): string[] => bare('cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)').trim().split('\n')
  const debug = async (...args: readonly string[]): Promise<{ ran: Ran; state: AgentState | undefined }> => {
    const ran = await runProgram(['debug', '--app', NAME, '--format', 'json', '--audit', AUDIT, ...args], environment, FOLDER)
    look('standard output of debug', ran.stdout)
    look('standard error of debug', ran.stderr)
    leaks.push(...leaksInProcesses(PLANTED, ran.processes))
    return { ran, state: ran.stdout === '' ? undefined : (JSON.parse(ran.stdout) as AgentState) }
  }
  const status = (): string =>
    kubectl(['-n', 'argocd', 'get', 'application', NAME, '-o', 'jsonpath={.status.health.status} {.status.sync.revision}'])
  const push = async (tag: string, password: string, message: string): Promise<void> => {
    const head = await hub.git.commitFiles('main', plantedChart(tag, password), message)
    kubectl(['-n', 'argocd', 'annotate', 'application', NAME, 'argocd.argoproj.io/refresh=normal', '--overwrite'])
    const wanted = tag === '1.36' ? 'Healthy' : 'Degraded'
    await vi.waitUntil(() => (tag !== '1.36' ? status().endsWith(head) : status() === `${wanted} ${head}`), {
      timeout: 90_000,
      interval: 1000,
    })
  }

  /** Everything that the runs left in Git and on the host; of files of the application, what our commits say anew. */
  const lookAtGit = (): void => {
    for (const line of objects()) {
      const [id = '', type] = line.split(' ')
      if (before.has(line) || type === 'tree') continue
      const text = bare('cat-file', '-p', id)
      if (type !== 'blob') look(`commit ${id}`, text, ['commit message'])
      else if (!isFileOfTheirs(text)) look(`file ${id}`, text)
    }
    for (const commit of bare('log', '--all', '--author=aks-copilot', '--format=%H').trim().split('\n'))
      look(`what ${commit} adds`, bare('show', '--unified=0', '--format=%B', commit).replaceAll(/^-.*$/gm, ''))
    look('pull requests, issues, comments and checks', JSON.stringify(hub.store.talk))
  }

  beforeAll(async () => {
    hub = await GitHubStandIn.start({
      folder: join(FOLDER, 'shop.git'),
      tokens: [IN_ENVIRONMENT.GITHUB_TOKEN, IN_GIT['login in the address']],
      merge: { afterMs: 2000, how: 'merge' },
    })
    slack = await SlackStandIn.start({ token: IN_ENVIRONMENT.AKS_COPILOT_SLACK_TOKEN })
    await collector.start()
    environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: FOLDER,
      KUBECONFIG: KUBECONFIG ?? '',
      GITHUB_TOKEN: IN_ENVIRONMENT.GITHUB_TOKEN,
      AKS_COPILOT_GITHUB_API: `${hub.origin}/api/v3`,
      AKS_COPILOT_SLACK_TOKEN: IN_ENVIRONMENT.AKS_COPILOT_SLACK_TOKEN,
      AKS_COPILOT_SLACK_API: slack.api,
      AKS_COPILOT_SLACK_CHANNEL: 'C0123456789',
      AKS_COPILOT_REPAIR_KEY: IN_ENVIRONMENT.AKS_COPILOT_REPAIR_KEY,
      AKS_COPILOT_REPAIR_SETTLE_SECONDS: '5',
      AKS_COPILOT_REPAIR_HEALTHY_MINUTES: '2',
      AKS_COPILOT_REPAIR_MINUTES: '5',
      AZURE_CLIENT_SECRET: IN_ENVIRONMENT.AZURE_CLIENT_SECRET,
      DATABASE_URL: `postgres://shop:${IN_ENVIRONMENT.DATABASE_URL_PASSWORD}@db/shop`,
      HTTPS_PROXY: `http://proxy:${IN_ENVIRONMENT.HTTPS_PROXY_PASSWORD}@127.0.0.1:9`,
      NO_PROXY: '127.0.0.1,localhost',
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${IN_ENVIRONMENT.INSTRUMENTATION_KEY};IngestionEndpoint=${collector.origin}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
    }
    kubectl(['create', 'namespace', NAME])
    const good = await hub.git.commitFiles(
      'main',
      plantedChart('1.36', IN_GIT['values.yaml']),
      `first, with password=${IN_GIT['commit message']}`,
    )
    kubectl(
      ['create', '-f', '-'],
      plantedApplication(NAME, hub.cloneUrl.replace('http://', `http://shop:${IN_GIT['login in the address']}@`)),
    )
    await vi.waitUntil(() => status() === `Healthy ${good}`, { timeout: 120_000, interval: 1000 })
  }, 180_000)
  afterAll(async () => {
    kubectl(['-n', 'argocd', 'delete', 'application', NAME, '--wait=false', '--ignore-not-found'])
    kubectl(['delete', 'namespace', NAME, '--wait=false', '--ignore-not-found'])
    await Promise.all([hub.stop(), slack.server.stop(), collector.stop()])
    rmSync(FOLDER, { recursive: true, force: true })
  })

  it('stay there while a wrong tag is reported, proposed, merged and told', async () => {
    await push('1.63', IN_GIT['values.yaml'], `a release, token: ${IN_GIT['commit message']}`)
    before = new Set(objects())
    const reported = await debug('--mode', 'report', '--log-format', 'json')
    expect(reported.state?.outcome?.kind).toBe('reported')
    const { state, ran } = await debug('--mode', 'propose')
    expect([state?.outcome?.kind, ran.stderr]).toEqual(['healthy', expect.stringContaining('merged')])
    expect(slack.messages.length).toBeGreaterThan(1)
    expect(sent.some((text) => text.startsWith('/v1/traces'))).toBe(true)
    expect(sent.some((text) => text.startsWith('/v2.1/track'))).toBe(true)
    lookAtGit()
    look('messages', JSON.stringify(slack.messages))
    look('traces', sent.join('\n'), ['INSTRUMENTATION_KEY'])
    look('the audit trail', readFileSync(AUDIT, 'utf8'))
    expect(leaks).toEqual([])
  }, 400_000)

  it('are for people where what broke is a secret itself', async () => {
    await push('1.63', IN_GIT['values.yaml, later'], 'another password')
    const { state } = await debug('--mode', 'commit')
    expect(state?.attempts.length ?? 0).toBeGreaterThan(0)
    lookAtGit()
    look('messages', JSON.stringify(slack.messages))
    look('the audit trail', readFileSync(AUDIT, 'utf8'))
    expect(leaks).toEqual([])
  }, 400_000)
})

/** The user's own files hold their own secrets: only what a commit of ours adds to them counts. */
function isFileOfTheirs(text: string): boolean {
  return text.startsWith('# of the shop')
}
