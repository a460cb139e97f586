import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import type { Time } from '../../../context/records.ts'
import { detector, finding } from '../../detector.ts'
import { eventEvidence, type EvidenceRecord, fieldEvidence } from '../../evidence.ts'
import { finishedAt, lastFailure } from '../../failed-runs.ts'
import { earliest } from '../../patience.ts'
import { logsStep } from '../../pod-commands.ts'
import { describe } from '../../workload-pods.ts'

/** A run that is over: its Job, while the CronJob keeps it, or what the controller said of it. */
interface Run {
  readonly at: Time
  readonly failed: boolean
  readonly job: LiveObject | undefined
  readonly evidence: EvidenceRecord
}

export default detector({
  id: 'cronjob-failing',
  group: 'workload',
  title: 'The last runs of a CronJob failed',
  why: 'Its work is not done since then. It is tried again at the next time, and most likely fails again.',
  help: 'Mend what makes its pods fail; then run it once by hand with `kubectl create job --from`.',
  severity: 'error',
  reads: ['CronJob', 'Job', 'Pod', 'Event', 'logs'],
  effect: 'short',
  explains: ['unanswered', 'degraded'],
  suspects: ['/spec/jobTemplate/**'],

  *detect(state) {
    for (const cronJob of state.list('CronJob')) {
      const succeededAt = timeOf(cronJob.status.at('lastSuccessfulTime'))
      const runs = runsOf(cronJob, state)
      const failed = runs.filter((run) => run.failed && run.at > (succeededAt ?? 0))
      const last = runs.at(-1)
      if (last?.failed !== true || failed.length === 0 || cronJob.deletedAt !== undefined) continue
      const run = last.job === undefined ? undefined : lastFailure(last.job, state)
      yield finding(cronJob, {
        message: `${failed.length === 1 ? 'The last run' : 'The last runs'} of CronJob \`${cronJob.name}\` failed${run === undefined ? '' : `${failed.length === 1 ? '' : ', the newest'} with ${run.text}`}.`,
        // One failure may be mended by the next run.
        severity: failed.length > 1 || succeededAt === undefined ? 'error' : 'warning',
        since: earliest(failed.map(({ at }) => at)),
        evidence: [last.evidence, ...(run?.evidence ?? [])],
        nextSteps: [
          ...(run === undefined ? [] : [logsStep(run.pod, run.container, 'Read what the last run wrote.')]),
          describe(last.job ?? cronJob),
        ],
      })
    }
  },
})

/** Runs that are over, oldest first. */
function runsOf(cronJob: LiveObject, state: ClusterState): readonly Run[] {
  const runs = new Map<string, Run>()
  for (const event of state.eventsAbout(cronJob, 'SawCompletedJob')) {
    const [, name, condition] = /Saw completed job: (\S+), (?:condition|status): (\w+)/.exec(event.message) ?? []
    if (name !== undefined)
      runs.set(name, { at: event.firstAt, failed: condition === 'Failed', job: undefined, evidence: eventEvidence(event) })
  }
  for (const job of state.controlledBy(cronJob, 'Job')) {
    const [completedAt, failedAt] = [finishedAt(job, 'Complete'), finishedAt(job, 'Failed')]
    const at = failedAt ?? completedAt
    if (at === undefined) continue
    const condition = job.condition(failedAt === undefined ? 'Complete' : 'Failed')
    runs.set(job.name, {
      at,
      failed: failedAt !== undefined,
      job,
      evidence: fieldEvidence(job, condition.at(condition.at('message').exists ? 'message' : 'status'), at),
    })
  }
  return [...runs.values()].toSorted((left, right) => left.at - right.at)
}
