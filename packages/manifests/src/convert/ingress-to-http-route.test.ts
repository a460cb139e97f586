import { KubernetesObject } from '@aks-copilot/kubernetes'
import { describe, expect, it } from 'vitest'
import { readBundle } from '../source/bundle.ts'
import { changesToGateway } from './gateway.ts'
import { ingressToHttpRoute } from './ingress-to-http-route.ts'
import { TARGET_PROFILES } from '../profiles/built-in.generated.ts'

const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { ports: [{ name: 'http', port: 80 }] },
}

function bundleOf(...objects: unknown[]) {
  return readBundle([
    { path: 'x.yaml', origin: 'file', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [SERVICE, ...objects] }) },
  ])
}

function ingress(spec: unknown, annotations = {}): Record<string, unknown> {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web', namespace: 'shop', annotations }, spec }
}

const backend = { service: { name: 'web', port: { name: 'http' } } }
const rule = (host: string | undefined, ...paths: string[]) => ({
  ...(host === undefined ? {} : { host }),
  http: { paths: paths.map((path) => ({ path, pathType: 'Prefix', backend })) },
})

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
        rules: ['/', '/api'].map((value) => ({
          matches: [{ path: { type: 'PathPrefix', value } }],
          backendRefs: [{ name: 'web', port: 80 }],
        })),
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
      {
        name: 'https-a-example',
        port: 443,
        protocol: 'HTTPS',
        hostname: 'a.example',
        tls: { mode: 'Terminate', certificateRefs: [{ name: 'a-tls' }] },
      },
    ])
  })

  it('leaves annotations that may protect something to a person', () => {
    const result = convert({ rules: [rule('a.example', '/')] }, { 'nginx.ingress.kubernetes.io/auth-url': 'https://login.example' })
    expect(result.ok && result.ledger.find((entry) => entry.outcome === 'lost')).toMatchObject({
      path: '/metadata/annotations/nginx.ingress.kubernetes.io~1auth-url',
      security: true,
    })
  })

  it.each([
    ['a resource as backend', { defaultBackend: { resource: { kind: 'Bucket', name: 'x' } } }, /no Service/],
    ['TLS without a Secret', { tls: [{ hosts: ['a.example'] }], rules: [rule('a.example', '/')] }, /certificate/],
    [
      'a pattern as path',
      { rules: [{ http: { paths: [{ path: '/a(/|$)(.*)', pathType: 'ImplementationSpecific', backend }] } }] },
      /pattern/,
    ],
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

describe('ingressToHttpRoute with Middlewares', () => {
  const MIDDLEWARES = '/metadata/annotations/traefik.ingress.kubernetes.io~1router.middlewares'
  const secured = { tls: [{ hosts: ['a.example'], secretName: 'a-tls' }], rules: [rule('a.example', '/')] }
  const redirect = middleware('m', { redirectScheme: { scheme: 'https' } })

  function middleware(name: string, spec: unknown, namespace = 'shop') {
    return { apiVersion: 'traefik.io/v1alpha1', kind: 'Middleware', metadata: { name, namespace }, spec }
  }

  function convertWith(spec: unknown, objects: readonly unknown[], annotations = {}) {
    const own = ingress(spec, { 'traefik.ingress.kubernetes.io/router.middlewares': 'shop-m@kubernetescrd', ...annotations })
    return ingressToHttpRoute(new KubernetesObject(own), bundleOf(...objects))
  }

  it('serves HTTPS, and redirects plain HTTP in a route of its own', () => {
    const result = convertWith(secured, [redirect])
    if (!result.ok) throw new Error(result.judge)
    expect(result.plan.routes).toMatchObject([
      { name: 'web', rules: [{ backendRefs: [{ name: 'web' }] }], listeners: [{ name: 'https-a-example' }] },
      {
        name: 'web-redirect',
        hostnames: ['a.example'],
        rules: [{ filters: [{ requestRedirect: { scheme: 'https', statusCode: 302 } }] }],
        listeners: [{ name: 'http' }],
      },
    ])
    expect(result.plan.annotations).toEqual({})
    expect(result.ledger).toContainEqual(expect.objectContaining({ path: MIDDLEWARES, outcome: 'mapped' }))
    expect(result.ledger.filter(({ outcome }) => outcome === 'lost')).toEqual([])
  })

  it('does not redirect where only HTTPS is served, and does nothing else where only plain HTTP is', () => {
    const secure = convertWith(secured, [redirect], { 'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure' })
    const plain = convertWith({ rules: [rule('a.example', '/')] }, [redirect], {
      'traefik.ingress.kubernetes.io/router.entrypoints': 'web',
    })
    expect(secure.ok && secure.plan.routes.map(({ name }) => name)).toEqual(['web'])
    expect(plain.ok && plain.plan.routes).toMatchObject([
      { name: 'web', rules: [{ filters: [{ type: 'RequestRedirect' }] }], listeners: [{ name: 'http' }] },
    ])
  })

  it('changes headers and paths as Middlewares did, through chains and from other namespaces', () => {
    const chain = middleware('m', { chain: { middlewares: [{ name: 'strip', namespace: 'edge' }, { name: 'frames' }] } })
    const result = convertWith({ rules: [rule('a.example', '/api')] }, [
      chain,
      middleware('strip', { stripPrefix: { prefixes: ['/api'] } }, 'edge'),
      middleware('frames', { headers: { frameDeny: true } }),
    ])
    expect(result.ok && result.plan.routes[0].rules).toMatchObject([
      { filters: [{ type: 'URLRewrite' }, { type: 'RequestHeaderModifier' }, { type: 'ResponseHeaderModifier' }] },
    ])
  })

  it('says that answers are not compressed any more', () => {
    const result = convertWith(secured, [middleware('m', { compress: {} })])
    expect(result.ok && result.ledger).toContainEqual(expect.objectContaining({ path: MIDDLEWARES, outcome: 'lost' }))
  })

  it.each([
    ['one that is not there', secured, [], {}, /not among the manifests/],
    ['one of two with the same name', secured, [redirect, redirect], {}, /several/],
    ['a login', secured, [middleware('m', { basicAuth: { secret: 's' } })], {}, /`basicAuth`/],
    [
      'an IP list in a chain',
      secured,
      [middleware('m', { chain: { middlewares: [{ name: 'list' }] } }), middleware('list', { ipAllowList: {} })],
      {},
      /`ipAllowList`/,
    ],
    ['a rate limit', secured, [middleware('m', { rateLimit: {} })], {}, /`rateLimit`/],
    ['a redirect without a certificate', { rules: [rule('a.example', '/')] }, [redirect], {}, /certificate of `a.example`/],
    [
      'a certificate for plain HTTP',
      secured,
      [redirect],
      { 'traefik.ingress.kubernetes.io/router.entrypoints': 'web' },
      /what serves HTTPS/,
    ],
    ['a prefix of another path', secured, [middleware('m', { stripPrefix: { prefixes: ['/api'] } })], {}, /takes off/],
  ])('leaves %s to a person', (_, spec, objects, annotations, message) => {
    const result = convertWith(spec, objects, annotations)
    expect(result.ok ? '' : result.judge).toMatch(message)
  })
})

describe('changesToGateway', () => {
  const target = TARGET_PROFILES['aks-standard']
  if (target === undefined) throw new Error('no profile')

  it('makes one Gateway for a namespace', () => {
    const bundle = bundleOf(ingress({ rules: [rule('a.example', '/')] }), {
      ...ingress({ rules: [rule('b.example', '/')] }),
      metadata: { name: 'b', namespace: 'shop' },
    })
    const plans = bundle
      .of('Ingress')
      .map((object) => ingressToHttpRoute(object, bundle))
      .flatMap((result) => (result.ok ? [result.plan] : []))
    const changes = changesToGateway(plans, bundle, target)
    expect(changes.map((change) => change.does)).toEqual(['edit', 'edit', 'add'])
    expect(changes[2]).toMatchObject({
      objects: [
        {
          kind: 'Gateway',
          metadata: { name: 'gateway', namespace: 'shop' },
          spec: { gatewayClassName: 'approuting-istio', listeners: [{ name: 'http' }] },
        },
      ],
    })
  })

  it('adds what is missing to a Gateway that is there', () => {
    const gateway = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'front', namespace: 'shop' },
      spec: { gatewayClassName: 'approuting-istio', listeners: [{ name: 'plain', port: 80, protocol: 'HTTP' }] },
    }
    const bundle = bundleOf(gateway, ingress({ tls: [{ secretName: 's', hosts: ['a.example'] }], rules: [rule('a.example', '/')] }))
    const plans = bundle
      .of('Ingress')
      .map((object) => ingressToHttpRoute(object, bundle))
      .flatMap((result) => (result.ok ? [result.plan] : []))
    const [route, onGateway] = changesToGateway(plans, bundle, target)
    expect(route).toMatchObject({
      does: 'edit',
      intents: expect.arrayContaining([
        expect.objectContaining({
          value: expect.objectContaining({
            parentRefs: [
              { name: 'front', sectionName: 'plain' },
              { name: 'front', sectionName: 'https-a-example' },
            ],
          }) as unknown,
        }),
      ]) as unknown,
    })
    expect(onGateway).toMatchObject({ does: 'edit', object: { name: 'front' }, intents: [{ does: 'append' }] })
  })
})
