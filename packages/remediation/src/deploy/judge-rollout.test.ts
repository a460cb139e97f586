import { expect, it } from 'vitest'
import { DETECTORS } from '../../../cluster/src/detect/index.ts'
import { Coverage } from '../../../cluster/src/context/coverage.ts'
import { ClusterState } from '../../../cluster/src/context/cluster-state.ts'
import { LiveObject } from '../../../cluster/src/context/live-object.ts'
import { HOPELESS } from './judge-rollout.ts'
import { healthOf } from './rollout-health.ts'

function stateOf(...objects: readonly Record<string, unknown>[]): ClusterState {
  const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'ConfigMap']
  return new ClusterState({
    cluster: 'test',
    now: 0,
    window: { from: 0, to: 0 },
    coverage: new Coverage(kinds.map((kind) => ({ kind, observation: 'observed' as const }))),
    objects: objects.map((value) => new LiveObject(value)),
    events: [],
    logs: [],
    metrics: [],
    changes: [],
  })
}

const workload = (kind: string, spec: object, status: object, generation = 2): Record<string, unknown> => ({
  apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
  kind,
  metadata: { name: 'web', namespace: 'shop', generation },
  spec,
  status: { observedGeneration: 2, ...status },
})

const judged = (value: Record<string, unknown>, generation = 2): readonly [string, string] => {
  const { state, text } = healthOf({ kind: String(value['kind']), namespace: 'shop', name: 'web' }, generation, stateOf(value))
  return [state, text]
}

it('waits until the change that was applied is seen, by the watch and by the controller', () => {
  const done = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }
  expect(judged(workload('Deployment', { replicas: 1 }, done))[0]).toBe('healthy')
  expect(judged(workload('Deployment', { replicas: 1 }, done), 3)[0]).toBe('progressing')
  expect(judged(workload('Deployment', { replicas: 1 }, done, 3), 3)[0]).toBe('progressing')
  expect(healthOf({ kind: 'Deployment', namespace: 'shop', name: 'web' }, 1, stateOf())).toEqual({
    state: 'progressing',
    text: 'is not seen yet',
  })
})

it.each([
  ['Deployment', { replicas: 3 }, { replicas: 4, updatedReplicas: 2, availableReplicas: 3 }, 'progressing', '2 of 3 replicas are new'],
  ['Deployment', { replicas: 3 }, { replicas: 4, updatedReplicas: 3, availableReplicas: 3 }, 'progressing', '1 old replica is still there'],
  ['Deployment', { replicas: 0 }, {}, 'healthy', '0 of 0 replicas are available'],
  [
    'Deployment',
    {},
    { conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'late' }] },
    'failed',
    'late',
  ],
  [
    'StatefulSet',
    { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
    { updatedReplicas: 1, readyReplicas: 2 },
    'healthy',
    '2 of 2 replicas are ready',
  ],
  ['StatefulSet', { replicas: 2 }, { updatedReplicas: 1, readyReplicas: 2 }, 'progressing', '1 of 2 replicas are new'],
  ['StatefulSet', { replicas: 2, updateStrategy: { type: 'OnDelete' } }, { readyReplicas: 2 }, 'healthy', '2 of 2 replicas are ready'],
  [
    'DaemonSet',
    {},
    { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 },
    'progressing',
    '1 of 2 pods are available',
  ],
  ['Job', {}, { conditions: [{ type: 'Failed', status: 'True', message: 'no more tries' }] }, 'failed', 'no more tries'],
  ['Job', {}, { conditions: [{ type: 'Complete', status: 'True' }] }, 'healthy', 'complete'],
  ['Job', {}, { active: 1 }, 'progressing', 'runs'],
])('judges a %s by its own words: %o %o', (kind, spec, status, state, text) => {
  expect(judged(workload(kind, spec, status))).toEqual([state, text])
})

it('knows the detectors whose word is final', () => {
  expect(HOPELESS.filter((id) => !DETECTORS.some((detector) => detector.id === id))).toEqual([])
})
