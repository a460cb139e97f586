import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { describe, isObserved, lastingUnready, listPods, START_PATIENCE, unreadyEvidence, unreadySince } from '../../workload-pods.ts'
import { isUpdatingDaemons } from '../../daemonset-rollouts.ts'

export default detector({
  id: 'daemonset-unavailable',
  group: 'workload',
  title: 'A DaemonSet is not ready on all of its nodes',
  why: 'What it gives to each node (network, logs, storage, metrics) is missing on some.',
  help: 'Find out why its pods on those nodes are not ready.',
  severity: 'error',
  reads: ['DaemonSet', 'Pod'],
  effect: 'short',
  suspects: ['/spec/template/**'],

  *detect(state) {
    for (const set of state.list('DaemonSet')) {
      const [wanted, ready] = [set.status.at('desiredNumberScheduled').number ?? 0, set.status.at('numberReady').number ?? 0]
      if (ready >= wanted || set.deletedAt !== undefined || !isObserved(set) || isUpdatingDaemons(set)) continue
      const pods = lastingUnready(set, START_PATIENCE, state)
      const [first] = pods
      if (first === undefined) continue
      yield finding(set, {
        message: `DaemonSet \`${set.name}\` is ready on ${ready} of ${wanted} nodes.`,
        severity: ready === 0 ? 'error' : 'warning',
        since: unreadySince(first),
        evidence: [
          fieldEvidence(set, set.status.at('desiredNumberScheduled')),
          fieldEvidence(set, set.status.at('numberReady')),
          ...pods.slice(0, 2).flatMap(unreadyEvidence),
        ],
        nextSteps: [listPods(set), describe(first, 'Read why one of its pods is not ready.')],
      })
    }
  },
})
