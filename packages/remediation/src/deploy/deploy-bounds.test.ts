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
  ['an item of a Template', { ...object('v1', 'ConfigMap', { name: 'x' }), template: true }, /Template/],
])('refuses %s', (_, wanted, why) => {
  expect(bound(wanted)).toMatchObject({ objects: [], refusals: [{ why: expect.stringMatching(why) as string }] })
})

it('refuses the second of two with one name, and kinds that the policy leaves out', () => {
  const map = object('v1', 'ConfigMap', { name: 'x' })
  expect(bound(map, map).refusals.map(({ why }) => why)).toEqual(['is there twice'])
  expect(boundObjects([map], { namespace: 'shop', kinds: ['Deployment'] }).refusals[0]?.why).toContain('deploy.kinds')
})
