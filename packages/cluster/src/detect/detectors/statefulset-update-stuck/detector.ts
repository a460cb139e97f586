import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { inNamespace } from '../../pods.ts'
import { isUpdating, ordinalOf, pastPartition } from '../../statefulset-rollouts.ts'
import { describe, isObserved, lastingUnready, START_PATIENCE, unreadyEvidence, unreadySince } from '../../workload-pods.ts'

export default detector({
  id: 'statefulset-update-stuck',
  group: 'workload',
  title: 'The update of a StatefulSet is stuck',
  why: 'The update goes on only when the pod that it has just replaced is ready: the others keep the old version.',
  help: 'Mend what keeps that pod from being ready, or go back with `kubectl rollout undo`, and then delete the pod.',
  severity: 'error',
  reads: ['StatefulSet', 'Pod'],
  effect: 'short',
  suspects: ['/spec/template/**'],

  *detect(state) {
    for (const set of state.list('StatefulSet')) {
      if (!isUpdating(set) || set.deletedAt !== undefined || !isObserved(set)) continue
      const [stuck] = lastingUnready(set, START_PATIENCE, state).toSorted((left, right) => ordinalOf(right) - ordinalOf(left))
      if (stuck === undefined) continue
      const updated = set.status.at('updatedReplicas')
      yield finding(set, {
        message: `The update of StatefulSet \`${set.name}\` waits for \`${stuck.name}\`: ${updated.number ?? 0} of ${pastPartition(set)} pods are replaced.`,
        since: unreadySince(stuck),
        evidence: [
          ...unreadyEvidence(stuck),
          fieldEvidence(set, set.status.at('updateRevision')),
          ...(updated.exists ? [fieldEvidence(set, updated)] : []),
        ],
        nextSteps: [
          describe(stuck, 'Read why the pod is not ready.'),
          {
            text: 'Go back to the revision before, and delete the pod so that it is made anew.',
            command: `kubectl rollout undo statefulset/${set.name}${inNamespace(set)} && kubectl delete pod ${stuck.name}${inNamespace(set)}`,
          },
        ],
      })
    }
  },
})
