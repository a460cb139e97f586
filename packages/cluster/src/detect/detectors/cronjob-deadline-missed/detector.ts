import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { detector, finding } from '../../detector.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { latest } from '../../patience.ts'
import { describe } from '../../workload-pods.ts'

export default detector({
  id: 'cronjob-deadline-missed',
  group: 'workload',
  title: 'A CronJob missed its starting deadline',
  why: 'A run that cannot start within `startingDeadlineSeconds` of its time is left out.',
  help: 'Give it more time to start, or remove `startingDeadlineSeconds`.',
  severity: 'warning',
  reads: ['CronJob', 'Event'],
  effect: 'short',
  explains: ['unanswered', 'degraded'],
  suspects: ['/spec/startingDeadlineSeconds', '/spec/schedule'],

  *detect(state) {
    for (const cronJob of state.list('CronJob')) {
      if (cronJob.spec.at('suspend').is(true) || cronJob.deletedAt !== undefined) continue
      const misses = missesOf(cronJob, state)
      const last = misses.at(-1)
      if (last === undefined) continue
      const deadline = cronJob.spec.at('startingDeadlineSeconds')
      yield finding(cronJob, {
        message: `CronJob \`${cronJob.name}\` left out a run that could not start within ${deadline.number === undefined ? 'its deadline' : `${deadline.number} s of its time`}.`,
        since: misses[0]?.firstAt,
        evidence: [eventEvidence(last), ...(deadline.exists ? [fieldEvidence(cronJob, deadline)] : [])],
        nextSteps: [describe(cronJob)],
      })
    }
  },
})

/** Runs left out since it last ran. What came due while it was suspended, or before it was changed, was not to run. */
function missesOf(cronJob: LiveObject, state: ClusterState): readonly EventRecord[] {
  const ran = timeOf(cronJob.status.at('lastScheduleTime'))
  const from = latest([ran, cronJob.createdAt, state.changesOf(cronJob).at(-1)?.at]) ?? 0
  return state.eventsAbout(cronJob, 'MissSchedule').filter(({ message, lastAt }) => (missedTime(message) ?? lastAt) > from)
}

/** `Missed scheduled time to start a job: Sun, 22 Nov 2026 17:15:00 +0000` */
function missedTime(message: string): number | undefined {
  const time = Date.parse(message.slice(message.indexOf(': ') + 2))
  return Number.isNaN(time) ? undefined : time
}
