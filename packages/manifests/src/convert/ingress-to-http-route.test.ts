import { KubernetesObject } from '@aks-copilot/kubernetes'
import { describe, expect, it } from 'vitest'
import { readBundle } from '../source/bundle.ts'
import { changesToGateway } from './gateway.ts'
import { ingressToHttpRoute } from './ingress-to-http-route.ts'
import { TARGET_PROFILES } from '../profiles/built-in.generated.ts'

const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec: { ports: [{ name: 'http', port: 80 }] } }

function bundleOf(...objects: unknown[]) {
  return readBundle([{ path: 'x.yaml', origin: 'file', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [SERVICE, ...objects] }) }])
}

function ingress(spec: unknown, annotations = {}): Record<string, unknown> {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web', namespace: 'shop', annotations }, spec }
}

const backend = { service: { name: 'web', port: { name: 'http' } } }
const rule = (host: string | undefined, ...paths: string[]) => ({ ...(host === undefined ? {} : { host }), http: { paths: paths.map((path) => ({ path, pathType: 'Prefix', backend })) } })

function convert(spec: unknown, annotations = {}) {
  return ingressToHttpRoute(new KubernetesObject(ingress(spec, annotations)), bundleOf())
}

describe('ingressToHttpRoute', () => {
  it('makes one route for each host, with the number of a named port', () => {
    const result = convert({ rules: [rule('a.example', '/', '/api'), rule('b.example', '/')] })
    if (!result.ok) throw new Error(result.judge)
    expect(result.plan.routes).toEqual([
      {
        name: 'web-a-example',
        hostnames: ['a.example'],
        rules: ['/', '/api'].map((value) => ({ matches: [{ path: { type: 'PathPrefix', value } }], backendRefs: [{ name: 'web', port: 80 }] })),
        listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }],
      },
      expect.objectContaining({ name: 'web-b-example', hostnames: ['b.example'] }),
    ])
    expect(result.ledger.every((entry) => entry.outcome === 'mapped')).toBe(true)
  })

  it('listens with the certificate of the host, and on plain HTTP only where the old entry points did', () => {
    const spec = { tls: [{ hosts: ['a.example'], secretName: 'a-tls' }], rules: [rule('a.example', '/')] }
    const both = convert(spec)
    const secure = convert(spec, { 'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure' })
    expect(both.ok && both.plan.routes[0].listeners.map(({ name }) => name)).toEqual(['http', 'https-a-example'])
    expect(secure.ok && secure.plan.routes[0].listeners).toEqual([
      { name: 'https-a-example', port: 443, protocol: 'HTTPS', hostname: 'a.example', tls: { mode: 'Terminate', certificateRefs: [{ name: 'a-tls' }] } },
    ])
  })

  it('says that a protection would be lost, and which', () => {
    const result = convert({ rules: [rule('a.example', '/')] }, { 'traefik.ingress.kubernetes.io/router.middlewares': 'shop-auth@kubernetescrd' })
    expect(result.ok && result.ledger.find((entry) => entry.outcome === 'lost')).toMatchObject({ path: '/metadata/annotations/traefik.ingress.kubernetes.io~1router.middlewares', security: true })
  })

  it.each([
    ['a resource as backend', { defaultBackend: { resource: { kind: 'Bucket', name: 'x' } } }, /no Service/],
    ['TLS without a Secret', { tls: [{ hosts: ['a.example'] }], rules: [rule('a.example', '/')] }, /certificate/],
    ['a pattern as path', { rules: [{ http: { paths: [{ path: '/a(/|$)(.*)', pathType: 'ImplementationSpecific', backend }] } }] }, /pattern/],
    ['a port that nobody knows', { defaultBackend: { service: { name: 'web', port: { name: 'grpc' } } } }, /no port `grpc`/],
  ])('leaves %s to a person', (_, spec, message) => {
    const result = convert(spec)
    expect(result.ok ? '' : result.judge).toMatch(message)
  })

  it('accounts for a field that it does not know', () => {
    const result = convert({ rules: [rule('a.example', '/')], future: 1 })
    expect(result.ok && result.ledger.find((entry) => entry.path === '/spec/future')).toMatchObject({ outcome: 'lost' })
  })
})

describe('changesToGateway', () => {
  const target = TARGET_PROFILES['aks-standard']
  if (target === undefined) throw new Error('no profile')

  it('makes one Gateway for a namespace', () => {
    const bundle = bundleOf(ingress({ rules: [rule('a.example', '/')] }), { ...ingress({ rules: [rule('b.example', '/')] }), metadata: { name: 'b', namespace: 'shop' } })
    const plans = bundle.of('Ingress').map((object) => ingressToHttpRoute(object, bundle)).flatMap((result) => (result.ok ? [result.plan] : []))
    const changes = changesToGateway(plans, bundle, target)
    expect(changes.map((change) => change.does)).toEqual(['edit', 'edit', 'add'])
    expect(changes[2]).toMatchObject({ objects: [{ kind: 'Gateway', metadata: { name: 'gateway', namespace: 'shop' }, spec: { gatewayClassName: 'approuting-istio', listeners: [{ name: 'http' }] } }] })
  })

  it('adds what is missing to a Gateway that is there', () => {
    const gateway = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'front', namespace: 'shop' }, spec: { gatewayClassName: 'approuting-istio', listeners: [{ name: 'plain', port: 80, protocol: 'HTTP' }] } }
    const bundle = bundleOf(gateway, ingress({ tls: [{ secretName: 's', hosts: ['a.example'] }], rules: [rule('a.example', '/')] }))
    const plans = bundle.of('Ingress').map((object) => ingressToHttpRoute(object, bundle)).flatMap((result) => (result.ok ? [result.plan] : []))
    const [route, onGateway] = changesToGateway(plans, bundle, target)
    expect(route).toMatchObject({ does: 'edit', intents: expect.arrayContaining([expect.objectContaining({ value: expect.objectContaining({ parentRefs: [{ name: 'front', sectionName: 'plain' }, { name: 'front', sectionName: 'https-a-example' }] }) as unknown })]) as unknown })
    expect(onGateway).toMatchObject({ does: 'edit', object: { name: 'front' }, intents: [{ does: 'append' }] })
  })
})
