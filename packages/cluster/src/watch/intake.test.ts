import { describe, expect, it } from 'vitest'
import { Intake } from './intake.ts'

const intake = new Intake(Buffer.alloc(32, 1))

function kept(raw: Record<string, unknown>, kind: string): string {
  return JSON.stringify(intake.object(raw, kind, 'v1').value)
}

describe('what is kept of an object', () => {
  it('holds nothing of a Secret but its metadata, whatever the server sent', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVudGVyMg=="}}',
      'kapp.k14s.io/original': '{"data":{"password":"aHVudGVyMg=="}}',
      'objectset.rio.cattle.io/applied': 'H4sIAhunter',
      'example.com/backup': `hunter${'x'.repeat(300)}`,
      'cert-manager.io/certificate-name': 'web',
    }
    const text = kept(
      { metadata: { name: 's', annotations }, data: { password: 'aHVudGVyMg==' }, stringData: { password: 'hunter2' } },
      'Secret',
    )
    expect(text).not.toMatch(/hunter|aHVudGVy|"(string)?data"/i)
    expect(text).toContain('cert-manager.io/certificate-name')
  })

  it('puts keyed hashes in place of the values of a ConfigMap', () => {
    const text = kept(
      { metadata: { name: 'c' }, data: { url: 'postgres://u:hunter2@db/x' }, binaryData: { blob: 'aGVsbG8=' } },
      'ConfigMap',
    )
    expect(text).not.toContain('hunter2')
    expect(text).toMatch(/"url":"hmac:[0-9a-f]{16}"/)
  })

  it.each([
    [{ name: 'DB_PASSWORD', value: 'hunter2' }, false],
    [{ name: 'DATABASE', value: 'postgres://app:hunter2@db/shop' }, false],
    [{ name: 'GREETING', value: 'hunter2' }, true],
  ])('variable %o', (variable, stays) => {
    expect(kept({ spec: { containers: [{ name: 'app', env: [variable] }] } }, 'Pod').includes('hunter2')).toBe(stays)
  })

  it.each([
    [['--db-password=hunter2'], false],
    [['--token', 'hunter2'], false],
    [['postgres://app:hunter2@db/shop'], false],
    [['serve', '--greeting=hunter2'], true],
    [['--token-file=/run/hunter2'], true],
  ])('arguments %o', (args, stays) => {
    expect(kept({ spec: { containers: [{ name: 'app', args }] } }, 'Pod').includes('hunter2')).toBe(stays)
  })

  const CLOUD_TOKEN = ['ghp', 'hunter2hunter2hunter2hunter2hunter2xx'].join('_')

  it.each([
    ['a variable with a token that is known by its look', { spec: { containers: [{ env: [{ name: 'GREETING', value: CLOUD_TOKEN }] }] } }],
    [
      'a header of a probe',
      { spec: { containers: [{ livenessProbe: { httpGet: { httpHeaders: [{ name: 'Authorization', value: 'Basic hunter2' }] } } }] } },
    ],
    ['a key of an API in a header', { spec: { httpHeaders: [{ name: 'X-Api-Key', value: 'hunter2' }] } }],
    ['a script', { spec: { containers: [{ command: ['sh', '-c', 'API_TOKEN=hunter2 ./serve'] }] } }],
    ['a header in a script', { spec: { containers: [{ args: ['curl -H "Authorization: Bearer hunter2hunter2" x'] }] } }],
    [
      'the last words of a container',
      { status: { containerStatuses: [{ lastState: { terminated: { message: 'login failed: password=hunter2' } } }] } },
    ],
    ['an annotation', { metadata: { annotations: { 'example.com/dsn': 'postgres://app:hunter2@db/shop' } } }],
    ['an annotation that is called so', { metadata: { annotations: { 'example.com/api-token': 'hunter2hunter2' } } }],
    ['one of a pod template that is called so', { spec: { template: { metadata: { annotations: { 'x/db-password': 'hunter2' } } } } }],
    ['an annotation of a pod template', { spec: { template: { metadata: { annotations: { x: 'password: hunter2' } } } } }],
    ['a copy that an operator keeps', { metadata: { annotations: { 'kopf.zalando.org/last-handled-configuration': '{"a":"hunter2"}' } } }],
    ['the address of a webhook', { webhooks: [{ clientConfig: { url: 'https://app:hunter2@hooks.example.com/x' } }] }],
    ['a repository', { spec: { source: { repoURL: 'https://git:hunter2@git.example.com/shop.git' } } }],
    ['values of a chart', { spec: { source: { helm: { values: 'db:\n  user: hunter2\n' } } } }],
    ['values of a chart as an object', { spec: { source: { helm: { valuesObject: { db: { user: 'hunter2' } } } } } }],
    ['a parameter of a chart', { spec: { source: { helm: { parameters: [{ name: 'db.password', value: 'hunter2' }] } } } }],
    ['a parameter of a plugin', { spec: { source: { plugin: { parameters: [{ name: 'api-key', string: 'hunter2' }] } } } }],
    ['what was deployed before', { status: { history: [{ source: { helm: { values: 'user: hunter2' } } }] } }],
    ['the ids of a machine', { kind: 'Node', status: { nodeInfo: { machineID: 'hunter2', systemUUID: 'hunter2', bootID: 'x' } } }],
    ['a sync that is under way', { operation: { sync: { source: { helm: { values: 'user: hunter2' } } } } }],
    ['what was compared', { status: { sync: { comparedTo: { source: { repoURL: 'https://git:hunter2@git.example.com/shop.git' } } } } }],
  ])('hides %s', (_, raw) => {
    expect(kept(raw, 'kind' in raw ? raw.kind : 'Application')).not.toContain('hunter2')
  })

  it('tells secrets apart that are hidden in text', () => {
    const script = (password: string): string => kept({ spec: { args: [`TOKEN=${password} ./serve`] } }, 'Pod')
    expect(script('hunter2')).not.toBe(script('hunter3'))
    expect(script('hunter2')).toContain('./serve')
  })

  it.each(['{"a":', '['])('survives what is nested without end: %s', (open) => {
    const deep: unknown = JSON.parse(`${open.repeat(200_000)}1${(open === '[' ? ']' : '}').repeat(200_000)}`)
    const object = intake.object(
      { metadata: { name: 'deep' }, spec: { source: deep, helm: { valuesObject: deep } } },
      'Application',
      'argoproj.io/v1alpha1',
    )
    expect(JSON.stringify(object.value).length).toBeLessThan(2_000)
  })

  it('takes keys that are names of JavaScript for what they are', () => {
    const raw = JSON.parse(
      '{"metadata":{"labels":{"__proto__":"x","constructor":"y"},"annotations":{"__proto__":"z"}},"spec":{"__proto__":{"password":"p"}},"data":{"__proto__":"v"}}',
    ) as Record<string, unknown>
    const { value } = intake.object(raw, 'ConfigMap', 'v1')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>)['password']).toBeUndefined()
    expect(JSON.stringify(value)).toMatch(/"__proto__":"hmac:/)
  })

  it('shares what holds no secret with what came in', () => {
    const spec = { containers: [{ name: 'app', env: [{ name: 'A', value: 'b' }], args: ['serve'] }] }
    expect(intake.object({ spec }, 'Pod', 'v1').at('spec').value).toBe(spec)
  })

  it('keeps of managedFields who changed which fields', () => {
    const managedFields = [
      { manager: 'kubectl-edit', operation: 'Update', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
    ]
    const object = intake.object({ metadata: { name: 'd', managedFields } }, 'Deployment', 'apps/v1')
    expect(object.at('metadata', 'managedFields', 0, 'fields').value).toEqual(['/spec/replicas'])
    expect(JSON.stringify(object.value)).not.toContain('fieldsV1')
  })
})
