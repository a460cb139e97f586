import { describe, expect, it } from 'vitest'
import { given, grants, type Manifest, objects, REPAIR_VALUES } from './chart-objects.ts'
import { has, render } from './ship-release.ts'

const REPAIRS = ['--set', 'repair.enabled=true,repair.existingSecret=hook']

describe.skipIf(!has('helm'))('the chart with repairs', () => {
  it.each([
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
  ])('refuses what cannot go together, and says why: %j', (values, said) => {
    expect(() => render(given(values))).toThrow(said)
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
    const elsewhere = added([...repairs, '--set', 'settings.argocd.applicationNamespaces={team-a,cd}'])
    expect(elsewhere.filter((grant) => !applications.includes(grant))).toEqual(
      applications.map((grant) => grant.replace(' cd: ', ' team-a: ')),
    )
    const tried = added([...repairs, '--set', 'repair.dryRun=true']).filter((grant) => !applications.includes(grant))
    expect(tried).toContain('aiops-assistant:aks-copilot-dry-run shop: patch deployments.apps')
    for (const grant of tried) expect(grant).toMatch(/^aiops-assistant:aks-copilot-dry-run shop: patch (?!secrets|roles)/)
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
    expect(values(...given(REPAIR_VALUES))).toMatchObject({
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
    const spec = policy(...given(REPAIR_VALUES))
    expect(spec?.egress?.at(-1)).toEqual({ ports: ports(8443, 443), to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] })
    expect(spec?.ingress?.[0]?.from).toContainEqual({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'argocd' } },
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'argocd-notifications-controller' } },
    })
    // Who names nobody lets everybody in, Argo CD among them.
    expect(policy(...REPAIRS)?.ingress?.[0]).not.toHaveProperty('from')
  })
})
