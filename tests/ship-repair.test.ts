import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RepairRun } from '@aks-copilot/contracts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ARGOCD, hasArgoCd, notificationsFor } from './argocd-notifications.ts'
import { addressForPods, GitHubForPods } from './github-for-pods.ts'
import { CHART, has, IMAGE, install, kubectl, type Page, run, withPage } from './ship-release.ts'
import { temporaryFolder } from './temporary-folder.ts'

const AUDIT_LOG = process.env['AKS_COPILOT_AUDIT_LOG']
/** Whether the cluster has the image with helm and kubectl, too: the name of IMAGE with -jobs at its end. */
const HAS_JOBS = process.env['AKS_COPILOT_TEST_JOBS_IMAGE'] === 'yes'
const SUFFIX = randomBytes(3).toString('hex')
const [HOME, SHOP] = [`ship-repair-${SUFFIX}`, `ship-shop-${SUFFIX}`]
const NAME = HOME
const BUSY = 300_000

const [HOOK_SECRET, REPAIR_KEY] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
const TOKEN = `ghp_${randomBytes(18).toString('hex')}`

/** A chart, which Argo CD and the pod both have to render. */
const CHART_OF_SHOP = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  # Long enough for a busy node to say why a pod does not start.
  progressDeadlineSeconds: 60
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: web
          image: "busybox:{{ .Values.tag }}"
          imagePullPolicy: IfNotPresent
          command: [sleep, "100000"]
`,
}
const VALUES = 'chart/values.yaml'
const values = (tag: string): string => `# What is released.\ntag: "${tag}"\n`

interface AuditEntry {
  readonly verb: string
  readonly requestURI: string
  readonly stage: string
  readonly objectRef?: { readonly resource: string; readonly namespace?: string }
  readonly annotations?: Readonly<Record<string, string>>
}

/** What the account of the server asked the API server for. */
function audited(): AuditEntry[] {
  return readFileSync(AUDIT_LOG ?? '', 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"username":"system:serviceaccount:${HOME}:aks-copilot"`))
    .map((line) => JSON.parse(line) as AuditEntry)
}

const merge = (kind: string, name: string, change: unknown): string =>
  kubectl(['-n', ARGOCD, 'patch', kind, name, '--type', 'merge', '-p', JSON.stringify(change)])
const apply = (...items: readonly unknown[]): string =>
  kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))

const canShip = IMAGE !== undefined && HAS_JOBS && has('helm') && hasArgoCd()
const ADDRESS = canShip ? addressForPods() : undefined

describe.skipIf(ADDRESS === undefined)(
  'the chart with repairs (needs KUBECONFIG, Argo CD beside the cluster, helm, and the image with helm and kubectl in the cluster)',
  () => {
    let github: GitHubForPods
    let keys: string[] = []

    beforeAll(async () => {
      github = await GitHubForPods.start(ADDRESS ?? '', TOKEN)
      await github.hub.git.commitFiles('main', { ...CHART_OF_SHOP, [VALUES]: values('1.36') }, 'A release')
      for (const name of [HOME, SHOP])
        apply({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name, labels: name === HOME ? { 'pod-security.kubernetes.io/enforce': 'restricted' } : {} },
        })
      const stringData = { secret: HOOK_SECRET, 'repair-key': REPAIR_KEY, 'github-token': TOKEN }
      apply(
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'hook', namespace: HOME }, stringData },
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'authority', namespace: HOME }, data: { 'ca.crt': github.authority } },
      )
    }, BUSY)

    afterAll(async () => {
      const gone = (names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, null]))
      if (keys.length > 0) merge('configmap', 'argocd-notifications-cm', { data: gone(keys) })
      merge('secret', 'argocd-notifications-secret', { data: gone([NAME]) })
      kubectl(['-n', ARGOCD, 'delete', `application/${NAME}`, `secret/${NAME}`, '--ignore-not-found', '--wait=false'])
      run('helm', ['uninstall', 'aks-copilot', '-n', HOME])
      kubectl(['delete', 'namespace', HOME, SHOP, '--wait=false', '--ignore-not-found'])
      await github.stop()
    }, BUSY)

    function installWith(values: unknown): void {
      const folder = temporaryFolder({ 'values.json': JSON.stringify(values) })
      install(CHART, HOME, ['-f', join(folder, 'values.json')])
    }

    async function runs(page: Page): Promise<RepairRun[]> {
      return ((await page.get(`/api/repairs?application=${NAME}`)).body as { items: RepairRun[] }).items
    }

    it(
      'is switched on by an upgrade, in a namespace that enforces Pod Security restricted, with the files of its Secret alone',
      () => {
        const rbac = { namespaces: [SHOP] }
        const repair = { enabled: true, existingSecret: 'hook', dryRun: true, github: { api: `${github.origin}/api/v3` } }
        installWith({ rbac })
        installWith({ rbac, repair, extraCa: 'authority', settings: { repair: { settleSeconds: '5' } } })
        const get = (path: string): string => kubectl(['-n', HOME, 'get', 'deployment', 'aks-copilot', '-o', `jsonpath=${path}`])
        expect(JSON.parse(get('{.spec.strategy}'))).toEqual({ type: 'Recreate' })
        expect(get('{.spec.template.spec.containers[0].image}')).toBe(`${IMAGE}-jobs`)
        const shown = kubectl([
          '-n',
          HOME,
          'exec',
          'deployment/aks-copilot',
          '--',
          'node',
          '-e',
          'console.log(JSON.stringify(process.env))',
        ])
        for (const secret of [HOOK_SECRET, REPAIR_KEY, TOKEN]) expect(shown).not.toContain(secret)
      },
      BUSY,
    )

    it(
      'is told by Argo CD what broke, opens a pull request of one line, and ends healthy when it is merged',
      async () => {
        const address = kubectl(['-n', HOME, 'get', 'service', 'aks-copilot', '-o', 'jsonpath={.spec.clusterIP}'])
        const config = notificationsFor(NAME, `http://${address}/hooks/argocd`)
        keys = Object.keys(config)
        merge('secret', 'argocd-notifications-secret', { stringData: { [NAME]: HOOK_SECRET } })
        merge('configmap', 'argocd-notifications-cm', { data: config })
        apply(...application())
        const state = (): string =>
          kubectl(['-n', ARGOCD, 'get', 'application', NAME, '-o', 'jsonpath={.status.health.status} {.status.sync.status}'])
        await vi.waitFor(() => expect(state()).toBe('Healthy Synced'), { timeout: 90_000, interval: 1000 })

        await github.hub.git.commitFiles('main', { [VALUES]: values('no-such-tag') }, 'A bad release')
        kubectl(['-n', ARGOCD, 'annotate', 'application', NAME, 'argocd.argoproj.io/refresh=normal', '--overwrite'])
        await vi.waitFor(() => expect(github.hub.pulls.open).toHaveLength(1), { timeout: 180_000, interval: 1000 })
        const [pull] = github.hub.pulls.open
        const head = pull?.head ?? ''
        expect(String(await github.hub.git.git(['show', `${head}:${VALUES}`]))).toBe(values('1.36'))
        expect(await github.hub.git.line(['diff', '--name-only', 'main', head])).toBe(VALUES)

        await withPage(HOME, async (page) => {
          // A person reads it before.
          await vi.waitFor(async () => expect((await runs(page))[0]?.phase).toBe('waiting'), { timeout: 60_000, interval: 500 })
          await github.hub.pulls.merge(pull?.number ?? 0)
          await vi.waitFor(async () => expect((await runs(page))[0]?.state).toBe('ended'), { timeout: 180_000, interval: 1000 })
          const [ended, ...more] = await runs(page)
          expect(more).toEqual([])
          expect(ended).toMatchObject({ trigger: { kind: 'webhook' }, mode: 'propose', outcome: { kind: 'healthy' } })
          const metrics = String((await page.get('/metrics')).body)
          expect(metrics).toContain('aks_copilot_repairs_begun_total{trigger="webhook"} 1\n')
          expect(metrics).toContain('aks_copilot_repairs_ended_total{outcome="healthy"} 1\n')
        })
      },
      BUSY * 2,
    )

    it('said no secret in its log', () => {
      const log = kubectl(['-n', HOME, 'logs', 'deployment/aks-copilot'])
      expect(log).toContain('"what":"pull-request"')
      for (const secret of [HOOK_SECRET, REPAIR_KEY, TOKEN]) expect(log).not.toContain(secret)
    })

    it.skipIf(AUDIT_LOG === undefined || !existsSync(AUDIT_LOG))('asked the API server for nothing that the chart does not grant', () => {
      const entries = audited()
      expect(entries.length).toBeGreaterThan(60)
      const written = new Set<string>()
      for (const { verb, requestURI, objectRef, annotations } of entries) {
        const what = `${verb} ${requestURI}`
        const { resource = '', namespace = '' } = objectRef ?? {}
        expect(annotations?.['authorization.k8s.io/decision'], what).toBe('allow')
        expect(resource, what).not.toBe('secrets')
        if (verb === 'patch') written.add(`${namespace} ${resource}${requestURI.includes('dryRun=All') ? ' dry-run' : ''}`)
        else if (verb === 'create') expect(resource, what).toMatch(/^selfsubject(?:access|rules)?reviews$/)
        else expect(verb, what).toMatch(/^(?:get|list|watch)$/)
      }
      expect([...written].toSorted()).toEqual([`${ARGOCD} applications`, `${SHOP} deployments dry-run`])
    })

    function application(): unknown[] {
      const repository = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: NAME, namespace: ARGOCD, labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
        stringData: { type: 'git', url: github.repository, insecure: 'true', username: 'x-access-token', password: TOKEN },
      }
      const annotations = { [`notifications.argoproj.io/subscribe.on-${NAME}.${NAME}`]: '' }
      const shop = {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: NAME, namespace: ARGOCD, annotations },
        spec: {
          project: 'default',
          source: { repoURL: github.repository, targetRevision: 'main', path: 'chart' },
          destination: { server: 'https://kubernetes.default.svc', namespace: SHOP },
          syncPolicy: { automated: {} },
        },
      }
      return [repository, shop]
    }
  },
)
