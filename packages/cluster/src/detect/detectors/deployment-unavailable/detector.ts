import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { Time } from '../../../context/records.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { MINUTE } from '../../durations.ts'
import { hasLasted, latest } from '../../patience.ts'
import {
  describe,
  isObserved,
  lastingUnready,
  listPods,
  START_PATIENCE,
  standingPods,
  unreadyEvidence,
  unreadySince,
} from '../../workload-pods.ts'

/** A workload that served and stopped: longer than a pod that is replaced takes to start. */
const OUTAGE_PATIENCE = 2 * MINUTE

export default detector({
  id: 'deployment-unavailable',
  group: 'workload',
  title: 'A Deployment has fewer ready pods than it wants',
  why: 'With no ready pod nothing answers; with too few the others carry more load than they were made for.',
  help: 'Find out why its pods are not ready; the Deployment itself only waits for them.',
  severity: 'error',
  reads: ['Deployment', 'Pod'],
  effect: 'short',
  suspects: ['/spec/template/**', '/spec/replicas'],

  *detect(state) {
    for (const deployment of state.list('Deployment')) {
      const [wanted, ready] = [deployment.spec.at('replicas').number ?? 1, deployment.status.at('readyReplicas').number ?? 0]
      if (ready >= wanted || deployment.deletedAt !== undefined || !isObserved(deployment)) continue
      if (ready > 0 && !isSettled(deployment)) continue
      const pods = ready === 0 ? [] : lastingUnready(deployment, START_PATIENCE, state)
      const since = ready === 0 ? noneReadySince(deployment, state) : pods.map(unreadySince)[0]
      if (since === undefined || (ready === 0 && !hasLasted(since, patience(deployment), state))) continue
      const available = deployment.condition('Available').at('message')
      yield finding(deployment, {
        message: `Deployment \`${deployment.name}\` has ${ready} of ${wanted} ready pods.`,
        severity: ready === 0 ? 'error' : 'warning',
        since,
        evidence: [
          fieldEvidence(deployment, deployment.spec.at('replicas').exists ? deployment.spec.at('replicas') : deployment.spec),
          ...(ready === 0 && available.exists ? [fieldEvidence(deployment, available, since)] : []),
          ...pods.slice(0, 2).flatMap(unreadyEvidence),
        ],
        nextSteps: [listPods(deployment), describe(deployment)],
      })
    }
  },
})

/** Its last rollout is done: what is missing now was there before, or was asked for by scaling. */
function isSettled(deployment: LiveObject): boolean {
  return deployment.condition('Progressing').at('reason').is('NewReplicaSetAvailable')
}

function patience(deployment: LiveObject): number {
  if (deployment.condition('Progressing').at('status').is('False')) return 0
  return isSettled(deployment) ? OUTAGE_PATIENCE : START_PATIENCE
}

/** With `maxUnavailable` as large as `replicas` it calls itself available without a pod: then the pods tell. */
function noneReadySince(deployment: LiveObject, state: ClusterState): Time | undefined {
  const available = deployment.condition('Available')
  if (available.at('status').is('False')) return timeOf(available.at('lastTransitionTime'))
  return latest(standingPods(deployment, state).map(unreadySince))
}
