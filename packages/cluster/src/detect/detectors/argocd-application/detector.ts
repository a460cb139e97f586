import { detector, finding } from '../../detector.ts'
import { isGoing } from '../../onset.ts'
import { applicationTrouble } from './application-trouble.ts'

export default detector({
  id: 'argocd-application',
  group: 'control',
  title: 'An Argo CD Application is not in order',
  why: 'What runs is not what Git says, or what Git says does not run.',
  help: 'Mend what the message names in Git, or what keeps the cluster from running it; then sync again.',
  severity: 'error',
  reads: ['Application', 'Event'],
  effect: 'degraded',
  suspects: ['/spec/source/**', '/spec/sources/**', '/spec/destination/**', '/status/sync/revision'],

  *detect(state) {
    for (const application of state.list('Application')) {
      // An Application of another group (of the Kubernetes SIG Apps) is none of Argo CD's.
      if (application.group !== 'argoproj.io' || isGoing(application, state)) continue
      const trouble = applicationTrouble(application, state)
      if (trouble === undefined) continue
      const { name, namespace } = application
      yield finding(application, {
        severity: trouble.severity,
        message: `Application \`${name}\` ${trouble.what}.`,
        since: trouble.since,
        evidence: trouble.evidence,
        blames: trouble.blames,
        nextSteps: [
          {
            text: 'Read what Argo CD says of each resource.',
            command: `kubectl get application ${name} -n ${namespace} -o jsonpath='{.status.conditions}{"\\n"}{.status.operationState}{"\\n"}{.status.resources}'`,
          },
        ],
      })
    }
  },
})
