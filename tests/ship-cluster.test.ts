import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Incident, Summary } from '@aks-copilot/contracts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { KUBECONFIG } from './server-dry-run.ts'
import { CHART, FIRST_CHART, has, IMAGE, install, kubectl, type Page, run, tokenOf, withPage } from './ship-release.ts'

const AUDIT_LOG = process.env['AKS_COPILOT_AUDIT_LOG']
const HOME = 'aiops-assistant'
const SUFFIX = randomBytes(3).toString('hex')
const [BROKEN, NARROW] = [`ship-broken-${SUFFIX}`, `ship-narrow-${SUFFIX}`]
const SCENARIO = join(import.meta.dirname, '../evals/scenarios/crash-exit-code/setup.yaml')
const K3S = ['-f', join(CHART, 'values-k3s.yaml')]
/** A machine that does much else. */
const BUSY = 300_000

function namespace(name: string): void {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }))
}

function podOf(place: string): string {
  return kubectl([
    '-n',
    place,
    'get',
    'pods',
    '-l',
    'app.kubernetes.io/name=aks-copilot',
    '--field-selector=status.phase=Running',
    '-o',
    'name',
  ])
    .trim()
    .replace('pod/', '')
}

async function summary(page: Page): Promise<Summary> {
  const { status, body } = await page.get('/api/summary')
  expect(status).toBe(200)
  return body as Summary
}

/** Waits until the page names the cause of the scenario; seconds that it took. */
async function named(page: Page, most: number): Promise<number> {
  const begin = performance.now()
  const cause = async (): Promise<Incident['cause'] | undefined> =>
    (await summary(page)).incidents.find(({ cause: { object } }) => object.namespace === BROKEN)?.cause
  await vi.waitFor(
    async () => expect(await cause()).toMatchObject({ detector: 'container-crash-loop', object: { kind: 'Deployment', name: 'web' } }),
    {
      timeout: most,
      interval: 250,
    },
  )
  return (performance.now() - begin) / 1000
}

/** Waits until another pod than this one is ready, and knows what the old one knew. */
async function comesBack(place: string, before: string): Promise<void> {
  await vi.waitFor(() => expect(podOf(place)).not.toMatch(new RegExp(`^(?:${before})?$`)), { timeout: 60_000, interval: 500 })
  kubectl(['-n', place, 'rollout', 'status', 'deployment/aks-copilot', '--timeout=120s'])
  await withPage(place, async (page) => {
    expect((await page.get('/')).status).toBe(200)
    await named(page, 30_000)
  })
}

interface AuditEntry {
  readonly verb: string
  readonly requestURI: string
  readonly objectRef?: { readonly resource: string; readonly subresource?: string }
  readonly annotations?: Readonly<Record<string, string>>
}

function audited(place: string): AuditEntry[] {
  return readFileSync(AUDIT_LOG ?? '', 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"username":"system:serviceaccount:${place}:aks-copilot"`))
    .map((line) => JSON.parse(line) as AuditEntry)
}

const canShip = KUBECONFIG !== undefined && IMAGE !== undefined && has('helm')

describe.skipIf(!canShip)('the chart on a real cluster, in namespaces that enforce Pod Security restricted', () => {
  let since = 0

  beforeAll(() => {
    kubectl(['delete', 'namespace', HOME, '--ignore-not-found', '--wait=true', '--timeout=120s'])
    if (AUDIT_LOG !== undefined && existsSync(AUDIT_LOG)) since = audited(HOME).length
    for (const name of [HOME, NARROW]) namespace(name)
    kubectl(['create', 'namespace', BROKEN])
    install(FIRST_CHART, HOME)
  }, BUSY)

  afterAll(() => {
    for (const place of [HOME, NARROW]) run('helm', ['uninstall', 'aks-copilot', '-n', place])
    kubectl(['delete', 'namespace', HOME, NARROW, BROKEN, '--wait=false'])
  }, BUSY)

  it(
    'is upgraded from its first version, keeps its token, and passes helm test',
    () => {
      const before = tokenOf(HOME)
      expect(before).toMatch(/^\w{48}$/)
      install(CHART, HOME, K3S)
      expect(tokenOf(HOME)).toBe(before)
      const { status, stdout, stderr } = run('helm', ['test', 'aks-copilot', '-n', HOME, '--timeout=120s'])
      expect(status, stdout + stderr).toBe(0)
      expect(stdout).toContain('Succeeded')
    },
    BUSY,
  )

  it(
    'tells nothing without the token, and names what is broken in another namespace within 15 seconds',
    async () => {
      await withPage(HOME, async (page) => {
        expect((await page.get('/api/summary', '')).status).toBe(401)
        expect((await page.get('/api/summary', 'x'.repeat(48))).status).toBe(401)
        kubectl(['-n', BROKEN, 'apply', '-f', SCENARIO])
        const restarts = 'jsonpath={.items[0].status.containerStatuses[0].restartCount}'
        await vi.waitFor(() => expect(Number(kubectl(['-n', BROKEN, 'get', 'pods', '-o', restarts]))).toBeGreaterThanOrEqual(2), {
          timeout: 90_000,
          interval: 250,
        })
        expect(await named(page, 30_000)).toBeLessThan(15)
      })
    },
    BUSY,
  )

  it(
    'says that it cannot see Secrets, and that alone of what every cluster has',
    async () => {
      const { cluster } = await withPage(HOME, summary)
      const refused = cluster.skipped.filter(({ why }) => /you may not (?:list|watch)/.test(why)).map(({ what }) => what.split(' ')[0])
      expect(refused).toEqual(['Secret'])
    },
    BUSY,
  )

  it(
    'cannot write to its file system, and is well for the health check of the image',
    () => {
      const exec = (args: readonly string[]): ReturnType<typeof run> => run('kubectl', ['-n', HOME, 'exec', podOf(HOME), '--', ...args])
      expect(exec(['node', '-e', `require('node:fs').writeFileSync('/app/x', '')`]).stderr).toContain('EROFS')
      expect(exec(['node', '-e', 'console.log(process.getuid())']).stdout.trim()).toBe('10001')
      expect(exec(['node', '/app/health-check.mjs']).status).toBe(0)
    },
    BUSY,
  )

  it(
    'ends by itself within five seconds of SIGTERM, as process 1',
    async () => {
      const pod = podOf(HOME)
      kubectl(['-n', HOME, 'exec', pod, '--', 'node', '-e', `process.kill(1, 'SIGTERM')`])
      const begin = Date.now()
      const last = 'jsonpath={.status.containerStatuses[0].lastState.terminated}'
      const ended = await vi.waitFor(
        () => {
          const text = kubectl(['-n', HOME, 'get', 'pod', pod, '-o', last])
          expect(text).not.toBe('')
          return JSON.parse(text) as { exitCode: number; finishedAt: string }
        },
        { timeout: 30_000, interval: 250 },
      )
      expect(ended.exitCode).toBe(0)
      expect(Date.parse(ended.finishedAt) - begin).toBeLessThan(6000)
      kubectl(['-n', HOME, 'wait', `pod/${pod}`, '--for=condition=Ready', '--timeout=120s'])
      await withPage(HOME, async (page) => await named(page, 30_000))
    },
    BUSY,
  )

  it(
    'comes back when its pod is deleted, evicted or replaced by an upgrade, and knows the cause again',
    async () => {
      const first = podOf(HOME)
      kubectl(['-n', HOME, 'delete', 'pod', first])
      await comesBack(HOME, first)
      const second = podOf(HOME)
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: second, namespace: HOME } }
      kubectl(['create', '--raw', `/api/v1/namespaces/${HOME}/pods/${second}/eviction`, '-f', '-'], JSON.stringify(eviction))
      await comesBack(HOME, second)
      const third = podOf(HOME)
      install(CHART, HOME, [...K3S, '--set', 'podAnnotations.turn=next'])
      await comesBack(HOME, third)
    },
    BUSY,
  )

  it(
    'with rights in one namespace alone names what is broken there, and says what it cannot see',
    async () => {
      install(CHART, NARROW, [...K3S, '--set', `rbac.namespaces={${BROKEN}}`])
      await withPage(NARROW, async (page) => {
        await named(page, 30_000)
        const { cluster } = await summary(page)
        expect(cluster.state).toBe('partial')
        const unseen = cluster.skipped.map(({ what }) => what.split(' ')[0])
        expect(unseen).toEqual(expect.arrayContaining(['Node', 'Namespace', 'StorageClass', 'Secret']))
        expect(unseen).not.toContain('Pod')
        expect(cluster.namespaces).toEqual([BROKEN])
      })
      const doctor = kubectl(['-n', NARROW, 'exec', podOf(NARROW), '--', 'node', '/app/aks-copilot.js', 'doctor'])
      expect(doctor).toMatch(new RegExp(`rights +\\d+ of \\d+ kinds may be read, some of them only in ${BROKEN}\\n`))
      expect(doctor).toContain('✔ configuration /etc/aks-copilot/aks-copilot.yaml\n– kubectl       not in this image')
      expect(run('helm', ['test', 'aks-copilot', '-n', NARROW, '--timeout=120s']).status).toBe(0)
    },
    BUSY,
  )

  it.skipIf(AUDIT_LOG === undefined)('asked the API server for nothing that it may not have, and wrote nothing', () => {
    const entries = audited(HOME).slice(since)
    expect(entries.length).toBeGreaterThan(60)
    for (const { verb, requestURI, objectRef, annotations } of entries) {
      const what = `${verb} ${requestURI}`
      expect(annotations?.['authorization.k8s.io/decision'], what).toBe('allow')
      if (verb === 'create') expect(objectRef?.resource, what).toMatch(/^selfsubject(?:access|rules)?reviews$/)
      else expect(verb, what).toMatch(/^(?:get|list|watch)$/)
      expect(objectRef?.resource, what).not.toBe('secrets')
      if (verb === 'list') expect(requestURI, what).toMatch(/[?&]limit=\d+/)
    }
  })
})
