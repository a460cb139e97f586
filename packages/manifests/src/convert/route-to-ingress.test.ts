import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { describe, expect, it } from 'vitest'
import { TARGET_PROFILES } from '../profiles/built-in.generated.ts'
import { readBundle } from '../source/bundle.ts'
import { routeToHttpRoute, routeToIngress } from './route-to-ingress.ts'

const PORTS = [
  { name: 'http', port: 80, targetPort: 8080 },
  { name: 'admin', port: 9000, targetPort: 'admin' },
]
const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: PORTS } }
const PODS = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', ports: [{ name: 'admin', containerPort: 9990 }] }] },
    },
  },
}
const target = TARGET_PROFILES['aks-standard']
if (target === undefined) throw new Error('no profile')
const certificate = '-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----'
const key = '-----BEGIN PRIVATE KEY-----\nB\n-----END PRIVATE KEY-----'

function routeAnd(spec: Record<string, unknown>, annotations: Record<string, string>, others: readonly unknown[]) {
  const route = {
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: { name: 'web', annotations },
    spec: { host: 'a.example', to: { kind: 'Service', name: 'web' }, port: { targetPort: 'http' }, ...spec },
  }
  const bundle = readBundle([
    { path: 'x.yaml', origin: 'file', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [route, SERVICE, PODS, ...others] }) },
  ])
  return { route: bundle.of('Route')[0] as KubernetesObject, bundle }
}

function toIngress(spec: Record<string, unknown>, annotations = {}, others: readonly unknown[] = []) {
  const { route, bundle } = routeAnd(spec, annotations, others)
  return routeToIngress(route, bundle, target as NonNullable<typeof target>)
}

function specOf(result: ReturnType<typeof toIngress>): unknown {
  if (!result.ok) throw new Error(result.judge)
  const intents = result.changes.flatMap((change) => (change.does === 'edit' ? change.intents : []))
  return intents.flatMap((intent) => (intent.at.pointer === '/spec' && 'value' in intent ? [intent.value] : []))[0]
}

function lost(result: ReturnType<typeof toIngress>): unknown {
  return result.ok
    ? result.ledger.filter((entry) => entry.outcome === 'lost').map(({ path, security }) => [path, security === true])
    : result.judge
}

describe('routeToIngress', () => {
  it.each([
    ['http', 80],
    [8080, 80],
    [9990, 9000],
    ['admin', 9000],
  ])('finds the port of the Service behind targetPort %s', (targetPort, port) => {
    expect(specOf(toIngress({ port: { targetPort } }))).toMatchObject({
      rules: [{ http: { paths: [{ backend: { service: { port: { number: port } } } }] } }],
    })
  })

  it.each([
    ['several ports and none named', { port: undefined }, /2 ports/],
    ['a port that leads nowhere', { port: { targetPort: 1234 } }, /pods' port 1234/],
    ['a Service that is not there', { to: { name: 'other' } }, /`other`/],
    ['reencrypt', { tls: { termination: 'Reencrypt' } }, /reencrypt/],
    ['edge without a certificate', { tls: { termination: 'edge' } }, /brings the certificate/],
    [
      'a certificate that is a parameter',
      { tls: { termination: 'edge', certificate: '${CERT}', key: '${KEY}' } },
      /brings the certificate/,
    ],
    ['a host that is a parameter', { host: '${HOST}' }, /still a parameter/],
    ['TLS without a host', { host: '', tls: { termination: 'edge', certificate, key } }, /made one up/],
    ['a main Service without requests', { to: { name: 'web', weight: 0 }, alternateBackends: [{ name: 'web', weight: 1 }] }, /no requests/],
  ])('leaves %s to a person', (_, spec, message) => {
    const result = toIngress(spec)
    expect(result.ok ? '' : result.judge).toMatch(message)
  })

  it.each([
    [
      'no certificate',
      { tls: { termination: 'edge' } },
      [],
      /Certificate of cert-manager for `a.example`.*`spec.tls.externalCertificate.name`/,
      { tls: { termination: 'edge', externalCertificate: { name: 'any' } } },
    ],
    [
      'no key',
      { tls: { termination: 'edge', certificate } },
      [],
      /lacks `certificate` or `key`.*PEM/,
      { tls: { termination: 'edge', certificate, key } },
    ],
    [
      'a Secret in the way',
      { tls: { termination: 'edge', certificate, key } },
      [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web-tls' } }],
      /`web-tls`.*in place of/,
      { tls: { termination: 'edge', externalCertificate: { name: 'web-tls' } } },
    ],
    [
      'a made-up host',
      { host: '', tls: { termination: 'edge', certificate, key } },
      [],
      /With one in `spec.host`/,
      { tls: { termination: 'edge', certificate, key } },
    ],
    ['an unnamed port', { port: undefined }, [], /`spec.port.targetPort`/, { port: { targetPort: 'admin' } }],
    [
      'reencrypt',
      { tls: { termination: 'reencrypt', certificate, key, destinationCACertificate: certificate } },
      [],
      /`termination: edge`/,
      { tls: { termination: 'edge', certificate, key, destinationCACertificate: certificate } },
    ],
  ])('says what to write for %s, and converts what was written', (_, spec, others, message, written) => {
    const result = toIngress(spec, {}, others)
    expect(result.ok ? '' : result.judge).toMatch(message)
    expect(lost(toIngress(written, {}, others))).toEqual([])
  })

  it('asks for hosts where two Routes have none', () => {
    const other = { apiVersion: 'v1', kind: 'Route', metadata: { name: 'second' }, spec: { to: { name: 'web' } } }
    const result = toIngress({ host: undefined }, {}, [other])
    expect(result.ok ? '' : result.judge).toMatch(/`second`/)
  })

  it.each([
    ['haproxy.router.openshift.io/ip_whitelist', '10.0.0.0/8', true],
    ['haproxy.router.openshift.io/hsts_header', 'max-age=1', true],
    ['haproxy.router.openshift.io/rate-limit-connections', 'true', true],
    ['haproxy.router.openshift.io/balance', 'roundrobin', false],
    ['router.openshift.io/cookie_name', 'shop', false],
  ])('says that %s is lost', (name, value, security) => {
    expect(lost(toIngress({}, { [name]: value }))).toEqual([[`/metadata/annotations/${name.replace('/', '~1')}`, security]])
  })

  it('says that weights and headers are lost', () => {
    expect(lost(toIngress({ alternateBackends: [{ name: 'web' }], httpHeaders: { actions: {} } }))).toEqual([
      ['/spec/alternateBackends', false],
      ['/spec/httpHeaders', true],
    ])
  })

  it('takes the certificate that cert-manager makes for the host', () => {
    const made = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'c' },
      spec: { secretName: 'any-example', dnsNames: ['*.example'] },
    }
    expect(specOf(toIngress({ tls: { termination: 'edge' } }, {}, [made]))).toMatchObject({
      tls: [{ hosts: ['a.example'], secretName: 'any-example' }],
    })
  })

  it('does not count on the Secret of a Route that keeps its Route', () => {
    const guarded = {
      apiVersion: 'v1',
      kind: 'Route',
      metadata: { name: 'other', annotations: { 'haproxy.router.openshift.io/ip_whitelist': '10.0.0.1' } },
      spec: { host: 'a.example', to: { name: 'web' }, tls: { termination: 'edge', certificate, key } },
    }
    expect(toIngress({ tls: { termination: 'edge' } }, {}, [guarded]).ok).toBe(false)
  })

  it('moves an inline certificate with its authorities to a Secret', () => {
    const result = toIngress({ tls: { termination: 'edge', certificate, key, caCertificate: '-----BEGIN CERTIFICATE-----\nCA' } })
    expect(result.ok && result.changes[1]).toMatchObject({
      does: 'add',
      objects: [
        {
          kind: 'Secret',
          type: 'kubernetes.io/tls',
          stringData: { 'tls.crt': `${certificate}\n-----BEGIN CERTIFICATE-----\nCA\n`, 'tls.key': `${key}\n` },
        },
      ],
    })
  })
})

describe('routeToHttpRoute', () => {
  it('keeps weights, the rewrite and the timeout', () => {
    const { route, bundle } = routeAnd(
      { path: '/a', alternateBackends: [{ kind: 'Service', name: 'web', weight: 1 }] },
      { 'haproxy.router.openshift.io/timeout': '1500ms', 'haproxy.router.openshift.io/rewrite-target': '/' },
      [],
    )
    const result = routeToHttpRoute(route, bundle)
    expect(result.ok && result.plan.routes[0].rules).toEqual([
      {
        matches: [{ path: { type: 'PathPrefix', value: '/a' } }],
        filters: [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } }],
        backendRefs: [
          { name: 'web', port: 80, weight: 100 },
          { name: 'web', port: 80, weight: 1 },
        ],
        timeouts: { request: '2s' },
      },
    ])
    expect(result.ok && result.ledger.some((entry) => entry.outcome === 'lost')).toBe(false)
  })
})
