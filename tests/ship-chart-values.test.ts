import { loadAll } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { given, objects } from './chart-objects.ts'
import { has, render } from './ship-release.ts'

/** The places of these values in what the chart renders, with their keys' names: `/1/metadata/namespace`. */
function placesOf(value: unknown, wanted: (value: unknown) => boolean, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return wanted(value) ? [path] : []
  return Object.entries(value).flatMap(([key, inner]) => placesOf(inner, wanted, `${path}/${key}`))
}

/** Names of the API that YAML would take for something else. */
const NUMERIC = {
  rbac: { namespaces: ['123'] },
  deployer: { namespaces: ['123'] },
  repairer: { namespaces: ['123'], argocdNamespace: '123' },
  repair: { enabled: true, existingSecret: '123', argocdNamespace: '123' },
  serviceAccount: { existing: '123' },
  token: { existingSecret: '123' },
  model: { provider: 'openai-compatible', endpoint: 'http://m.123.svc/v1', existingSecret: '123' },
  extraCa: '123',
  runbooks: '123',
  ingress: { enabled: true, className: '123', host: 'copilot.example.com', tlsSecret: '123' },
  networkPolicy: { from: [{ podSelector: {} }] },
  priorityClassName: '123',
}

describe.skipIf(!has('helm'))('the values of the chart', () => {
  it('lets two releases watch the same namespaces', () => {
    const shared = { namespaces: ['shop'], dryRun: true }
    const values = { rbac: { namespaces: ['shop'], clusterObjects: true }, deployer: { namespaces: ['shop'] }, repairer: shared }
    const args = given({ ...values, repair: { enabled: true, existingSecret: 'hook', dryRun: true } })
    const [one, other] = ['one', 'other'].map((home) =>
      objects([...args, '-n', home]).map(({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`),
    )
    expect(one?.length).toBeGreaterThan(20)
    expect(one?.filter((object) => other?.includes(object))).toEqual([])
  })

  it('keeps names that look like numbers', () => {
    const rendered = loadAll(render([...given(NUMERIC), '-n', '123']))
    expect(placesOf(rendered, (value) => value === 123)).toEqual([])
    expect(placesOf(rendered, (value) => value === '123').length).toBeGreaterThan(30)
  })

  it('keeps names that look like answers', () => {
    expect(render(given({ token: { key: 'on' } }))).toMatch(/"on": "/)
    expect(placesOf(loadAll(render(given({ fullnameOverride: 'true' }))), (value) => value === 'true').length).toBeGreaterThan(8)
  })

  it.each([
    [{ rbac: { namespaces: ['shop', 'shop'] } }, 'items at 0 and 1 are equal'],
    [{ rbac: { withhold: ['secret'] } }, 'rbac.withhold: secret is none of what may be read: apiservices, applications'],
    [{ settings: { model: { provider: 'azure-openai' } } }, 'settings.model.provider would not count: set the value model.provider'],
    [{ settings: { server: { port: 1 } } }, 'settings.server.port would not count: the chart itself sets it'],
    [{ settings: { server: { allowedHosts: ['x'] } } }, 'settings.server.allowedHosts would not count: set the value allowedHosts'],
    [{ settings: { log: { format: 'text' } } }, 'settings.log.format would not count'],
    [{ rbac: { namespaces: ['a'] }, settings: { cluster: { namespaces: ['b'] } } }, 'set the value rbac.namespaces'],
    [{ env: [{ name: 'AKS_COPILOT_LOG_FORMAT', value: 'text' }] }, 'env: AKS_COPILOT_LOG_FORMAT is set by the chart itself'],
  ])('refuses what would have no effect or none that is meant: %j', (values, said) => {
    expect(() => render(given(values))).toThrow(said)
  })

  it.each([
    [{ provider: 'embedded' }, 'model.file is needed'],
    [{ provider: 'openai-compatible' }, 'model.endpoint is needed with model.provider openai-compatible'],
    [{ provider: 'azure-openai', name: 'm' }, 'model.endpoint is needed'],
  ])('refuses a model without what it needs: %j', (model, said) => {
    expect(() => render(given({ model }))).toThrow(said)
  })

  it('runs a model in the process by the image that has its library', () => {
    const image = (tag: string): string | undefined =>
      objects(given({ image: { tag }, model: { provider: 'embedded', file: '/models/m.gguf' } })).find(({ kind }) => kind === 'Deployment')
        ?.spec?.template?.spec.containers[0]?.image
    expect(image('9.9.9')).toMatch(/:9\.9\.9-embedded$/)
    expect(image('9.9.9-embedded')).toMatch(/:9\.9\.9-embedded$/)
  })

  it('takes settings and variables that it does not set itself', () => {
    const settings = { cluster: { namespaces: ['shop'] }, model: { maxTokens: 9 }, knowledge: { searchIndex: 'x' } }
    const rendered = render(given({ settings, env: [{ name: 'AKS_COPILOT_EMBEDDING_KEY', value: 'x' }] }))
    expect(rendered).toContain('maxTokens: 9')
    expect(rendered.match(/AKS_COPILOT_EMBEDDING_KEY/g)).toHaveLength(1)
  })

  it('withholds whatever may be read', () => {
    const withhold = ['secrets', 'pods/log', 'nodes']
    expect(render(given({ rbac: { withhold, secrets: true } }))).not.toMatch(/"secrets"|"pods\/log"|"nodes"/)
  })
})
