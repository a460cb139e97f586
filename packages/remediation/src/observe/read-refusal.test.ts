import { describe, expect, it } from 'vitest'
import { isNamed, readRefusal } from './read-refusal.ts'

/** As Argo CD 3.2 quotes an API server of 1.34. */
describe('what was refused is read from what the API server said', () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      'a value',
      'error when patching "/dev/shm/3807412812": Service "web" is invalid: spec.ports[0].port: Invalid value: 80800: must be between 1 and 65535, inclusive',
      'value',
      ['spec.ports.port'],
    ],
    [
      'several',
      'Deployment.apps "web" is invalid: [spec.template.spec.containers[0].image: Required value, spec.template.spec.containers[0].env[1].name: Invalid value: "A=B": must not contain =]',
      'value',
      ['spec.template.spec.containers.image', 'spec.template.spec.containers.env.name'],
    ],
    [
      'a key with dots',
      'Service "web" is invalid: metadata.annotations[a.b/c]: Invalid value: "x": no',
      'value',
      ['metadata.annotations.a.b/c'],
    ],
    [
      'a type',
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
      'value',
      ['spec.template.spec.containers.env.value'],
    ],
    [
      'an immutable field',
      'error when patching "/dev/shm/2387574944": Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"shop-web"}}: field is immutable',
      'immutable',
      ['spec.selector'],
    ],
    [
      'a claim template',
      "StatefulSet.apps \"db\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'template' are forbidden",
      'immutable',
      ['spec'],
    ],
    [
      'an unknown field',
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].readinesProbe"',
      'unknown-field',
      ['spec.template.spec.containers.readinesProbe'],
    ],
    [
      'an unknown field of server-side apply',
      'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="web"].prots: field not declared in schema',
      'unknown-field',
      ['spec.template.spec.containers.prots'],
    ],
    [
      'an unknown kind',
      'The Kubernetes API could not find monitoring.coreos.com/ServiceMonitor for requested resource shop/web. Make sure the "ServiceMonitor" CRD is installed on the destination cluster.',
      'unknown-kind',
      [],
    ],
    ['a namespace', 'namespaces "shop-2" not found', 'no-namespace', []],
    [
      'a quota',
      'services "web" is forbidden: exceeded quota: few, requested: services=1, used: services=2, limited: services=2',
      'quota',
      [],
    ],
    ['an admission webhook', 'admission webhook "policy.contoso.com" denied the request: image is not from our registry', 'denied', []],
    ['something else', 'dial tcp 10.0.0.1:443: connect: connection refused', 'other', []],
  ])('%s', (_name, message, kind, fields) => {
    const read = readRefusal(message)
    expect([read.kind, read.fields.map((steps) => steps.join('.'))]).toEqual([kind, fields])
    expect(read.text).not.toContain('/dev/shm')
  })

  it('a field is one wherever it stands in its list, and with what it holds', () => {
    const { fields } = readRefusal('Service "web" is invalid: spec.ports[1].port: Invalid value: 0: must be between 1 and 65535')
    const named = (path: string): boolean => isNamed(path.split('/'), fields)
    expect([named('spec/ports/0/port'), named('spec/ports'), named('spec/ports/-')]).toEqual([true, true, true])
    expect([named('spec/ports/0/targetPort'), named('spec/selector'), named('metadata/name')]).toEqual([false, false, false])
  })

  it('takes no time for what is long and means nothing', () => {
    const began = performance.now()
    for (const text of ['a.'.repeat(50_000), 'a[b]'.repeat(25_000), 'unknown field "'.repeat(5000), '.a'.repeat(50_000)]) readRefusal(text)
    expect(performance.now() - began).toBeLessThan(5000)
  })
})
