import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckReport } from '@aks-copilot/contracts'
import { load, loadAll } from 'js-yaml'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'
import { CHART, FIRST_CHART, has, KUBE_VERSION, render, run } from './ship-release.ts'

interface Container {
  readonly image: string
  readonly env: readonly { readonly name: string; readonly value?: string }[]
}

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly rules?: readonly { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] }[]
  readonly spec?: {
    readonly selector?: unknown
    readonly strategy?: unknown
    readonly ingress?: readonly { readonly from?: readonly unknown[] }[]
    readonly egress?: readonly unknown[]
    readonly template?: { readonly spec: { readonly containers: readonly Container[] } }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-chart-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string): string => join(CHART, name)
/** Everything that can be switched on, at once. */
const EVERYTHING = {
  image: { digest: `sha256:${'a'.repeat(64)}`, pullSecrets: [{ name: 'registry' }] },
  rbac: { namespaces: ['shop', 'db'], clusterObjects: true, secrets: true, withhold: ['configmaps'] },
  deployer: { namespaces: ['shop'] },
  repairer: { namespaces: ['shop'], dryRun: true },
  serviceAccount: { annotations: { 'azure.workload.identity/client-id': 'id' } },
  model: { provider: 'openai-compatible', name: 'm', endpoint: 'http://$(NODE_IP):11434/v1', trustPrivate: true, existingSecret: 'key' },
  extraCa: 'ca',
  runbooks: 'runbooks',
  settings: { knowledge: { searchIndex: 'x' } },
  ingress: { enabled: true, className: 'nginx', host: 'copilot.example.com', tlsSecret: 'tls' },
  httpRoute: { enabled: true, parentRefs: [{ name: 'public', namespace: 'gateways' }], hostnames: ['copilot.example.com'] },
  networkPolicy: { from: [{ namespaceSelector: {} }], apiServerCidrs: ['10.0.0.4/32'] },
  priorityClassName: 'high',
}
/** The same with repairs: a server that has an account of its own for them. */
const REPAIR = {
  rbac: { namespaces: ['shop'] },
  repair: {
    enabled: true,
    mode: 'commit',
    existingSecret: 'hook',
    instance: 'west-1',
    dryRun: true,
    github: { appId: '12', installationId: '34', api: 'https://github.example.com:8443/api/v3' },
    slack: { channel: 'C0123456789' },
    egressCidrs: ['192.0.2.0/24'],
  },
  networkPolicy: EVERYTHING.networkPolicy,
}
/** What these values name, and the user makes. */
const GIVEN = ['Secret key', 'Secret hook', 'ConfigMap ca', 'ConfigMap runbooks']
  .map((object) => {
    const [kind, name] = object.split(' ')
    const keys = ['key', 'secret', 'repair-key', 'github-token', 'github-key', 'slack-token']
    const data = kind === 'Secret' ? Object.fromEntries(keys.map((key) => [key, 'a2V5'])) : { 'ca.crt': '' }
    return `\n---\n${JSON.stringify({ apiVersion: 'v1', kind, metadata: { name, namespace: 'aiops-assistant' }, data })}`
  })
  .join('')
writeFileSync(join(folder, 'everything.yaml'), JSON.stringify(EVERYTHING))
writeFileSync(join(folder, 'repair.yaml'), JSON.stringify(REPAIR))
const REPAIRS = ['--set', 'repair.enabled=true,repair.existingSecret=hook']

const VARIATIONS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['the defaults', []],
  ['k3s', ['-f', file('values-k3s.yaml')]],
  ['AKS', ['-f', file('values-aks.yaml')]],
  ['AKS Arc', ['-f', file('values-aks-arc.yaml')]],
  ['everything switched on', ['-f', join(folder, 'everything.yaml')]],
  ['repairs', REPAIRS],
  ['repairs in one namespace', ['-f', join(folder, 'repair.yaml')]],
]

/** What the tables of its README speak of. */
const LINTED = VARIATIONS.filter(([name]) => ['the defaults', 'repairs in one namespace'].includes(name))

function objects(args: readonly string[] = [], chart = CHART): Manifest[] {
  return loadAll(render(args, chart)).filter((value): value is Manifest => value !== null)
}

function grants(args: readonly string[]): { readonly what: string; readonly where: string }[] {
  return objects(args)
    .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
    .flatMap(({ metadata, rules = [] }) =>
      rules.flatMap(({ apiGroups, resources, verbs }) =>
        apiGroups.flatMap((group) =>
          resources.flatMap((resource) =>
            verbs.map((verb) => ({
              what: `${verb} ${resource}${group === '' ? '' : `.${group}`}`,
              where: `${metadata.name} ${metadata.namespace ?? ''}`,
            })),
          ),
        ),
      ),
    )
}

/** What a file names in backticks: `CKV_K8S_43`. */
const explained = (id: string): boolean => readFileSync(file('README.md'), 'utf8').includes(`\`${id}\``)

describe.skipIf(!has('helm'))('the chart', () => {
  it.each(VARIATIONS)('is clean for helm lint --strict: %s', (_, args) => {
    const { status, stdout } = run('helm', ['lint', '--strict', '--kube-version', KUBE_VERSION, CHART, ...args])
    expect(status, stdout).toBe(0)
  })

  it.each(VARIATIONS.flatMap(([name, args]) => ['aks-automatic', 'aks-standard'].map((target) => [name, target, args] as const)))(
    'has no violation of our own rules: %s, %s',
    async (name, target, args) => {
      const path = join(folder, `${name.replaceAll(' ', '-')}-${target}.yaml`)
      writeFileSync(path, `${render(args)}${GIVEN}`)
      const { stdout } = await runCli(['check', path, '--target', target, '--fail-on', 'info', '--format', 'json'])
      const { violations, summary } = JSON.parse(stdout) as CheckReport
      expect(violations).toEqual([])
      expect(summary.objects).toBeGreaterThan(8)
    },
  )

  it.each([
    [{ surprise: 1 }, 'surprise'],
    [{ image: { name: 'x' } }, 'name'],
    [{ image: { digest: 'latest' } }, 'digest'],
    [{ model: { provider: 'gpt' } }, 'provider'],
    [{ model: { endpoint: 'ollama:11434' } }, 'endpoint'],
    [{ service: { port: 0 } }, 'port'],
    [{ rbac: { namespaces: ['Shop'] } }, 'namespaces'],
    [{ terminationGracePeriodSeconds: 1 }, 'terminationGracePeriodSeconds'],
    [{ ingress: { enabled: true } }, 'ingress.host'],
    [{ httpRoute: { enabled: true } }, 'httpRoute.parentRefs'],
    [
      { repair: { enabled: true } },
      'repair.existingSecret is needed with repair.enabled: the name of a Secret with the keys secret, repair-key',
    ],
    [{ repair: { enabled: true, slack: { channel: 'C1' }, github: { appId: '1' } } }, 'repair-key, github-key, slack-token'],
    [{ repair: { dryRun: true } }, 'without repair.enabled'],
    [{ repair: { enabled: true, existingSecret: 'hook', dryRun: true } }, 'repair.dryRun needs rbac.namespaces'],
    [{ repair: { enabled: true, existingSecret: 'hook' }, model: { provider: 'embedded' } }, 'image.digest'],
    [
      { repair: { enabled: true, existingSecret: 'hook' }, settings: { repair: { mode: 'commit' } } },
      'settings.repair.mode would not count',
    ],
    [{ repair: { github: { api: 'http://github.example.com/api/v3' } } }, 'api'],
  ])('refuses values that are none: %j', (values, named) => {
    const path = join(folder, 'wrong.yaml')
    writeFileSync(path, JSON.stringify(values))
    expect(() => render(['-f', path])).toThrow(named)
  })

  it('grants reading alone by default, nothing with wildcards, and no Secrets', () => {
    const granted = grants([])
    expect(granted.length).toBeGreaterThan(60)
    for (const { what } of granted) {
      expect(what).toMatch(/^(?:list|watch) [a-z.0-9-]+$|^get pods\/log$/)
      expect(what).not.toContain('secrets')
    }
  })

  it('grants in the named namespaces alone what was asked for', () => {
    const here = grants(['--set', 'rbac.namespaces={shop}', '--set', 'rbac.withhold={configmaps}'])
    expect(new Set(here.map(({ where }) => where))).toEqual(new Set(['aks-copilot shop']))
    expect(here.map(({ what }) => what)).not.toContain('list configmaps')
    expect(here.map(({ what }) => what)).not.toContain('list nodes')
    const more = grants(['-f', join(folder, 'everything.yaml')])
    const writers = more.filter(({ what }) => /^(?:create|patch|delete|update)/.test(what)).map(({ where }) => where)
    expect(new Set(writers)).toEqual(
      new Set(['aks-copilot-deployer shop', 'aks-copilot-repairer shop', 'aks-copilot-repairer-applications argocd']),
    )
    expect(more.filter(({ what }) => what.endsWith(' secrets')).map(({ where }) => where.split(' ')[1])).toEqual([
      'shop',
      'shop',
      'db',
      'db',
    ])
  })

  it('lets the pod out to DNS, the API server and the model, and nowhere else', () => {
    const egress = (endpoint: string): unknown =>
      objects(['--set', 'model.provider=openai-compatible', '--set', `model.endpoint=${endpoint}`])
        .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'aks-copilot')
        .map(({ spec }) => spec?.egress?.at(-1))
    const port = (number: number): unknown => [{ port: number, protocol: 'TCP' }]
    expect(egress('http://10.0.0.7:11434/v1')).toEqual([{ ports: port(11434), to: [{ ipBlock: { cidr: '10.0.0.7/32' } }] }])
    expect(egress('https://qwen.models.svc.cluster.local:5000/v1')).toEqual([
      { ports: port(5000), to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'models' } } }] },
    ])
    expect(egress('https://name.openai.azure.com')).toEqual([{ ports: port(443) }])
    expect(egress('http://$(NODE_IP):58366')).toEqual([{ ports: port(58366) }])
  })

  it('grants a server that repairs the Applications of Argo CD, and in the named namespaces dry-runs where they are asked for', () => {
    const before = new Set(grants(['--set', 'rbac.namespaces={shop}']).map(({ what, where }) => `${where}: ${what}`))
    const added = (args: readonly string[]): string[] =>
      grants(['--set', 'rbac.namespaces={shop}', ...args])
        .map(({ what, where }) => `${where}: ${what}`)
        .filter((grant) => !before.has(grant))
    const applications = ['get applications', 'list applications', 'watch applications', 'patch applications', 'get appprojects'].map(
      (what) => `aiops-assistant:aks-copilot:applications cd: ${what}.argoproj.io`,
    )
    const repairs = [...REPAIRS, '--set', 'repair.argocdNamespace=cd']
    expect(added(repairs)).toEqual(applications)
    const tried = added([...repairs, '--set', 'repair.dryRun=true']).filter((grant) => !applications.includes(grant))
    expect(tried).toContain('aks-copilot-dry-run shop: patch deployments.apps')
    for (const grant of tried) expect(grant).toMatch(/^aks-copilot-dry-run shop: patch (?!secrets|roles)/)
    expect(added([...repairs, '--set', 'settings.argocd.server=https://argocd.example.com'])).toEqual([])
  })

  it('has repairs run by the image with helm and kubectl, by one pod, by files', () => {
    const deployment = (...args: string[]): Manifest['spec'] => objects(args).find(({ kind }) => kind === 'Deployment')?.spec
    const image = (...args: string[]): string | undefined => deployment(...args)?.template?.spec.containers[0]?.image
    const repository = 'ghcr.io/aks-copilot/aks-copilot'
    expect(image(...REPAIRS, '--set', 'image.tag=9.9.9')).toBe(`${repository}:9.9.9-jobs`)
    expect(image(...REPAIRS, '--set', 'image.tag=9.9.9-jobs')).toBe(`${repository}:9.9.9-jobs`)
    expect(image('--set', 'image.tag=9.9.9')).toBe(`${repository}:9.9.9`)
    const digest = `sha256:${'b'.repeat(64)}`
    expect(image(...REPAIRS, '--set', `image.digest=${digest}`)).toBe(`${repository}@${digest}`)
    expect(deployment(...REPAIRS)?.strategy).toEqual({ type: 'Recreate' })
    const values = (...args: string[]): Record<string, unknown> =>
      Object.fromEntries((deployment(...args)?.template?.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]))
    expect(values('-f', join(folder, 'repair.yaml'))).toMatchObject({
      AKS_COPILOT_SERVER_REPAIR: 'on',
      AKS_COPILOT_REPAIR_MODE: 'commit',
      AKS_COPILOT_REPAIR_NAMESPACES: 'shop',
      AKS_COPILOT_REPAIR_INSTANCE: 'west-1',
      AKS_COPILOT_GITHUB_APP_ID: '12',
      AKS_COPILOT_GITHUB_KEY_FILE: '/run/secrets/aks-copilot/repair/github-key',
      AKS_COPILOT_SLACK_TOKEN_FILE: '/run/secrets/aks-copilot/repair/slack-token',
    })
    expect(values(...REPAIRS)).not.toHaveProperty('AKS_COPILOT_REPAIR_NAMESPACES')
    expect(values(...REPAIRS, '--set', 'settings.repair.holder=me')).not.toHaveProperty('AKS_COPILOT_REPAIR_HOLDER')
  })

  it('with repairs lets the pod out to GitHub and Slack, and Argo CD in', () => {
    const policy = (...args: string[]): Manifest['spec'] =>
      objects(args).find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'aks-copilot')?.spec
    const ports = (...numbers: number[]): unknown => numbers.map((port) => ({ port, protocol: 'TCP' }))
    expect(policy(...REPAIRS)?.egress?.at(-1)).toEqual({ ports: ports(443) })
    const spec = policy('-f', join(folder, 'repair.yaml'))
    expect(spec?.egress?.at(-1)).toEqual({ ports: ports(8443, 443), to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] })
    expect(spec?.ingress?.[0]?.from).toContainEqual({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'argocd' } },
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'argocd-notifications-controller' } },
    })
    // Who names nobody lets everybody in, Argo CD among them.
    expect(policy(...REPAIRS)?.ingress?.[0]).not.toHaveProperty('from')
  })

  it('keeps what an upgrade can not change', () => {
    const fixed = (chart: string): unknown =>
      objects([], chart).flatMap(({ kind, metadata, spec }) =>
        kind === 'Deployment' ? [kind, metadata.name, spec?.selector] : ['Service', 'Secret'].includes(kind) ? [kind, metadata.name] : [],
      )
    expect(fixed(CHART)).toEqual(fixed(FIRST_CHART))
    const values = load(run('helm', ['show', 'values', FIRST_CHART]).stdout)
    writeFileSync(join(folder, 'first.yaml'), JSON.stringify(values))
    expect(() => render(['-f', join(folder, 'first.yaml')])).not.toThrow()
  })

  it('is upgraded with --reuse-values, which brings the values of before and none that are new', () => {
    const mixed = join(folder, 'mixed')
    cpSync(CHART, mixed, { recursive: true })
    writeFileSync(join(mixed, 'values.yaml'), run('helm', ['show', 'values', FIRST_CHART]).stdout)
    const kinds = (chart: string): string[] => objects([], chart).map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    expect(kinds(mixed)).toEqual(kinds(CHART))
  })

  it.skipIf(!has('kube-score')).each(LINTED)('has no finding of kube-score that its README does not explain: %s', (_, args) => {
    const { stdout } = run('kube-score', ['score', '--output-format', 'json', '-'], render(args))
    const scored = JSON.parse(stdout) as { checks: { check: { id: string }; grade: number; skipped: boolean }[] }[]
    expect(scored.length).toBeGreaterThan(3)
    const found = scored.flatMap(({ checks }) => checks.filter(({ grade, skipped }) => !skipped && grade < 10).map(({ check }) => check.id))
    expect([...new Set(found)].filter((id) => !explained(id))).toEqual([])
  })

  it.skipIf(!has('checkov')).each(LINTED)(
    'has no finding of checkov that its README does not explain: %s',
    (_, args) => {
      const path = join(folder, 'checkov.yaml')
      writeFileSync(path, render(args))
      const { stdout } = run('checkov', ['-f', path, '--framework', 'kubernetes', '--skip-download', '--output', 'json'])
      const { results } = JSON.parse(stdout) as { results: { passed_checks: unknown[]; failed_checks: { check_id: string }[] } }
      expect(results.passed_checks.length).toBeGreaterThan(100)
      expect([...new Set(results.failed_checks.map((one) => one.check_id))].filter((id) => !explained(id))).toEqual([])
    },
    120_000,
  )
})
