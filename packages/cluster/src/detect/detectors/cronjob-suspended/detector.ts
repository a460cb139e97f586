import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { inNamespace } from '../../pods.ts'

export default detector({
  id: 'cronjob-suspended',
  group: 'workload',
  title: 'A CronJob is suspended',
  why: 'It makes no Jobs because somebody holds it back.',
  help: 'Resume it when its time has come.',
  severity: 'info',
  reads: ['CronJob'],
  explains: ['unanswered', 'degraded'],
  suspects: ['/spec/suspend'],

  *detect(state) {
    for (const cronJob of state.list('CronJob')) {
      const suspend = cronJob.spec.at('suspend')
      if (!suspend.is(true) || cronJob.deletedAt !== undefined) continue
      const since = state.lastChange(cronJob, '/spec/suspend')?.at
      yield finding(cronJob, {
        message: `CronJob \`${cronJob.name}\` is suspended.`,
        since,
        evidence: [fieldEvidence(cronJob, suspend, since)],
        nextSteps: [
          {
            text: 'Resume it when its time has come.',
            command: `kubectl patch cronjob ${cronJob.name}${inNamespace(cronJob)} --type=merge -p '{"spec":{"suspend":false}}'`,
          },
        ],
      })
    }
  },
})
