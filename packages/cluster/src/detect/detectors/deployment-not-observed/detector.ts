import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import type { Time } from '../../../context/records.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { MINUTE } from '../../durations.ts'
import { hasLasted, latest } from '../../patience.ts'
import { describe, isObserved } from '../../workload-pods.ts'

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const

/** Controllers answer within a second; one that has just been restarted waits for its leader's lease first. */
const CONTROLLER_PATIENCE = 2 * MINUTE

export default detector({
  id: 'deployment-not-observed',
  group: 'workload',
  title: 'The controller does not take up a change of a workload',
  why: 'Changes have no effect and pods are not replaced: kube-controller-manager is down, overloaded or not permitted.',
  help: 'Look at kube-controller-manager; on AKS, at the health of the cluster in the portal.',
  severity: 'error',
  reads: [...KINDS],
  explains: ['short', 'no-endpoints', 'no-route', 'unanswered', 'not-scaled', 'degraded'],

  *detect(state) {
    for (const workload of KINDS.flatMap((kind) => state.list(kind))) {
      if (isObserved(workload) || workload.deletedAt !== undefined) continue
      const since = changedAt(workload, state)
      if (!hasLasted(since, CONTROLLER_PATIENCE, state)) continue
      const seen = workload.status.at('observedGeneration')
      yield finding(workload, {
        message: `Generation ${workload.generation} of ${workload.kind} \`${workload.name}\` has not been taken up by its controller, ${seen.exists ? `which has seen ${seen.number}` : 'which has seen none'}.`,
        since,
        evidence: [
          fieldEvidence(workload, workload.at('metadata', 'generation'), since),
          ...(seen.exists ? [fieldEvidence(workload, seen)] : []),
        ],
        nextSteps: [
          {
            text: 'See whether the controller still renews its lease.',
            command: 'kubectl get lease kube-controller-manager -n kube-system -o yaml',
          },
          describe(workload),
        ],
      })
    }
  },
})

/** The last change that somebody wanted: seen, or as the cluster remembers it. */
function changedAt(workload: LiveObject, state: ClusterState): Time | undefined {
  const seen = state.changesOf(workload).at(-1)?.at
  const remembered = workload
    .at('metadata', 'managedFields')
    .items()
    .filter((entry) => !entry.at('subresource').is('status'))
    .map((entry) => timeOf(entry.at('time')))
  return latest([seen, ...remembered]) ?? workload.createdAt
}
