import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isOrdered, isUpdating, ordinalOf } from '../../statefulset-rollouts.ts'
import {
  countOf,
  describe,
  isObserved,
  lastingUnready,
  listPods,
  START_PATIENCE,
  standingPods,
  unreadyEvidence,
  unreadySince,
} from '../../workload-pods.ts'

export default detector({
  id: 'statefulset-stuck',
  group: 'workload',
  title: 'A StatefulSet has fewer ready pods than it wants',
  why: 'Pods are made one after the other: the first one that does not become ready holds back all that come after it.',
  help: 'Find out why its first pod that is not ready stays so.',
  severity: 'error',
  reads: ['StatefulSet', 'Pod'],
  effect: 'short',
  suspects: ['/spec/template/**', '/spec/replicas', '/spec/volumeClaimTemplates/**'],

  *detect(state) {
    for (const set of state.list('StatefulSet')) {
      const [wanted, ready] = [set.spec.at('replicas').number ?? 1, set.status.at('readyReplicas').number ?? 0]
      if (ready >= wanted || set.deletedAt !== undefined || !isObserved(set) || isUpdating(set)) continue
      const [first] = lastingUnready(set, START_PATIENCE, state).toSorted((left, right) => ordinalOf(left) - ordinalOf(right))
      if (first === undefined) continue
      yield finding(set, {
        message: `StatefulSet \`${set.name}\` has ${ready} of ${wanted} ready pods: \`${first.name}\` is not ready${waiting(set, wanted, state)}.`,
        severity: ready === 0 ? 'error' : 'warning',
        since: unreadySince(first),
        evidence: [...unreadyEvidence(first), fieldEvidence(set, set.status.at('replicas').exists ? set.status.at('replicas') : set.spec)],
        nextSteps: [describe(first, 'Read why the pod is not ready.'), listPods(set)],
      })
    }
  },
})

function waiting(set: LiveObject, wanted: number, state: ClusterState): string {
  const missing = wanted - standingPods(set, state).length
  return !isOrdered(set) || missing <= 0
    ? ''
    : `, and ${countOf(missing, 'pod')} after it ${missing === 1 ? 'is' : 'are'} not made before it is`
}
