import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import type { Time } from '../../../context/records.ts'
import { parseSchedule } from '../../cron-schedule.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'
import { hasLasted, latest } from '../../patience.ts'
import { describe } from '../../workload-pods.ts'

/** The controller starts Jobs within seconds of their time, and needs longer after it was restarted. */
const CONTROLLER_PATIENCE = 3 * MINUTE

export default detector({
  id: 'cronjob-never-ran',
  group: 'workload',
  title: 'A CronJob was due and did not run',
  why: 'Its work is not done, and nothing shows as failed: the controller cannot make its Jobs, or does not work.',
  help: 'Read its events; when there are none, look at kube-controller-manager.',
  severity: 'error',
  reads: ['CronJob', 'Job', 'Event'],
  effect: 'short',
  explains: ['unanswered', 'degraded'],
  suspects: ['/spec/schedule', '/spec/timeZone', '/spec/startingDeadlineSeconds', '/spec/concurrencyPolicy'],

  *detect(state) {
    for (const cronJob of state.list('CronJob')) {
      if (cronJob.spec.at('suspend').is(true) || cronJob.deletedAt !== undefined || isHeldBack(cronJob)) continue
      // A start that came too late for its deadline is told by cronjob-deadline-missed.
      if (state.eventsAbout(cronJob, 'MissSchedule').length > 0) continue
      const last = timeOf(cronJob.status.at('lastScheduleTime'))
      const due = dueAfter(cronJob, latest([last, cronJob.createdAt, state.changesOf(cronJob).at(-1)?.at]))
      if (!hasLasted(due, CONTROLLER_PATIENCE, state)) continue
      const schedule = cronJob.spec.at('schedule')
      yield finding(cronJob, {
        message: `CronJob \`${cronJob.name}\` ${last === undefined ? 'never ran' : 'did not run'}, though it was due by its schedule \`${schedule.text}\`.`,
        since: due,
        evidence: [
          fieldEvidence(cronJob, schedule),
          ...(last === undefined ? [] : [fieldEvidence(cronJob, cronJob.status.at('lastScheduleTime'))]),
        ],
        nextSteps: [
          describe(cronJob),
          {
            text: 'See whether the controller still renews its lease.',
            command: 'kubectl get lease kube-controller-manager -n kube-system -o yaml',
          },
        ],
      })
    }
  },
})

/** A run that goes on keeps the next one from starting, as was asked for. */
function isHeldBack(cronJob: LiveObject): boolean {
  return cronJob.spec.at('concurrencyPolicy').is('Forbid') && cronJob.status.at('active').items().length > 0
}

/** Without a zone it is the controller's own, which is UTC nearly everywhere: these bound what else it could be. */
const ANY_ZONE = ['UTC', 'Etc/GMT+12', 'Etc/GMT-14'] as const

/** When it was due at the latest, whatever the zone. */
function dueAfter(cronJob: LiveObject, after: Time | undefined): Time | undefined {
  const schedule = cronJob.spec.at('schedule').text ?? ''
  const zone = cronJob.spec.at('timeZone').text
  if (after === undefined) return undefined
  const dues = (zone === undefined ? ANY_ZONE : [zone]).map((one) => parseSchedule(schedule, one)?.next(after))
  return dues.includes(undefined) ? undefined : latest(dues)
}
