import { beforeAll, describe, expect, it } from 'vitest'
import { KUBERNETES_VERSIONS, loadSchemas, type Schemas } from './index.ts'

type Fields = Record<string, unknown>

let schemas: Schemas
beforeAll(async () => {
  schemas = await loadSchemas('1.35')
})

/** A container, a pod spec, a Deployment, with the given fields over valid ones. */
const container = (fields: Fields = {}): Fields => ({ name: 'shop', image: 'shop:1', ...fields })
const podSpec = (fields: Fields = {}): Fields => ({ containers: [container()], ...fields })
const deployment = (spec: Fields = {}, pod: Fields = {}, labels: Fields = { app: 'shop' }): Fields => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop', creationTimestamp: null },
  spec: { selector: { matchLabels: { app: 'shop' } }, template: { metadata: { labels }, spec: podSpec(pod) }, ...spec },
  status: {},
})
const service = (spec: Fields): Fields => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop' }, spec })
const configMap = (fields: Fields): Fields => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shop' }, ...fields })

const found = (object: unknown): string[] => schemas.validate(object).map(({ kind, pointer }) => `${kind} ${pointer}`)

describe('kinds', () => {
  it.each(KUBERNETES_VERSIONS)('loads version %s', async (version) => {
    const loaded = await loadSchemas(version)
    expect(loaded.version).toBe(version)
    expect(loaded.serves('apps/v1', 'Deployment')).toBe(true)
    expect(loaded.serves('apps/v1beta1', 'Deployment')).toBe(false)
    expect(loaded.validate(deployment())).toEqual([])
  })

  it('tells versions apart', async () => {
    const old = await loadSchemas('1.33')
    expect([old.serves('resource.k8s.io/v1', 'DeviceClass'), schemas.serves('resource.k8s.io/v1', 'DeviceClass')]).toEqual([false, true])
  })

  it('knows scopes, versions and near misses', () => {
    expect(schemas.isNamespaced('apps/v1', 'Deployment')).toBe(true)
    expect(schemas.isNamespaced('v1', 'Namespace')).toBe(false)
    expect(schemas.isNamespaced('example.com/v1', 'Shop')).toBeUndefined()
    expect(schemas.versionsOf('HorizontalPodAutoscaler')).toEqual(['autoscaling/v2', 'autoscaling/v1'])
    expect(schemas.versionsOf('Shop')).toEqual([])
    expect(schemas.nearestKind('Deploymnet')).toBe('Deployment')
    expect(schemas.nearestKind('Certificate')).toBeUndefined()
  })

  it('refuses an unknown version', async () => {
    await expect(loadSchemas('1.2' as '1.33')).rejects.toThrow('1.33')
  })

  it('says nothing about custom resources and what is no object', () => {
    for (const object of [{ apiVersion: 'example.com/v1', kind: 'Shop', spec: 5 }, null, 'text', [], { kind: 'Pod' }])
      expect(found(object)).toEqual([])
  })
})

describe('structure', () => {
  it('names the nearest field for an unknown one', () => {
    expect(schemas.validate(deployment({}, { contaners: [] }))).toEqual([
      {
        kind: 'unknown-field',
        pointer: '/spec/template/spec/contaners',
        field: 'contaners',
        nearest: 'containers',
        message: 'Field `contaners` does not exist here; did you mean `containers`?',
      },
    ])
    expect(schemas.validate(configMap({ wholly: 1 }))[0]).not.toHaveProperty('nearest')
  })

  it('tells to quote numbers and booleans', () => {
    const [problem] = schemas.validate(deployment({}, { containers: [container({ env: [{ name: 'A', value: 5 }] })] }))
    expect(problem).toMatchObject({ kind: 'wrong-type', pointer: '/spec/template/spec/containers/0/env/0/value', expected: 'string' })
    expect(problem?.message).toContain('quote it ("5")')
    expect(found({ ...configMap({}), metadata: { name: 'a', annotations: { 'a/b': true }, labels: { v: 1.5 } } })).toEqual([
      'wrong-type /metadata/annotations/a~1b',
      'wrong-type /metadata/labels/v',
    ])
  })

  it('takes null for an absent field', () => {
    expect(found(deployment({ replicas: null, strategy: null }, { nodeSelector: null }))).toEqual([])
    expect(found(deployment({ selector: null }))).toEqual(['missing-field /spec/selector'])
    expect(found(deployment({}, { containers: [null] }))).toContain('missing-field /spec/template/spec/containers/0/name')
  })

  it.each([
    [{ replicas: '2' }, 'wrong-type /spec/replicas'],
    [{ replicas: 1.5 }, 'wrong-type /spec/replicas'],
    [{ replicas: 3e9 }, 'wrong-type /spec/replicas'],
    [{ strategy: { type: 'recreate' } }, 'bad-value /spec/strategy/type'],
    [{ strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: true } } }, 'wrong-type /spec/strategy/rollingUpdate/maxUnavailable'],
    [
      { template: { metadata: { labels: { app: 'shop' } }, spec: { containers: { name: 'a' } } } },
      'wrong-type /spec/template/spec/containers',
    ],
  ])('finds %j', (spec, problem) => {
    expect(found(deployment(spec))).toEqual([problem])
  })

  it('takes quantities as text and as numbers, and no other', () => {
    const limits = (cpu: unknown): string[] => found(deployment({}, { containers: [container({ resources: { limits: { cpu } } })] }))
    for (const cpu of ['500m', '1.5Gi', 2, 0.5, '1e3', '2E', '.5']) expect(limits(cpu)).toEqual([])
    for (const cpu of ['500mi', '1 Gi', '1.5GB', 'lots'])
      expect(limits(cpu)).toEqual(['bad-value /spec/template/spec/containers/0/resources/limits/cpu'])
  })

  it('checks base64, and not the values of a status', () => {
    expect(
      found({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'a' },
        data: { good: 'c2hvcA==', lines: 'c2hv\ncA==\n', bad: 'shop!', short: 'c2hvcA' },
      }),
    ).toEqual(['bad-value /data/bad', 'bad-value /data/short'])
    expect(found({ ...deployment(), status: { conditions: [{}], replica: 1 } })).toEqual(['unknown-field /status/replica'])
  })
})

describe('values', () => {
  it.each<[string, unknown, string[]]>([
    ['no name', configMap({ metadata: {} }), ['missing-field /metadata/name']],
    ['a generated name', configMap({ metadata: { generateName: 'a-' } }), []],
    ['a name in capitals', configMap({ metadata: { name: 'Shop' } }), ['bad-value /metadata/name']],
    [
      'an RBAC name with a colon',
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'system:shop' } },
      [],
    ],
    ['a label with a blank', configMap({ metadata: { name: 'a', labels: { app: 'my shop' } } }), ['bad-value /metadata/labels/app']],
    ['an unmatched selector', deployment({}, {}, { app: 'other' }), ['bad-value /spec/template/metadata/labels']],
    ['a Deployment that never restarts', deployment({}, { restartPolicy: 'Never' }), ['bad-value /spec/template/spec/restartPolicy']],
    [
      'a Job that always restarts',
      { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' }, spec: { template: { spec: podSpec() } } },
      ['missing-field /spec/template/spec/restartPolicy'],
    ],
    [
      'two containers of one name',
      deployment({}, { containers: [container(), container()] }),
      ['bad-value /spec/template/spec/containers/1/name'],
    ],
    [
      'a mount of nothing',
      deployment({}, { containers: [container({ volumeMounts: [{ name: 'data', mountPath: '/data' }] })] }),
      ['bad-value /spec/template/spec/containers/0/volumeMounts/0/name'],
    ],
    [
      'a volume of two sources',
      deployment({}, { volumes: [{ name: 'a', emptyDir: {}, configMap: { name: 'b' } }] }),
      ['bad-value /spec/template/spec/volumes/0/configMap'],
    ],
    ['a volume of no source', deployment({}, { volumes: [{ name: 'a', emptyDir: null }] }), []],
    [
      'a probe without handler',
      deployment({}, { containers: [container({ readinessProbe: { periodSeconds: 5 } })] }),
      ['missing-field /spec/template/spec/containers/0/readinessProbe/exec'],
    ],
    [
      'a request above its limit',
      deployment({}, { containers: [container({ resources: { requests: { memory: '2Gi' }, limits: { memory: '1G' } } })] }),
      ['bad-value /spec/template/spec/containers/0/resources/requests/memory'],
    ],
    ['a port out of range', service({ ports: [{ port: 70_000 }] }), ['bad-value /spec/ports/0/port']],
    ['ports without names', service({ ports: [{ port: 80 }, { port: 81, name: 'b' }] }), ['missing-field /spec/ports/0/name']],
    ['a headless Service without ports', service({ clusterIP: 'None' }), []],
    ['a protocol in small letters', service({ ports: [{ port: 80, protocol: 'tcp' }] }), ['bad-value /spec/ports/0/protocol']],
    ['a key with a slash', configMap({ data: { 'a/b': '' } }), ['bad-value /data/a~1b']],
  ])('judges %s', (_, object, problems) => {
    expect(found(object)).toEqual(problems)
  })

  it('knows the claim templates of a StatefulSet as volumes', () => {
    const claims = [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }]
    const pod = { containers: [container({ volumeMounts: [{ name: 'data', mountPath: '/data' }] })] }
    expect(found({ ...deployment({ serviceName: 'shop', volumeClaimTemplates: claims }, pod), kind: 'StatefulSet' })).toEqual([])
  })

  it('crashes on nothing', () => {
    for (const junk of [0, '', true, [], {}, [[]], [{}], null]) {
      for (const object of [
        deployment({ template: junk, selector: junk }),
        deployment({}, { containers: junk, volumes: junk }),
        service({ ports: junk }),
        configMap({ metadata: junk, data: junk }),
      ]) {
        expect(() => schemas.validate(object)).not.toThrow()
      }
    }
  })
})
