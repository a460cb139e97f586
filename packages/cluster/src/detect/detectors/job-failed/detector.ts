import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { HOUR } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'
import { type FailedRun, finishedAt, lastFailure, lostPodEvidence } from '../../failed-runs.ts'
import { logsStep } from '../../pod-commands.ts'
import { describe } from '../../workload-pods.ts'

/** A Job that failed before is history: nobody waits for it any more. */
const HISTORY = 24 * HOUR

export default detector({
  id: 'job-failed',
  group: 'workload',
  title: 'A Job failed',
  why: 'Its work is not done, and it is not tried again: a migration or an import that others count on may be missing.',
  help: 'Mend what made its pods fail, then delete the Job and apply it again.',
  severity: 'error',
  reads: ['Job', 'Pod', 'logs'],
  effect: 'short',
  explains: ['unanswered', 'degraded'],
  suspects: ['/spec/template/**', '/spec/activeDeadlineSeconds', '/spec/backoffLimit'],

  *detect(state) {
    for (const job of state.list('Job')) {
      const since = finishedAt(job, 'Failed')
      // A CronJob tells of its Jobs itself: see cronjob-failing.
      if (since === undefined || job.deletedAt !== undefined || job.controller?.kind === 'CronJob') continue
      const run = lastFailure(job, state)
      const lost = run === undefined ? lostPodEvidence(job, state) : []
      const condition = job.condition('Failed')
      yield finding(job, {
        message: `Job \`${job.name}\` failed: ${reasonText(job, run)}${lost.map(({ text }) => `; its pod did not start (${text})`).join('')}.`,
        severity: state.now - since > HISTORY ? 'info' : 'error',
        since,
        evidence: [
          fieldEvidence(job, condition.at(condition.at('message').exists ? 'message' : 'status'), since),
          ...(run?.evidence ?? lost),
        ],
        nextSteps: [...(run === undefined ? [] : [logsStep(run.pod, run.container, 'Read what its last pod wrote.')]), describe(job)],
      })
    }
  },
})

function reasonText(job: LiveObject, run: FailedRun | undefined): string {
  const condition = job.condition('Failed')
  const last = run === undefined ? '' : `, the last one with ${run.text}`
  switch (condition.at('reason').text ?? '') {
    case 'BackoffLimitExceeded':
      return `its pods failed more often than \`backoffLimit\` ${job.spec.at('backoffLimit').number ?? 6} allows${last}`
    case 'DeadlineExceeded':
      return `it was not done within the ${job.spec.at('activeDeadlineSeconds').number ?? '?'} s of \`activeDeadlineSeconds\``
    case 'PodFailurePolicy':
      return `its \`podFailurePolicy\` gives it up${run === undefined ? '' : ` at ${run.text}`}`
    case 'FailedIndexes':
    case 'MaxFailedIndexesExceeded':
      return `the pods of index ${job.status.at('failedIndexes').text ?? '?'} failed${last}`
    default:
      return (condition.at('message').text ?? condition.at('reason').text ?? 'it says no reason').replace(/\.$/, '')
  }
}
