import { DEPLOYABLE_KINDS } from '@aks-copilot/contracts'
import { expect, it } from 'vitest'
import { boundObjects } from './deploy-bounds.ts'

const kinds = Object.keys(DEPLOYABLE_KINDS)
const object = (apiVersion: string, kind: string, metadata: object): { value: Record<string, unknown> } => ({
  value: { apiVersion, kind, metadata },
})
const bound = (...wanted: Parameters<typeof boundObjects>[0]): ReturnType<typeof boundObjects> =>
  boundObjects(wanted, { namespace: 'shop', kinds })

it('fills in the namespace, orders, and drops what an export brings along', () => {
  const { objects, refusals } = bound(
    object('policy/v1', 'PodDisruptionBudget', { name: 'web' }),
    {
      value: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'shop', uid: 'u', managedFields: [] },
        status: { replicas: 1 },
      },
    },
    object('v1', 'ConfigMap', { name: 'web' }),
  )
  expect(refusals).toEqual([])
  expect(objects.map(({ manifest }) => manifest)).toEqual([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'shop' } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' } },
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'web', namespace: 'shop' } },
  ])
})

it.each([
  ['a Secret', object('v1', 'Secret', { name: 'x' }), /never writes a Secret/],
  ['an inherited name of a table', object('v1', 'constructor', { name: 'x' }), /never writes/],
  ['another namespace', object('v1', 'ConfigMap', { name: 'x', namespace: 'prod' }), /names the namespace prod/],
  ['a kind of another group', object('serving.knative.dev/v1', 'Service', { name: 'x' }), /of serving\.knative\.dev/],
  ['a generated name', object('batch/v1', 'Job', { generateName: 'x-' }), /has no name/],
  ['a kind that grants rights', object('rbac.authorization.k8s.io/v1', 'RoleBinding', { name: 'x' }), /never writes a RoleBinding/],
  ['a kind of the whole cluster', object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', { name: 'x' }), /never writes/],
  ['a hook into the API server', object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', { name: 'x' }), /never writes/],
  ['a node', object('v1', 'Node', { name: 'x' }), /never writes/],
  ['a prototype', object('v1', '__proto__', { name: 'x' }), /never writes/],
  ['a List in a List', object('v1', 'List', {}), /never writes a List/],
  ['a kind that looks like another', object('v1', 'ConfigMap\u200B', { name: 'x' }), /never writes/],
  ['a group with a path in it', object('apps/../v1', 'ConfigMap', { name: 'x' }), /is a ConfigMap of apps/],
  [
    'what another object owns',
    object('v1', 'ConfigMap', { name: 'x', ownerReferences: [{ kind: 'Node', name: 'n', uid: 'u' }] }),
    /\(Node n\)/,
  ],
  ['an owner that is none', object('v1', 'ConfigMap', { name: 'x', ownerReferences: ['x'] }), /names an owner:/],
  [
    'what nobody could delete',
    object('v1', 'ConfigMap', { name: 'x', finalizers: ['evil.example/keep'] }),
    /finalizer evil\.example\/keep/,
  ],
  ['a name that is no text', object('v1', 'ConfigMap', { name: { a: 'b' } }), /has no name/],
  ['an item of a Template', { ...object('v1', 'ConfigMap', { name: 'x' }), template: true }, /Template/],
])('refuses %s', (_, wanted, why) => {
  expect(bound(wanted)).toMatchObject({ objects: [], refusals: [{ why: expect.stringMatching(why) as string }] })
})

it('drops what only the API server sets', () => {
  const metadata = {
    name: 'x',
    generateName: 'x-',
    selfLink: '/x',
    uid: 'u',
    resourceVersion: '7',
    deletionTimestamp: '2026-11-22T10:00:00Z',
    deletionGracePeriodSeconds: 0,
    finalizers: ['kubernetes.io/pvc-protection'],
    managedFields: [{}],
    ownerReferences: [],
  }
  const { objects } = bound({ value: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, status: { phase: 'Bound' } } })
  expect(objects[0]?.manifest).toEqual({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'x', namespace: 'shop' } })
})

it('refuses the second of two with one name, and kinds that the policy leaves out', () => {
  const map = object('v1', 'ConfigMap', { name: 'x' })
  expect(bound(map, map).refusals.map(({ why }) => why)).toEqual(['is there twice'])
  expect(boundObjects([map], { namespace: 'shop', kinds: ['Deployment'] }).refusals[0]?.why).toContain('deploy.kinds')
})
