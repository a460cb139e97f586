import { loadSchemas } from '@aks-copilot/kubernetes'
import { describe, expect, it } from 'vitest'
import { SOURCE_PROFILES, TARGET_PROFILES } from '../profiles/built-in.generated.ts'
import { readBundle } from '../source/bundle.ts'
import { proposeIngress } from './propose-ingress.ts'

const [source, target] = [SOURCE_PROFILES['k3s'], TARGET_PROFILES['aks-standard']]
if (source === undefined || target === undefined) throw new Error('no profile')
const profiles = { source, target }
const schemas = await loadSchemas('1.35')
const backend = { service: { name: 'web', port: { number: 80 } } }
const TLS = { tls: [{ hosts: ['a.example'], secretName: 'a-tls' }] }
const REDIRECT = { redirectScheme: { scheme: 'https', permanent: true } }

function propose(middleware: unknown, { spec = {}, annotations = {}, className = 'webapprouting.kubernetes.azure.com' } = {}) {
  const own = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'web',
      annotations: { 'traefik.ingress.kubernetes.io/router.middlewares': 'default-m@kubernetescrd', ...annotations },
    },
    spec: {
      ingressClassName: 'traefik',
      ...spec,
      rules: [{ host: 'a.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  }
  const items = [own, { apiVersion: 'traefik.io/v1alpha1', kind: 'Middleware', metadata: { name: 'm' }, spec: middleware }]
  const bundle = readBundle([{ path: 'x.yaml', origin: 'file', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) }])
  const [object] = bundle.of('Ingress')
  if (object === undefined) throw new Error('no Ingress')
  return proposeIngress({
    object,
    bundle,
    source: profiles.source,
    schemas,
    target: { ...profiles.target, ingress: { ...profiles.target.ingress, api: 'ingress', className } },
  })
}

function keysOf(proposal: ReturnType<typeof propose>): unknown[] {
  if (proposal.kind === 'judge') throw new Error(proposal.description)
  return proposal.changes.flatMap((change) => ('at' in change ? [`${change.does} ${change.at.key}`] : []))
}

const MOVES = 'set ingressClassName'
const REDIRECTS = [MOVES, 'set nginx.ingress.kubernetes.io/ssl-redirect', 'remove traefik.ingress.kubernetes.io/router.middlewares']

describe('proposeIngress for an NGINX class', () => {
  it('lets the controller redirect where every host has a certificate', () => {
    expect(keysOf(propose(REDIRECT, { spec: TLS }))).toEqual(REDIRECTS)
    expect(
      keysOf(propose(REDIRECT, { spec: TLS, annotations: { 'traefik.ingress.kubernetes.io/router.entrypoints': 'web,websecure' } })),
    ).toEqual([...REDIRECTS, 'remove traefik.ingress.kubernetes.io/router.entrypoints'])
  })

  it.each([
    [
      'the annotation of the controller says otherwise',
      REDIRECT,
      { spec: TLS, annotations: { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' } },
    ],
    ['the class is of another controller', REDIRECT, { spec: TLS, className: 'haproxy' }],
    ['the Middlewares do more', { ...REDIRECT, headers: { frameDeny: true } }, { spec: TLS }],
    ['they redirect elsewhere', { redirectScheme: { scheme: 'https', port: '8443' } }, { spec: TLS }],
  ])('keeps the annotation of Traefik where %s', (_, middleware, settings) => {
    expect(keysOf(propose(middleware, settings))).toEqual([MOVES])
  })

  it('leaves a redirect without a certificate, and a login, to a person', () => {
    expect(propose(REDIRECT)).toMatchObject({ kind: 'judge', description: expect.stringMatching(/certificate/) as unknown })
    expect(propose({ basicAuth: {} }, { spec: TLS })).toMatchObject({
      kind: 'judge',
      description: expect.stringMatching(/`basicAuth`/) as unknown,
    })
  })
})
