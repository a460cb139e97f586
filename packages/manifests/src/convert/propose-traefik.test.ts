import { loadSchemas } from '@aks-copilot/kubernetes'
import { describe, expect, it } from 'vitest'
import { SOURCE_PROFILES, TARGET_PROFILES } from '../profiles/built-in.generated.ts'
import { readBundle } from '../source/bundle.ts'
import { proposeIngressRoute, proposeMiddleware } from './propose-traefik.ts'

const [source, target] = [SOURCE_PROFILES['k3s'], TARGET_PROFILES['aks-standard']]
if (source === undefined || target === undefined) throw new Error('no profile')
const profiles = { source, target }
const schemas = await loadSchemas('1.35')
const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ name: 'http', port: 80 }] } }

function contextOf(objects: readonly unknown[], api: 'ingress' | 'gateway') {
  const bundle = readBundle([
    { path: 'x.yaml', origin: 'file', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [SERVICE, ...objects] }) },
  ])
  return { bundle, source: profiles.source, schemas, target: { ...profiles.target, ingress: { ...profiles.target.ingress, api } } }
}

function traefik(kind: string, name: string, spec: unknown, namespace?: string): unknown {
  return { apiVersion: 'traefik.io/v1alpha1', kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, spec }
}

function route(extra: Record<string, unknown> = {}, spec: Record<string, unknown> = {}): unknown {
  return traefik('IngressRoute', 'web', {
    entryPoints: ['web'],
    routes: [{ kind: 'Rule', match: 'Host(`a.example`)', services: [{ name: 'web', port: 80 }], ...extra }],
    ...spec,
  })
}

function propose(objects: readonly unknown[], api: 'ingress' | 'gateway' = 'gateway') {
  const context = contextOf(objects, api)
  const object = context.bundle.of('IngressRoute')[0]
  if (object === undefined) throw new Error('no IngressRoute')
  return proposeIngressRoute(object, context)
}

function ruleIn(proposal: ReturnType<typeof propose>): unknown {
  if (proposal.kind === 'judge') throw new Error(proposal.description)
  return proposal.changes
    .flatMap((change) => ('object' in change && change.does === 'edit' ? change.intents : []))
    .flatMap((intent) => (intent.at.pointer === '/spec' && 'value' in intent ? [intent.value] : []))[0]
}

const withMiddleware = (spec: unknown) => [traefik('Middleware', 'm', spec), route({ middlewares: [{ name: 'm' }] })]

describe('proposeIngressRoute', () => {
  it.each([
    ['a login', { basicAuth: { secret: 's' } }, /`basicAuth`/],
    ['an IP list', { ipWhiteList: { sourceRange: [] } }, /`ipWhiteList`/],
    ['a rate limit', { rateLimit: { average: 1 } }, /`rateLimit`/],
    ['CORS', { headers: { accessControlAllowOriginList: ['*'] } }, /accessControlAllowOriginList/],
    ['a redirect elsewhere', { redirectScheme: { scheme: 'https', port: '8443' } }, /ordinary way/],
    ['a prefix that the rule does not match', { stripPrefix: { prefixes: ['/x'] } }, /takes off/],
  ])('leaves %s to a person', (_, spec, message) => {
    expect(propose(withMiddleware(spec))).toMatchObject({ kind: 'judge', description: expect.stringMatching(message) as unknown })
  })

  it('leaves a Middleware that is not there to a person, and one from another namespace is found', () => {
    expect(propose([route({ middlewares: [{ name: 'gone' }] })])).toMatchObject({ kind: 'judge' })
    expect(
      propose([traefik('Middleware', 'm', { compress: {} }, 'shared'), route({ middlewares: [{ name: 'm', namespace: 'shared' }] })]),
    ).toMatchObject({ kind: 'doc' })
  })

  it.each([
    ['another scheme', { services: [{ name: 'web', port: 443, scheme: 'https' }] }],
    ['another namespace', { services: [{ name: 'web', namespace: 'other', port: 80 }] }],
    ['a TraefikService', { services: [{ name: 'split', kind: 'TraefikService' }] }],
    ['an unknown port', { services: [{ name: 'web', port: 'grpc' }] }],
    ['the host of the backend', { services: [{ name: 'web', port: 80, passHostHeader: false }] }],
  ])('leaves a service with %s to a person', (_, extra) => {
    expect(propose([route(extra)])).toMatchObject({ kind: 'judge' })
  })

  it('leaves a certificate of a resolver to a person, unless cert-manager makes it', () => {
    const secure = route({}, { entryPoints: ['websecure'], tls: { certResolver: 'le' } })
    const certificate = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'c' },
      spec: { secretName: 'a-tls', dnsNames: ['a.example'] },
    }
    expect(propose([secure])).toMatchObject({ kind: 'judge', description: expect.stringMatching(/resolver `le`/) as unknown })
    expect(ruleIn(propose([secure, certificate], 'ingress'))).toMatchObject({ tls: [{ hosts: ['a.example'], secretName: 'a-tls' }] })
  })

  it.each([
    ['its own TLS options', [route({}, { tls: { secretName: 's', options: { name: 'mtls' } } })], '/spec/tls/options'],
    ['the default TLS options', [route({}, { tls: { secretName: 's' } }), traefik('TLSOption', 'default', {})], '/spec/tls'],
  ])('says that %s are lost', (_, objects, path) => {
    expect(propose(objects)).toMatchObject({
      ledger: expect.arrayContaining([expect.objectContaining({ path, outcome: 'lost', security: true })]) as unknown,
    })
  })

  it('puts a prefix in front', () => {
    expect(
      ruleIn(
        propose([
          traefik('Middleware', 'm', { addPrefix: { prefix: '/v1' } }),
          route({ match: 'PathPrefix(`/api`)', middlewares: [{ name: 'm' }] }),
        ]),
      ),
    ).toMatchObject({
      rules: [{ filters: [{ urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/v1/api' } } }] }],
    })
  })

  it('does not send HTTPS to HTTPS', () => {
    const secure = route({ middlewares: [{ name: 'm' }] }, { tls: { secretName: 's' } })
    expect(ruleIn(propose([traefik('Middleware', 'm', { redirectScheme: { scheme: 'https' } }), secure]))).toMatchObject({
      rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
    })
  })

  it.each([
    ['a method', [route({ match: 'Host(`a`) && Method(`GET`)' })]],
    [
      'weights',
      [
        route({
          services: [
            { name: 'web', port: 80 },
            { name: 'web', port: 80 },
          ],
        }),
      ],
    ],
    ['headers', withMiddleware({ headers: { frameDeny: true } })],
    ['a redirect to a host that nobody serves', withMiddleware({ redirectScheme: { scheme: 'https' } })],
  ])('says that an Ingress cannot have %s', (_, objects) => {
    expect(propose(objects, 'ingress')).toMatchObject({ kind: 'judge' })
  })
})

describe('proposeMiddleware', () => {
  function proposeFirst(objects: readonly unknown[]) {
    const context = contextOf(objects, 'gateway')
    const object = context.bundle.of('Middleware')[0]
    if (object === undefined) throw new Error('no Middleware')
    return proposeMiddleware(object, context)
  }

  it('removes one that nothing uses, unless it keeps people out', () => {
    expect(proposeFirst([traefik('Middleware', 'm', { compress: {} })])).toMatchObject({ kind: 'doc', changes: [{ does: 'drop' }] })
    expect(proposeFirst([traefik('Middleware', 'm', { forwardAuth: {} })])).toMatchObject({ kind: 'judge' })
  })

  it('stays while an Ingress uses it', () => {
    const ingress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: 'i',
        namespace: 'shop',
        annotations: { 'traefik.ingress.kubernetes.io/router.middlewares': 'shop-m@kubernetescrd' },
      },
    }
    expect(proposeFirst([traefik('Middleware', 'm', { compress: {} }, 'shop'), ingress])).toMatchObject({
      kind: 'judge',
      description: expect.stringMatching(/Ingress `i`/) as unknown,
    })
  })

  it('leaves a chain to a person that nobody can follow: a link that is missing, or more links than anybody made', () => {
    const chain = (name: string, ...links: readonly string[]): unknown =>
      traefik('Middleware', name, { chain: { middlewares: links.map((link) => ({ name: link })) } })
    const bomb = [
      ...Array.from({ length: 12 }, (_, level) => chain(`m${level}`, ...Array<string>(9).fill(`m${level + 1}`))),
      traefik('Middleware', 'm12', { compress: {} }),
    ]
    for (const objects of [[chain('m0', 'missing')], bomb]) {
      const context = contextOf(objects, 'gateway')
      const [first] = context.bundle.of('Middleware')
      if (first === undefined) throw new Error('no Middleware')
      expect(proposeMiddleware(first, context).kind).toBe('judge')
    }
    expect(propose([...bomb, route({ middlewares: [{ name: 'm0' }] })])).toMatchObject({
      kind: 'judge',
      description: expect.stringContaining('100 links') as unknown,
    })
  })
})
