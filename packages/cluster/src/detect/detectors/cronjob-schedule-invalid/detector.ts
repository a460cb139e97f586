import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { parseSchedule } from '../../cron-schedule.ts'
import { detector, finding } from '../../detector.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { editStep } from '../../pod-commands.ts'

export default detector({
  id: 'cronjob-schedule-invalid',
  group: 'workload',
  title: 'The schedule of a CronJob is not valid, or never comes',
  why: 'The CronJob makes no Jobs, and nothing shows as failed.',
  help: 'Write five places (minute, hour, day, month, weekday from 0 to 6), or @hourly and the like, for a day that exists.',
  severity: 'error',
  reads: ['CronJob', 'Event'],
  effect: 'not-created',
  explains: ['short', 'unanswered', 'degraded'],
  suspects: ['/spec/schedule', '/spec/timeZone'],

  *detect(state) {
    for (const cronJob of state.list('CronJob')) {
      const schedule = cronJob.spec.at('schedule')
      if (schedule.text === undefined || cronJob.spec.at('suspend').is(true) || cronJob.deletedAt !== undefined) continue
      const event = complaintOf(cronJob, state)
      const trouble = troubleOf(schedule.text, cronJob.spec.at('timeZone').text, event, state)
      if (trouble === undefined) continue
      yield finding(cronJob, {
        message: `CronJob \`${cronJob.name}\` never makes a Job: ${trouble}.`,
        since:
          state.lastChange(cronJob, '/spec/schedule')?.at ??
          state.lastChange(cronJob, '/spec/timeZone')?.at ??
          event?.firstAt ??
          cronJob.createdAt,
        evidence: [fieldEvidence(cronJob, schedule), ...(event === undefined ? [] : [eventEvidence(event)])],
        nextSteps: [editStep(cronJob, 'Mend `spec.schedule` or `spec.timeZone`.')],
      })
    }
  },
})

/** What the controller says of the schedule and the zone as they stand now; it names them. */
function complaintOf(cronJob: LiveObject, state: ClusterState): EventRecord | undefined {
  const [schedule, zone] = [cronJob.spec.at('schedule').text ?? '', cronJob.spec.at('timeZone').text]
  return state
    .eventsAbout(cronJob, 'UnparseableSchedule', 'UnParseableCronJobSchedule', 'InvalidSchedule', 'UnknownTimeZone')
    .findLast(({ reason, message }) =>
      reason === 'UnknownTimeZone' ? zone !== undefined && message.includes(`"${zone}"`) : message.includes(schedule),
    )
}

function troubleOf(schedule: string, zone: string | undefined, event: EventRecord | undefined, state: ClusterState): string | undefined {
  if (event?.reason === 'UnknownTimeZone') return `the time zone \`${zone}\` is not known`
  // The zone is the controller's to judge: this process may know other ones.
  const parsed = parseSchedule(schedule.replace(/^(?:CRON_)?TZ=\S+\s+/, ''), undefined)
  if (parsed === undefined) return `the schedule \`${schedule}\` is not valid`
  return parsed.next(state.now) === undefined ? `no day matches its schedule \`${schedule}\`` : undefined
}
