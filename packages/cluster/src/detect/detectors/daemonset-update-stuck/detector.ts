import { isUpdatingDaemons } from '../../daemonset-rollouts.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { inNamespace } from '../../pods.ts'
import { describe, isObserved, lastingUnready, START_PATIENCE, unreadyEvidence, unreadySince } from '../../workload-pods.ts'

export default detector({
  id: 'daemonset-update-stuck',
  group: 'workload',
  title: 'The update of a DaemonSet is stuck',
  why: 'It replaces a few pods at a time and waits for them to be ready: the other nodes keep the old version.',
  help: 'Mend what keeps the new pods from being ready, or go back with `kubectl rollout undo`.',
  severity: 'error',
  reads: ['DaemonSet', 'Pod'],
  effect: 'short',
  suspects: ['/spec/template/**'],

  *detect(state) {
    for (const set of state.list('DaemonSet')) {
      if (!isUpdatingDaemons(set) || set.deletedAt !== undefined || !isObserved(set)) continue
      const pods = lastingUnready(set, START_PATIENCE, state)
      const [first] = pods
      if (first === undefined) continue
      const [updated, desired] = [set.status.at('updatedNumberScheduled'), set.status.at('desiredNumberScheduled')]
      yield finding(set, {
        message: `The update of DaemonSet \`${set.name}\` is stuck: ${updated.number ?? 0} of ${desired.number ?? 0} pods are replaced, and a pod has not been ready for minutes.`,
        since: unreadySince(first),
        evidence: [
          ...(updated.exists ? [fieldEvidence(set, updated)] : []),
          fieldEvidence(set, desired),
          ...pods.slice(0, 2).flatMap(unreadyEvidence),
        ],
        nextSteps: [
          describe(first, 'Read why the pod is not ready.'),
          {
            text: 'Go back to the revision before, if the old version may serve on.',
            command: `kubectl rollout undo daemonset/${set.name}${inNamespace(set)}`,
          },
        ],
      })
    }
  },
})
