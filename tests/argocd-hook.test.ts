import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { RepairRun } from '@aks-copilot/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BareRepository } from '../packages/integrations/src/github/test-support/bare-repository.ts'
import { kubectl } from '../evals/harness/kubectl.ts'
import { ARGOCD, hasArgoCd, notificationsFor } from './argocd-notifications.ts'

const ROOT = join(import.meta.dirname, '..')
const NAME = `hook-${randomBytes(3).toString('hex')}`
const SECRET = randomBytes(32).toString('hex')

const manifest = (tag: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  progressDeadlineSeconds: 30
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: web
          image: busybox:${tag}
          imagePullPolicy: IfNotPresent
          command: [sleep, "100000"]
`

async function patch(kind: string, name: string, change: unknown): Promise<void> {
  await kubectl(['-n', ARGOCD, 'patch', kind, name, '--type', 'merge', '-p', JSON.stringify(change)])
}

describe.skipIf(!hasArgoCd())(
  'a notification of the real Argo CD (needs KUBECONFIG, and Argo CD with its notifications controller beside it)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'argocd-hook-'))
    const audit = join(folder, 'audit.jsonl')
    let git: BareRepository
    let server: ChildProcess
    let url = ''
    let said = ''
    let keys: string[] = []

    beforeAll(async () => {
      git = await BareRepository.open(join(folder, 'shop.git'), 'main')
      await git.commitFiles('main', { 'app/web.yaml': manifest('1.36') }, 'A release')
      ;[server, url] = await serve()
      const config = notificationsFor(NAME, `${url}/hooks/argocd`)
      keys = Object.keys(config)
      await patch('secret', 'argocd-notifications-secret', { stringData: { [NAME]: SECRET } })
      await patch('configmap', 'argocd-notifications-cm', { data: config })
      await kubectl(['create', 'namespace', NAME])
      await kubectl(['create', '-f', '-'], JSON.stringify(application()))
      await until('the application to be healthy', async () => (await status()) === 'Healthy Synced')
    }, 240_000)
    afterAll(async () => {
      server?.kill('SIGKILL')
      const gone = (names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, null]))
      await patch('configmap', 'argocd-notifications-cm', { data: gone(keys) })
      await patch('secret', 'argocd-notifications-secret', { data: gone([NAME]) })
      await kubectl(['-n', ARGOCD, 'delete', 'application', NAME, '--wait=false', '--ignore-not-found'])
      await kubectl(['delete', 'namespace', NAME, '--wait=false', '--ignore-not-found'])
      rmSync(folder, { recursive: true, force: true })
    }, 60_000)

    function application(): unknown {
      const annotations = { [`notifications.argoproj.io/subscribe.on-${NAME}.${NAME}`]: '' }
      return {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: NAME, namespace: ARGOCD, annotations },
        spec: {
          project: 'default',
          source: { repoURL: `file://${git.path}`, targetRevision: 'main', path: 'app' },
          destination: { server: 'https://kubernetes.default.svc', namespace: NAME },
          syncPolicy: { automated: {} },
        },
      }
    }

    async function serve(): Promise<[ChildProcess, string]> {
      const environment = {
        AKS_COPILOT_MODEL_NAME: 'none',
        AKS_COPILOT_HOOK_SECRET: SECRET,
        AKS_COPILOT_REPAIR_REPOSITORY: git.path,
        AKS_COPILOT_REPAIR_SETTLE_SECONDS: '5',
        AKS_COPILOT_REPAIR_AUDIT: audit,
      }
      const args = ['apps/cli/src/main.ts', 'serve', '--repair', '--port', '0', '-n', NAME]
      const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...environment } })
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)))
      await until('the server', () => Promise.resolve(/http:\S+/.test(said)))
      return [child, /http:\S+/.exec(said)?.[0] ?? '']
    }

    async function status(): Promise<string> {
      return await kubectl(['-n', ARGOCD, 'get', 'application', NAME, '-o', 'jsonpath={.status.health.status} {.status.sync.status}'])
    }

    async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
      for (const end = Date.now() + 120_000; !(await isSo()); await wait(1000))
        if (Date.now() > end) throw new Error(`waited in vain for ${what}; said: ${said.slice(-2000)}`)
    }

    async function runs(): Promise<RepairRun[]> {
      const { items } = (await (await fetch(`${url}/api/repairs?application=${NAME}`)).json()) as { items: RepairRun[] }
      return items
    }

    it('begins a run that proposes the patch, and goes on with it after the server was killed', { timeout: 400_000 }, async () => {
      await git.commitFiles('main', { 'app/web.yaml': manifest('no-such-tag') }, 'A bad release')
      await kubectl(['-n', ARGOCD, 'annotate', 'application', NAME, 'argocd.argoproj.io/refresh=normal', '--overwrite'])
      await until('a pull request', async () =>
        (await runs()).some(({ attempts, state }) => attempts[0]?.pullRequest !== undefined || state === 'ended'),
      )
      const [run] = await runs()
      expect(run).toMatchObject({ trigger: { kind: 'webhook' }, mode: 'propose', application: NAME })
      const branch = await git.line(['for-each-ref', '--format=%(refname:short)', `refs/heads/aks-copilot/${NAME}-*`])
      expect(String(await git.git(['show', `${branch}:app/web.yaml`]))).toBe(manifest('1.36'))
      const trail = readFileSync(audit, 'utf8')
      expect(trail).toContain(`"what":"hook","from":"127.0.0.1","application":"${NAME}"`)
      expect(trail + said + JSON.stringify(await runs())).not.toContain(SECRET)

      server.kill('SIGKILL')
      await once(server, 'exit')
      // A person merges it meanwhile.
      await git.updateRef('refs/heads/main', (await git.tip(branch)) ?? '', (await git.tip('main')) ?? '')
      said = ''
      ;[server, url] = await serve()
      await until('the end of the run', async () => (await runs())[0]?.state === 'ended')
      const [after, ...more] = await runs()
      expect(after?.runId).toBe(run?.runId)
      expect(after?.outcome?.kind).toBe('healthy')
      expect(more).toEqual([])
    })
  },
)
