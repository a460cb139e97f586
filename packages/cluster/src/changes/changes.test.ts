import { describe, expect, it } from 'vitest'
import { LiveObject } from '../context/live-object.ts'
import { changeBetween, creationOf } from './change-between.ts'
import { describeChange } from './describe-change.ts'
import { diffObjects } from './diff-objects.ts'
import { rememberedChanges } from './remembered-changes.ts'

type Value = Record<string, unknown>

const AT = Date.parse('2026-11-22T09:48:00Z')

function live(kind: string, value: Value, metadata: Value = {}): LiveObject {
  const base = { name: 'web', namespace: 'shop', uid: `uid-${kind}`, resourceVersion: '1', creationTimestamp: '2026-11-22T08:00:00Z' }
  return new LiveObject({ apiVersion: 'v1', kind, metadata: { ...base, ...metadata }, ...value })
}

function workload(container: Value, spec: Value = {}, metadata: Value = {}): LiveObject {
  return live(
    'Deployment',
    { spec: { replicas: 3, ...spec, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } } } },
    metadata,
  )
}

function told(before: LiveObject, after: LiveObject): string | undefined {
  const change = changeBetween(before, after, AT)
  return change === undefined ? undefined : `${change.kind}: ${describeChange(change)}`
}

describe('a change in words', () => {
  const web = { name: 'web', image: 'web:1.4', env: [{ name: 'A', value: '1' }], resources: { limits: { memory: '128Mi' } } }
  it.each([
    ['image', { ...web, image: 'web:1.5' }, 'rollout: image web:1.4 → web:1.5'],
    ['limit', { ...web, resources: { limits: { memory: '64Mi' } } }, 'rollout: memory limit of container web 128Mi → 64Mi'],
    ['variable', { ...web, env: [{ name: 'A', value: '2' }] }, 'rollout: variable A of container web 1 → 2'],
    ['new variable', { ...web, env: [{ name: 'B', value: '1' }, ...web.env] }, 'rollout: variable B of container web added'],
    ['probe', { ...web, readinessProbe: { httpGet: { port: 81 } } }, 'rollout: readiness probe of container web, httpGet port set to 81'],
    ['nothing', web, undefined],
  ])('%s', (_, after, text) => {
    expect(told(workload(web), workload(after))).toBe(text)
  })

  it('replicas are scaled, a selector changed, a key of a ConfigMap changed', () => {
    expect(told(workload(web), workload(web, { replicas: 0 }))).toBe('scaled: replicas 3 → 0')
    const service = (app: string): LiveObject => live('Service', { spec: { selector: { app } } })
    expect(told(service('cart'), service('crat'))).toBe('changed: selector app: cart → crat')
    const config = (host: string): LiveObject => live('ConfigMap', { data: { DB_HOST: host, X: 'hmac:1' } })
    expect(told(config('hmac:2'), config('hmac:3'))).toBe('changed: key DB_HOST of the ConfigMap changed')
  })

  it('keys of a Secret are told by who holds them', () => {
    const secret = (time: string): LiveObject =>
      live(
        'Secret',
        {},
        { managedFields: [{ manager: 'kubectl-edit', operation: 'Update', time, fields: ['/data/password', '/metadata/labels/a'] }] },
      )
    expect(told(secret('2026-11-22T09:00:00Z'), secret('2026-11-22T09:47:59Z'))).toBe('changed: key password of the Secret changed')
    expect(told(secret('2026-11-22T09:00:00Z'), secret('2026-11-22T09:00:00Z'))).toBe(undefined)
  })

  it('a restart is told as such', () => {
    const annotated = { template: {} }
    const after = workload(web, annotated)
    const template = {
      metadata: { labels: { app: 'web' }, annotations: { 'kubectl.kubernetes.io/restartedAt': 'x' } },
      spec: { containers: [web] },
    }
    const restarted = live('Deployment', { spec: { replicas: 3, template } })
    expect(told(after, restarted)).toBe('rollout: restarted by kubectl rollout restart')
  })

  it('says who, and not that controllers did it', () => {
    const managed = (manager: string, subresource?: string): Value => ({
      managedFields: [{ manager, operation: 'Update', time: '2026-11-22T09:47:59Z', subresource, fields: ['/spec/replicas'] }],
    })
    const by = (metadata: Value): string | undefined => changeBetween(workload(web), workload(web, { replicas: 5 }, metadata), AT)?.by
    expect(by(managed('kubectl-edit'))).toBe('kubectl-edit')
    expect(by(managed('kube-controller-manager', 'scale'))).toBe('horizontal-pod-autoscaler')
    expect(by(managed('kube-controller-manager'))).toBe(undefined)
    expect(by(managed('kubectl', 'scale'))).toBe('kubectl')
  })
})

describe('what is no change', () => {
  it('a status, a note of a controller, a version', () => {
    const before = live(
      'Deployment',
      { spec: { a: 1 }, status: { replicas: 1 } },
      { annotations: { 'deployment.kubernetes.io/revision': '1' } },
    )
    const after = live(
      'Deployment',
      { spec: { a: 1 }, status: { replicas: 2 } },
      { annotations: { 'deployment.kubernetes.io/revision': '2' }, generation: 4 },
    )
    expect(changeBetween(before, after, AT)).toBe(undefined)
  })

  it('what another object controls', () => {
    const owned = live('Pod', {}, { ownerReferences: [{ kind: 'ReplicaSet', name: 'x', uid: 'x', controller: true }] })
    expect(creationOf(owned, AT)).toBe(undefined)
    expect(creationOf(live('ReplicaSet', {}), AT)).toBe(undefined)
  })
})

describe('paths', () => {
  it('lead into the new object; items are matched by name', () => {
    const before = live('Pod', { spec: { containers: [{ name: 'a' }, { name: 'b', image: '1' }] } })
    const after = live('Pod', { spec: { containers: [{ name: 'b', image: '2' }] } })
    expect(diffObjects(before.value, after.value)).toEqual([
      { path: '/spec/containers/0/image', from: '1', to: '2', names: ['b'] },
      { path: '/spec/containers/0', from: { name: 'a' }, to: undefined, names: ['a'] },
    ])
  })

  it('are escaped', () => {
    const before = live('Service', {}, { labels: { 'a/b~c': '1' } })
    const after = live('Service', {}, { labels: { 'a/b~c': '2' } })
    expect(diffObjects(before.value, after.value)[0]?.path).toBe('/metadata/labels/a~1b~0c')
  })
})

describe('what the cluster remembers', () => {
  const deployment = workload(
    { name: 'web', image: 'web:1' },
    {},
    {
      managedFields: [
        {
          manager: 'kubectl-client-side-apply',
          operation: 'Update',
          time: '2026-11-22T08:00:00Z',
          fields: ['/spec/replicas', '/spec/template/spec/containers'],
        },
        { manager: 'kubectl', operation: 'Update', time: '2026-11-22T09:30:00Z', fields: ['/spec/template/spec/containers'] },
        { manager: 'kubectl-edit', operation: 'Update', time: '2026-11-22T09:40:00Z', fields: ['/spec/strategy/type'] },
      ],
    },
  )
  const replicaSet = (name: string, image: string, revision: string, createdAt: string, history?: string): LiveObject =>
    live(
      'ReplicaSet',
      {
        spec: {
          template: { metadata: { labels: { app: 'web', 'pod-template-hash': name } }, spec: { containers: [{ name: 'web', image }] } },
        },
      },
      {
        name,
        uid: name,
        creationTimestamp: createdAt,
        annotations: {
          'deployment.kubernetes.io/revision': revision,
          ...(history === undefined ? {} : { 'deployment.kubernetes.io/revision-history': history }),
        },
        ownerReferences: [{ kind: 'Deployment', name: 'web', uid: deployment.uid, controller: true }],
      },
    )
  const story = (objects: LiveObject[]): string[] =>
    rememberedChanges({ objects, events: [] }).map(
      (change) => `${new Date(change.at).toISOString().slice(11, 19)} ${change.by ?? '-'} ${describeChange(change)}`,
    )

  it('revisions, a roll-back that re-used the first ReplicaSet, and what a manager set beside', () => {
    const objects = [
      deployment,
      replicaSet('a', 'web:1', '3', '2026-11-22T08:00:00Z', '1'),
      replicaSet('b', 'web:2', '2', '2026-11-22T09:00:00Z'),
    ]
    expect(story(objects)).toEqual([
      '08:00:00 kubectl-client-side-apply created',
      '09:00:00 - image web:1 → web:2',
      '09:30:00 kubectl image web:2 → web:1',
      '09:40:00 kubectl-edit strategy.type changed',
    ])
  })

  it('a missing revision between two leaves the diff open', () => {
    const objects = [
      deployment,
      replicaSet('a', 'web:1', '1', '2026-11-22T08:00:00Z'),
      replicaSet('c', 'web:3', '3', '2026-11-22T09:00:00Z'),
    ]
    expect(story(objects)).toContain('09:00:00 - a new revision of the pod template')
  })

  it('a scaling, which leaves a field manager without a time or none; other revisions go up and down in each rollout', () => {
    const revision = { annotations: { 'deployment.kubernetes.io/revision': '2' } }
    const stopped = workload({ name: 'web', image: 'web:2' }, { replicas: 0 }, revision)
    const event = (object: LiveObject, message: string, lastAt = AT) => {
      const told = { uid: `${message} ${lastAt}`, object: object.reference, type: 'Normal' as const, reason: 'ScalingReplicaSet', message }
      return { ...told, count: 1, firstAt: lastAt, lastAt, source: 'deployment-controller' }
    }
    const sets = [replicaSet('a', 'web:1', '1', '2026-11-22T08:00:00Z'), replicaSet('b', 'web:2', '2', '2026-11-22T08:00:00Z')]
    const scalings = (object: LiveObject, ...messages: string[]): string[] => {
      const events = messages.map((message, index) => event(object, message, AT - index * 10_000))
      const changes = rememberedChanges({ objects: [object, ...sets], events }).filter(({ kind }) => kind === 'scaled')
      return changes.map((change) => `${change.by ?? '-'} ${describeChange(change)}`)
    }
    expect(scalings(stopped, 'Scaled down replica set b from 3 to 0')).toEqual(['- replicas 3 → 0'])
    expect(scalings(stopped, 'Scaled down replica set a from 3 to 0')).toEqual([])
    const managedFields = [{ manager: 'kubectl', operation: 'Update', subresource: 'scale', fields: [] }]
    const grown = workload({ name: 'web', image: 'web:2' }, { replicas: 5 }, { ...revision, managedFields })
    expect(scalings(grown, 'Scaled up replica set b from 1 to 5')).toEqual(['kubectl replicas 1 → 5'])
    expect(scalings(grown, 'Scaled up replica set b from 4 to 5', 'Scaled down replica set a from 2 to 1')).toEqual([])
  })

  it('which of several fields a manager set is left open', () => {
    const service = live(
      'Service',
      { spec: { selector: {}, ports: [] } },
      {
        managedFields: [
          {
            manager: 'kubectl-client-side-apply',
            operation: 'Update',
            time: '2026-11-22T09:30:00Z',
            fields: ['/spec/ports', '/spec/selector'],
          },
        ],
      },
    )
    expect(story([service])).toEqual([
      '08:00:00 - created',
      '09:30:00 kubectl-client-side-apply one or more of these changed: ports, selector',
    ])
  })
})
