import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isObserved } from '../../workload-pods.ts'

export default detector({
  id: 'deployment-paused',
  group: 'workload',
  title: 'A Deployment is paused and holds back its current version',
  why: 'What was changed since is not rolled out, and that looks as if the change had no effect.',
  help: 'Resume it with `kubectl rollout resume` when the pause is over.',
  severity: 'info',
  reads: ['Deployment'],
  explains: ['short', 'no-endpoints', 'no-route', 'unanswered', 'degraded'],
  suspects: ['/spec/paused'],

  *detect(state) {
    for (const deployment of state.list('Deployment')) {
      const paused = deployment.spec.at('paused')
      if (!paused.is(true) || deployment.deletedAt !== undefined || !isObserved(deployment)) continue
      const [wanted, updated] = [deployment.spec.at('replicas').number ?? 1, deployment.status.at('updatedReplicas').number ?? 0]
      if (updated >= wanted) continue
      const progressing = deployment.condition('Progressing')
      const condition = progressing.at('reason').is('DeploymentPaused') ? timeOf(progressing.at('lastTransitionTime')) : undefined
      const since = state.lastChange(deployment, '/spec/paused')?.at ?? condition
      yield finding(deployment, {
        message: `Deployment \`${deployment.name}\` is paused: ${updated} of ${wanted} pods are of its current version.`,
        since,
        evidence: [fieldEvidence(deployment, paused, since)],
        nextSteps: [
          {
            text: 'Resume the rollout when the pause is over.',
            command: `kubectl rollout resume deployment/${deployment.name} -n ${deployment.namespace ?? 'default'}`,
          },
        ],
      })
    }
  },
})
