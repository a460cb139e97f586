import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isFinished } from '../../failed-runs.ts'
import { inNamespace } from '../../pods.ts'

export default detector({
  id: 'job-suspended',
  group: 'workload',
  title: 'A Job is suspended',
  why: 'It has no pods because somebody, or a queue, holds it back.',
  help: 'Resume it when its time has come.',
  severity: 'info',
  reads: ['Job'],
  explains: ['no-endpoints', 'unanswered', 'degraded'],
  suspects: ['/spec/suspend'],

  *detect(state) {
    for (const job of state.list('Job')) {
      const suspend = job.spec.at('suspend')
      if (!suspend.is(true) || job.deletedAt !== undefined || isFinished(job)) continue
      const suspended = job.condition('Suspended')
      const since = state.lastChange(job, '/spec/suspend')?.at ?? timeOf(suspended.at('lastTransitionTime'))
      yield finding(job, {
        message: `Job \`${job.name}\` is suspended.`,
        since,
        evidence: [fieldEvidence(job, suspend, since)],
        nextSteps: [
          {
            text: 'Resume it when its time has come.',
            command: `kubectl patch job ${job.name}${inNamespace(job)} --type=merge -p '{"spec":{"suspend":false}}'`,
          },
        ],
      })
    }
  },
})
