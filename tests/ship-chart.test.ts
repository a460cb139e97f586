import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckReport } from '@aks-copilot/contracts'
import { load } from 'js-yaml'
import { afterAll, describe, expect, it } from 'vitest'
import { grants, objects, REPAIR_VALUES } from './chart-objects.ts'
import { runCli } from './run-cli.ts'
import { CHART, FORMER_CHARTS, has, KUBE_VERSION, render, run } from './ship-release.ts'

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
writeFileSync(join(folder, 'repair.yaml'), JSON.stringify(REPAIR_VALUES))

const VARIATIONS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['the defaults', []],
  ['k3s', ['-f', file('values-k3s.yaml')]],
  ['AKS', ['-f', file('values-aks.yaml')]],
  ['AKS Arc', ['-f', file('values-aks-arc.yaml')]],
  ['everything switched on', ['-f', join(folder, 'everything.yaml')]],
  ['repairs', ['--set', 'repair.enabled=true,repair.existingSecret=hook']],
  ['repairs in one namespace', ['-f', join(folder, 'repair.yaml')]],
]

/** What the tables of its README speak of. */
const LINTED = VARIATIONS.filter(([name]) => !['everything switched on', 'repairs'].includes(name))

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
    expect(new Set(here.map(({ where }) => where))).toEqual(new Set(['aiops-assistant:aks-copilot shop']))
    expect(here.map(({ what }) => what)).not.toContain('list configmaps')
    expect(here.map(({ what }) => what)).not.toContain('list nodes')
    const more = grants(['-f', join(folder, 'everything.yaml')])
    const writers = more.filter(({ what }) => /^(?:create|patch|delete|update)/.test(what)).map(({ where }) => where)
    expect(new Set(writers)).toEqual(
      new Set(['-deployer shop', '-repairer shop', '-repairer-applications argocd'].map((end) => `aiops-assistant:aks-copilot${end}`)),
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
    // A Service of port 80 may have pods of port 8000, and policies see those.
    const models = [{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'models' } } }] }]
    expect(egress('https://qwen.models.svc.cluster.local:5000/v1')).toEqual(models)
    expect(egress('http://vllm.models.svc/v1')).toEqual(models)
    expect(egress('https://name.openai.azure.com')).toEqual([{ ports: port(443) }])
    expect(egress('http://$(NODE_IP):58366')).toEqual([{ ports: port(58366) }])
  })

  it('lets both pods out to the DNS, be it pods, NodeLocal DNSCache or LocalDNS of AKS', () => {
    const caches = ['169.254.20.10/32', '169.254.10.10/32', '169.254.10.11/32'].map((cidr) => ({ ipBlock: { cidr } }))
    const rules = objects()
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ spec }) => spec?.egress?.[0])
    expect(rules).toHaveLength(2)
    for (const rule of rules) expect(rule).toMatchObject({ to: [{ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }, ...caches] })
  })

  it('goes to nodes alone that the image is built for', () => {
    const workflow = readFileSync(join(CHART, '../../../.github/workflows/image.yml'), 'utf8')
    const [, os, arch] = /platforms: (\w+)\/([\w/,]+)\n/.exec(workflow) ?? []
    const nodes = { 'kubernetes.io/os': os, 'kubernetes.io/arch': arch }
    const pods = objects().map(({ kind, spec }) => (kind === 'Deployment' ? spec?.template?.spec : kind === 'Pod' ? spec : undefined))
    expect(pods.filter((pod) => pod !== undefined)).toMatchObject([{ nodeSelector: nodes }, { nodeSelector: nodes }])
  })

  it.each(FORMER_CHARTS)('keeps what an upgrade of %s can not change', (_, former) => {
    const fixed = (chart: string): unknown =>
      objects([], chart).flatMap(({ kind, metadata, spec }) =>
        kind === 'Deployment' ? [kind, metadata.name, spec?.selector] : ['Service', 'Secret'].includes(kind) ? [kind, metadata.name] : [],
      )
    expect(fixed(CHART)).toEqual(fixed(former))
    const values = load(run('helm', ['show', 'values', former]).stdout)
    writeFileSync(join(folder, 'former.yaml'), JSON.stringify(values))
    expect(() => render(['-f', join(folder, 'former.yaml')])).not.toThrow()
  })

  it.each(FORMER_CHARTS)(
    'is upgraded from %s with --reuse-values, which brings the values of before and none that are new',
    (_, former) => {
      const mixed = join(folder, 'mixed')
      cpSync(CHART, mixed, { recursive: true })
      writeFileSync(join(mixed, 'values.yaml'), run('helm', ['show', 'values', former]).stdout)
      const kinds = (chart: string): string[] => objects([], chart).map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      expect(kinds(mixed)).toEqual(kinds(CHART))
    },
  )

  it.skipIf(!has('kube-score')).each(LINTED)('has no finding of kube-score that its README does not explain: %s', (_, args) => {
    const { stdout } = run('kube-score', ['score', '--output-format', 'json', '-'], render(args))
    const scored = JSON.parse(stdout) as { checks: { check: { id: string }; grade: number; skipped: boolean }[] }[]
    expect(scored.length).toBeGreaterThan(3)
    const found = scored.flatMap(({ checks }) => checks.filter(({ grade, skipped }) => !skipped && grade < 10).map(({ check }) => check.id))
    expect([...new Set(found)].filter((id) => !explained(id))).toEqual([])
  })

  it.skipIf(!has('checkov'))(
    'has no finding of checkov that its README does not explain',
    () => {
      // It takes seconds to begin, and reads many files as fast as one.
      const files = LINTED.map(([name, args]) => {
        const path = join(folder, `checkov-${name.replaceAll(' ', '-')}.yaml`)
        writeFileSync(path, render(args))
        return path
      })
      const named = files.flatMap((path) => ['-f', path])
      const { stdout } = run('checkov', [...named, '--framework', 'kubernetes', '--skip-download', '--output', 'json'])
      const { results } = JSON.parse(stdout) as {
        results: { passed_checks: { file_path: string }[]; failed_checks: { check_id: string }[] }
      }
      const read = Map.groupBy(results.passed_checks, (one) => one.file_path)
      expect([...read.values()].map((passed) => passed.length > 100)).toEqual(files.map(() => true))
      expect([...new Set(results.failed_checks.map((one) => one.check_id))].filter((id) => !explained(id))).toEqual([])
    },
    120_000,
  )
})
