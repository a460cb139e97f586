import type { LedgerEntry } from '@aks-copilot/contracts'
import { Field, isMap, type KubernetesObject, loadSchemas } from '@aks-copilot/kubernetes'
import { describe, expect, it } from 'vitest'
import { TARGET_PROFILES } from '../profiles/built-in.generated.ts'
import { readBundle } from '../source/bundle.ts'
import { deploymentConfigToDeployment } from './deployment-config-to-deployment.ts'
import { ingressRouteToHttpRoute } from './ingress-route-to-http-route.ts'
import { ingressRouteToIngress } from './ingress-route-to-ingress.ts'
import { ingressToHttpRoute } from './ingress-to-http-route.ts'
import { Ledger } from './ledger.ts'
import { routeToHttpRoute, routeToIngress } from './route-to-ingress.ts'
import { templateToList } from './template-to-list.ts'

const schemas = await loadSchemas('1.35')
const target = TARGET_PROFILES['aks-standard']
if (target === undefined) throw new Error('no profile')

/** The leaves of an object that no entry stands for: neither at the leaf nor above it. */
function unsaid(field: Field, ledger: readonly LedgerEntry[]): string[] {
  if (!field.exists || ledger.some((entry) => entry.path === field.pointer)) return []
  const children = isMap(field.value) ? field.entries() : field.items()
  return children.length === 0 ? [field.pointer] : children.flatMap((child) => unsaid(child, ledger))
}

const metadata = {
  name: 'web',
  labels: { app: 'web' },
  annotations: {
    'example.org/team': 'shop',
    'haproxy.router.openshift.io/timeout': '5s',
    'nginx.ingress.kubernetes.io/proxy-body-size': '1m',
  },
  ownerReferences: [],
}
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } }
const backend = { service: { name: 'web', port: { number: 80 } } }
const EVERYTHING = [
  service,
  {
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    id: 'old',
    metadata,
    status: { ingress: [] },
    spec: {
      host: 'a.example',
      path: '/a',
      wildcardPolicy: 'None',
      to: { kind: 'Service', name: 'web', weight: 1 },
      port: { targetPort: 80 },
      tls: {
        termination: 'edge',
        insecureEdgeTerminationPolicy: 'Allow',
        externalCertificate: { name: 's' },
        destinationCACertificate: 'x',
        future: 1,
      },
      future: { a: 1 },
    },
  },
  {
    apiVersion: 'apps.openshift.io/v1',
    kind: 'DeploymentConfig',
    metadata,
    status: {},
    spec: {
      replicas: 1,
      paused: false,
      minReadySeconds: 1,
      revisionHistoryLimit: 2,
      test: false,
      selector: { app: 'web' },
      triggers: [{ type: 'ConfigChange' }],
      future: [1],
      strategy: {
        type: 'Rolling',
        rollingParams: { maxSurge: 1, timeoutSeconds: 1, intervalSeconds: 1, updatePeriodSeconds: 1, future: 1 },
        resources: { limits: { cpu: 1 } },
        labels: { a: 'b' },
        annotations: {},
        activeDeadlineSeconds: 1,
      },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'quay.io/shop/web:1', future: 1 }] } },
    },
  },
  {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata,
    spec: {
      entryPoints: ['websecure'],
      future: 1,
      tls: { secretName: 's', domains: [{ main: 'a.example' }], store: { name: 'default' } },
      routes: [
        {
          kind: 'Rule',
          match: 'Host(`a.example`)',
          syntax: 'v3',
          priority: 1,
          observability: { metrics: false },
          future: 1,
          services: [{ name: 'web', port: 80, sticky: { cookie: {} }, strategy: 'RoundRobin' }],
        },
      ],
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    status: { loadBalancer: {} },
    spec: {
      ingressClassName: 'traefik',
      future: 1,
      defaultBackend: backend,
      tls: [{ hosts: ['a.example'], secretName: 's' }],
      rules: [{ host: 'a.example', future: 1, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  },
]
const bundle = readBundle([{ path: 'x.yaml', origin: 'file', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: EVERYTHING }) }])

const CONVERSIONS: Readonly<
  Record<string, (object: KubernetesObject) => { ok: boolean; ledger?: readonly LedgerEntry[]; judge?: string }>
> = {
  'Route to Ingress': (object) => routeToIngress(object, bundle, target),
  'Route to HTTPRoute': (object) => routeToHttpRoute(object, bundle),
  'DeploymentConfig to Deployment': (object) => deploymentConfigToDeployment(object, { bundle, schemas }),
  'IngressRoute to HTTPRoute': (object) => ingressRouteToHttpRoute(object, bundle),
  'IngressRoute to Ingress': (object) => ingressRouteToIngress(object, [], bundle, target),
  'Ingress to HTTPRoute': (object) => ingressToHttpRoute(object, bundle),
}

describe('the ledger of a conversion', () => {
  it.each(Object.entries(CONVERSIONS))('%s: says what became of every field', (name, convert) => {
    const object = bundle.of(name.split(' ')[0] ?? '')[0] as KubernetesObject
    const result = convert(object)
    expect(result.judge).toBeUndefined()
    expect(unsaid(object.root, result.ledger ?? [])).toEqual([])
    expect(result.ledger?.filter((entry) => entry.path.endsWith('/future')).every((entry) => entry.outcome !== 'mapped')).toBe(true)
  })

  it('Template to List: says what became of every field', () => {
    const value = {
      apiVersion: 'template.openshift.io/v1',
      kind: 'Template',
      metadata,
      message: 'm',
      labels: { a: 'b' },
      parameters: [{ name: 'A', value: '1' }],
      objects: [{ kind: 'ConfigMap', metadata: { namespace: 'x' } }],
      future: 1,
    }
    const template = readBundle([{ path: 'x.yaml', origin: 'file', text: JSON.stringify(value) }]).of('Template')[0] as KubernetesObject
    expect(unsaid(template.root, templateToList(template)?.ledger ?? [])).toEqual([])
  })
})

describe('Ledger', () => {
  it('has one entry for a field, the first', () => {
    const ledger = new Ledger()
    const at = new Field({ a: { b: 1, c: 2 } })
    ledger.mapped(at.at('a', 'b'), 'first')
    ledger.lost(at.at('a', 'b'), 'second')
    ledger.rest(at, 'rest', true)
    expect(ledger.entries).toEqual([
      { path: '/a/b', outcome: 'mapped', reason: 'first' },
      { path: '/a/c', outcome: 'lost', reason: 'rest', security: true },
    ])
  })

  it('says nothing of what is not there', () => {
    const ledger = new Ledger()
    ledger.dropped(new Field({}).at('status'), 'no')
    expect(ledger.entries).toEqual([])
  })
})
