import { describe, expect, test } from 'vitest'
import { Intake } from './intake.ts'
import { KnownSpecs } from './known-specs.ts'

const SPEC = {
  containers: [{ name: 'app', env: [{ name: 'A', value: '},"status":{' }] }],
  volumes: [{ ephemeral: { volumeClaimTemplate: { spec: { a: {} } } } }],
}

function line(spec: unknown, status: unknown, uid = 'u'): string {
  return JSON.stringify({ type: 'MODIFIED', object: { kind: 'Pod', apiVersion: 'v1', metadata: { uid, name: 'p' }, spec, status } })
}

function taken(specs: KnownSpecs, intake: Intake, text: string): { value: unknown; spec: unknown } {
  const { object } = JSON.parse(specs.cut(text)) as { object: Record<string, unknown> }
  const completed = specs.complete(object)
  const kept = intake.object(completed.object, 'Pod', 'v1', completed.spec?.kept)
  specs.keep(kept, completed)
  return { value: kept.value, spec: kept.value['spec'] }
}

function plain(intake: Intake, text: string): unknown {
  return intake.object((JSON.parse(text) as { object: Record<string, unknown> }).object, 'Pod', 'v1').value
}

describe('KnownSpecs', () => {
  test('objects are what they are without it, and a spec that is the same text is the same value', () => {
    const [specs, intake] = [new KnownSpecs(), new Intake()]
    const lines = [
      line(SPEC, { phase: 'Pending' }),
      line(SPEC, { phase: 'Running' }),
      line({ ...SPEC, nodeName: 'n' }, { phase: 'Running' }),
    ]
    const values = lines.map((text) => taken(specs, intake, text))
    expect(values.map(({ value }) => value)).toEqual(lines.map((text) => plain(intake, text)))
    expect(values[1]?.spec).toBe(values[0]?.spec)
    expect(values[2]?.spec).not.toBe(values[0]?.spec)
  })

  test.each([
    ['last', { uid: 'u', name: 'p', managedFields: [{ manager: 'kubelet', fieldsV1: { 'f:status': {} } }] }],
    ['before others', { uid: 'u', managedFields: [{ manager: 'kubelet' }], finalizers: ['a'] }],
    ['with brackets', { uid: 'u', managedFields: [{ manager: 'a]', fieldsV1: { 'v:"]}"': {} } }] }],
    ['empty', { uid: 'u', managedFields: [] }],
  ])('managedFields, %s, are cut out', (_, metadata) => {
    const [specs, intake] = [new KnownSpecs(), new Intake()]
    const text = JSON.stringify({ type: 'MODIFIED', object: { kind: 'Pod', metadata, spec: SPEC, status: { phase: 'Running' } } })
    expect(specs.cut(text)).not.toContain('managedFields')
    expect(taken(specs, intake, text).value).toEqual(plain(intake, text))
  })

  test('pods of one spec are known apart, and forgotten', () => {
    const [specs, intake] = [new KnownSpecs(), new Intake()]
    const one = taken(specs, intake, line(SPEC, {}, 'one'))
    expect(taken(specs, intake, line(SPEC, {}, 'two')).spec).not.toBe(one.spec)
    specs.forget('one')
    expect(taken(specs, intake, line(SPEC, {}, 'one')).spec).not.toBe(one.spec)
  })

  test('a secret in a spec stays hashed', () => {
    const [specs, intake] = [new KnownSpecs(), new Intake()]
    const secret = { containers: [{ name: 'app', env: [{ name: 'PASSWORD', value: 'hunter2' }] }] }
    for (const phase of ['Pending', 'Running', 'Failed'])
      expect(JSON.stringify(taken(specs, intake, line(secret, { phase })).value)).not.toContain('hunter2')
  })

  test.each([
    ['no status', '{"type":"ADDED","object":{"metadata":{"uid":"u"},"spec":{"a":1}}}'],
    ['another order', '{"type":"ADDED","object":{"spec":{"a":{"b":1,"spec":{"c":1}},"x":1},"metadata":{"uid":"u"},"status":{}}}'],
    [
      'a spec within metadata',
      '{"type":"ADDED","object":{"metadata":{"uid":"u","x":1,"spec":{"y":{}},"status":{"z":1}},"spec":{"a":1},"status":{}}}',
    ],
    ['no spec', '{"type":"ADDED","object":{"metadata":{"uid":"u"},"status":{"phase":"Running"}}}'],
  ])('%s: as it is', (_, text) => {
    const specs = new KnownSpecs()
    const cut = specs.cut(text)
    const { object } = JSON.parse(text) as { object: Record<string, unknown> }
    let parsed = object
    try {
      parsed = (JSON.parse(cut) as { object: Record<string, unknown> }).object
    } catch {
      // The caller takes the whole line then.
    }
    expect(specs.complete(parsed).object).toEqual(object)
  })
})
