import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { json, refuse, type ScriptedServer, startServer } from '../watch/test-support/scripted-server.ts'
import type { ApiServer } from './api-server.ts'
import { connectCluster } from './connect-cluster.ts'
import { bindingCommand, grantingRoles } from './grant-rights.ts'
import { type Survey, surveyPermissions } from './survey-permissions.ts'

interface Asked {
  readonly namespace?: string
  readonly resourceAttributes?: {
    readonly verb: string
    readonly group: string
    readonly resource: string
    readonly subresource?: string
    readonly namespace?: string
  }
}

let server: ScriptedServer
let api: ApiServer

afterEach(async () => {
  await api.close()
  await server.close()
})

const KINDS = [
  { kind: 'Pod', group: '', versions: ['v1'], plural: 'pods', namespaced: true },
  { kind: 'Node', group: '', versions: ['v1'], plural: 'nodes', namespaced: false },
  { kind: 'Secret', group: '', versions: ['v1'], plural: 'secrets', namespaced: true, metadataOnly: true },
  {
    kind: 'Gateway',
    group: 'gateway.networking.k8s.io',
    versions: ['v1', 'v1beta1'],
    plural: 'gateways',
    namespaced: true,
    optional: true,
  },
  { kind: 'Application', group: 'argoproj.io', versions: ['v1alpha1'], plural: 'applications', namespaced: true, optional: true },
]

const AGGREGATED = { kind: 'APIGroupDiscoveryList' }
const CORE = {
  ...AGGREGATED,
  items: [{ versions: [{ version: 'v1', resources: [{ resource: 'pods' }, { resource: 'nodes' }, { resource: 'secrets' }] }] }],
}
const GROUPS = {
  ...AGGREGATED,
  items: [
    { metadata: { name: 'events.k8s.io' }, versions: [{ version: 'v1', resources: [{ resource: 'events' }] }] },
    { metadata: { name: 'gateway.networking.k8s.io' }, versions: [{ version: 'v1beta1', resources: [{ resource: 'gateways' }] }] },
    { metadata: { name: 'metrics.k8s.io' }, versions: [{ version: 'v1beta1', resources: [{ resource: 'pods' }, { resource: 'nodes' }] }] },
  ],
}

async function bodyOf(request: IncomingMessage): Promise<Asked> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return (JSON.parse(text) as { spec: Asked }).spec
}

interface Rules {
  readonly incomplete: boolean
  readonly resourceRules: readonly object[]
}

/** A server where these rules hold in one namespace, and `everywhere` decides on all others. */
async function survey(everywhere: (verb: string, resource: string) => boolean, rules: Rules | undefined, options = {}): Promise<Survey> {
  server = await startServer((request, response) => {
    if (request.url === '/api') return json(response, CORE)
    if (request.url === '/apis') return json(response, GROUPS)
    if (request.method !== 'POST') return refuse(response, 403, 'Forbidden')
    void answerReview(request, response)
  })
  const answerReview = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { namespace, resourceAttributes: asked } = await bodyOf(request)
    const verbs = ['get', 'list', 'watch'].filter((verb) => everywhere(verb, 'pods'))
    const others = { incomplete: rules?.incomplete ?? false, resourceRules: [{ verbs, apiGroups: ['*'], resources: ['*'] }] }
    if (asked === undefined) return json(response, { status: namespace === 'shop' ? rules : others })
    const resource = `${asked.resource}${asked.subresource === undefined ? '' : `/${asked.subresource}`}${asked.group === '' ? '' : `.${asked.group}`}`
    json(response, { status: { allowed: everywhere(asked.verb, resource) } })
  }
  api = connectCluster({ kubeconfig: server.kubeconfig(), environment: {} })
  return await surveyPermissions(api, { kinds: KINDS, ...options })
}

function modes({ plans }: Survey): string[] {
  return plans.map(({ mode, path }) => `${mode} ${path}`)
}

describe('surveyPermissions', () => {
  it('asks an administrator one question, and never for a Secret as a whole', async () => {
    const found = await survey(() => true, undefined)
    expect(modes(found)).toEqual([
      'watch /api/v1/pods',
      'watch /api/v1/nodes',
      'watch /api/v1/secrets',
      'watch /apis/gateway.networking.k8s.io/v1beta1/gateways',
      'watch /apis/events.k8s.io/v1/events',
    ])
    expect(found.plans.find(({ kind }) => kind === 'Secret')?.accept).toContain('PartialObjectMetadataList')
    expect(found.plans.filter(({ accept }) => accept !== undefined)).toHaveLength(1)
    expect(found).toMatchObject({ missing: [], metrics: 'metrics-api', coverage: [{ kind: 'Application', observation: 'not-served' }] })
    expect(api.requests).toEqual({ 'get discovery': 2, 'review selfsubjectaccessreviews': 1 })
  })

  it('finds what may be read in one namespace alone, and says which rules would grant the rest', async () => {
    const rules = [
      { verbs: ['list', 'watch'], apiGroups: [''], resources: ['pods', 'events'] },
      { verbs: ['*'], apiGroups: [''], resources: ['pods/log'] },
      { verbs: ['list', 'watch'], apiGroups: [''], resources: ['secrets'], resourceNames: ['one'] },
    ]
    const found = await survey(() => false, { incomplete: false, resourceRules: rules })
    expect(modes(found).filter((plan) => plan.startsWith('watch'))).toEqual([
      'watch /api/v1/namespaces/shop/pods',
      'watch /api/v1/namespaces/shop/events',
    ])
    expect(found.coverage).toContainEqual({
      kind: 'Secret',
      observation: 'not-permitted',
      why: 'you may not list secrets in all namespaces',
    })
    expect(found.coverage).toContainEqual({ kind: 'Node', observation: 'not-permitted', why: 'you may not list nodes' })
    expect(found.coverage).toContainEqual({ kind: 'logs', namespace: 'shop', observation: 'observed' })
    // Whether it may do all, what it may do anywhere, and what it may do there.
    expect(api.requests).toMatchObject({ 'review selfsubjectaccessreviews': 1, 'review selfsubjectrulesreviews': 2 })
    expect(grantingRoles(found.missing)).toMatchInlineSnapshot(`
      "apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata:
        name: aks-copilot-reader
      rules:
        - apiGroups: [""]
          resources: [events, nodes, pods, secrets]
          verbs: [list, watch]
        - apiGroups: [gateway.networking.k8s.io]
          resources: [gateways]
          verbs: [list, watch]
        - apiGroups: [""]
          resources: [pods/log]
          verbs: [get]
        - apiGroups: [metrics.k8s.io]
          resources: [nodes, pods]
          verbs: [list]
      "
    `)
  })

  it('asks one by one where the server can not list its rules, as with Azure RBAC', async () => {
    const found = await survey(
      (verb, resource) => verb !== '*' && resource === 'pods',
      { incomplete: true, resourceRules: [] },
      { namespaces: ['shop'] },
    )
    expect(modes(found)).toContain('watch /api/v1/namespaces/shop/pods')
    expect(modes(found)).toContain('none /api/v1/namespaces/shop/secrets')
    expect(api.requests['review selfsubjectaccessreviews']).toBeGreaterThan(5)
    expect(grantingRoles(found.missing)).toContain('kind: Role\nmetadata:\n  name: aks-copilot-reader\n  namespace: shop')
  })

  it('lists what may be listed and not watched', async () => {
    const found = await survey((verb) => verb === 'list', undefined)
    expect(found.plans.find(({ kind }) => kind === 'Pod')).toMatchObject({ mode: 'list', why: 'you may not watch pods in all namespaces' })
  })
})

it.each([
  [
    'jane@example.com',
    undefined,
    'kubectl create clusterrolebinding aks-copilot-reader --clusterrole=aks-copilot-reader --user=jane@example.com',
  ],
  [
    'system:serviceaccount:ops:bot',
    'shop',
    'kubectl create rolebinding aks-copilot-reader --namespace=shop --role=aks-copilot-reader --serviceaccount=ops:bot',
  ],
  ["o'neil x", undefined, "kubectl create clusterrolebinding aks-copilot-reader --clusterrole=aks-copilot-reader --user='o'\\''neil x'"],
])('binds %s', (user, namespace, command) => {
  expect(bindingCommand(user, namespace)).toBe(command)
})
