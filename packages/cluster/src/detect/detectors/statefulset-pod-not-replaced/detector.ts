import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { inNamespace } from '../../pods.ts'
import { isOrdered, ordinalOf } from '../../statefulset-rollouts.ts'
import { isObserved, isReady, START_PATIENCE, standingPods, unreadyEvidence, unreadySince } from '../../workload-pods.ts'

const REVISION = 'controller-revision-hash'
/** What a container waits for while all is well. */
const STARTING = new Set(['ContainerCreating', 'PodInitializing'])

export default detector({
  id: 'statefulset-pod-not-replaced',
  group: 'workload',
  title: 'A StatefulSet was changed, and its broken pod still runs the version before',
  why: 'A StatefulSet with ordered pods waits until a pod is ready before it replaces it: a pod that cannot become ready never gets the mend.',
  help: 'Delete the pod: it is made anew from the template as it stands now.',
  severity: 'error',
  reads: ['StatefulSet', 'Pod'],
  explains: ['not-started', 'crashing', 'not-ready', 'short', 'no-endpoints', 'no-route', 'unanswered', 'degraded'],
  suspects: ['/spec/template/**'],

  *detect(state) {
    for (const set of state.list('StatefulSet')) {
      const revision = set.status.at('updateRevision').text
      if (revision === undefined || !isOrdered(set) || set.spec.at('updateStrategy', 'type').is('OnDelete') || !isObserved(set)) continue
      const partition = set.spec.at('updateStrategy', 'rollingUpdate', 'partition').number ?? 0
      const [stuck] = standingPods(set, state)
        .filter((pod) => ordinalOf(pod) >= partition && !isReady(pod) && !pod.labels.at(REVISION).is(revision) && isBroken(pod, state))
        .toSorted((left, right) => ordinalOf(left) - ordinalOf(right))
      if (stuck === undefined || set.deletedAt !== undefined || !stuck.labels.at(REVISION).exists) continue
      yield finding(set, {
        message: `StatefulSet \`${set.name}\` was changed, and \`${stuck.name}\` does not get the change: it is not ready, and only a ready pod is replaced.`,
        since: unreadySince(stuck),
        evidence: [
          fieldEvidence(stuck, stuck.labels.at(REVISION)),
          fieldEvidence(set, set.status.at('updateRevision')),
          ...unreadyEvidence(stuck),
        ],
        nextSteps: [
          {
            text: 'Delete the pod: it is made anew from the template as it stands now.',
            command: `kubectl delete pod ${stuck.name}${inNamespace(set)}`,
          },
        ],
      })
    }
  },
})

/** Its containers fail, or have not come up for long. A pod that no node takes, or whose node is gone, has another trouble. */
function isBroken(pod: LiveObject, state: ClusterState): boolean {
  const states = containerStates(pod).filter(({ status }) => status.exists)
  if (states.some(({ waitingReason }) => waitingReason !== undefined && !STARTING.has(waitingReason))) return true
  const since = unreadySince(pod) ?? state.now
  return states.some(({ list, ready }) => list === 'containers' && !ready) && state.now - since >= START_PATIENCE
}
