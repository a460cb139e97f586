import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { SECOND } from '../../durations.ts'
import { countOf, describe, isObserved } from '../../workload-pods.ts'

const REVISION = 'deployment.kubernetes.io/revision'
/** What the API server writes where nobody says it. */
const DEFAULT_DEADLINE = 600

export default detector({
  id: 'deployment-progress-deadline',
  group: 'workload',
  title: 'A rollout is stuck',
  why: 'The new version does not come up. Pods of the old one still serve, with less room for load and failures.',
  help: 'Mend what keeps the new pods from being ready, or go back with `kubectl rollout undo`.',
  severity: 'error',
  reads: ['Deployment', 'ReplicaSet'],
  effect: 'short',
  suspects: ['/spec/template/**'],

  *detect(state) {
    for (const deployment of state.list('Deployment')) {
      const progressing = deployment.condition('Progressing')
      if (!progressing.at('status').is('False') || !progressing.at('reason').is('ProgressDeadlineExceeded')) continue
      // With no ready pod at all it is an outage, which deployment-unavailable tells.
      const ready = deployment.status.at('readyReplicas').number ?? 0
      if (ready === 0 || deployment.deletedAt !== undefined || !isObserved(deployment)) continue
      const deadline = deployment.spec.at('progressDeadlineSeconds').number ?? DEFAULT_DEADLINE
      const exceededAt = timeOf(progressing.at('lastTransitionTime'))
      yield finding(deployment, {
        message: `The rollout of Deployment \`${deployment.name}\` made no progress for ${deadline} s: ${progress(deployment, ready, state)}.`,
        // The controller gives up one deadline after the last progress.
        since: exceededAt === undefined ? undefined : exceededAt - deadline * SECOND,
        evidence: [
          fieldEvidence(deployment, progressing.at(progressing.at('message').exists ? 'message' : 'reason'), exceededAt),
          fieldEvidence(deployment, deployment.status.at('readyReplicas')),
        ],
        nextSteps: [
          describe(deployment),
          {
            text: 'Go back to the revision before, if the old version may serve on.',
            command: `kubectl rollout undo deployment/${deployment.name} -n ${deployment.namespace ?? 'default'}`,
          },
        ],
      })
    }
  },
})

function progress(deployment: LiveObject, ready: number, state: ClusterState): string {
  const wanted = deployment.spec.at('replicas').number ?? 1
  const revision = deployment.annotations.at(REVISION).text
  const current = state
    .controlledBy(deployment, 'ReplicaSet')
    .find((set) => revision !== undefined && set.annotations.at(REVISION).is(revision))
  if (current === undefined) return `${ready} of ${wanted} pods are ready`
  const fresh = current.status.at('readyReplicas').number ?? 0
  const old = ready - fresh
  return `${fresh} of ${wanted} new pods are ready${old > 0 ? `, and ${countOf(old, 'old pod')} still serve` : ''}`
}
