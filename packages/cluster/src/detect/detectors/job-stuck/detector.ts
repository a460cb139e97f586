import type { LiveObject } from '../../../context/live-object.ts'
import { containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isFinished } from '../../failed-runs.ts'
import { describe, lastingUnready, START_PATIENCE, unreadyEvidence, unreadySince } from '../../workload-pods.ts'

export default detector({
  id: 'job-stuck',
  group: 'workload',
  title: 'A Job does not get on',
  why: 'Its pods are there and do not run, or run on after the work is done: the Job never completes.',
  help: 'Find out why its pods are not ready. A helper that must not outlive the work is an init container with `restartPolicy: Always`.',
  severity: 'error',
  reads: ['Job', 'Pod'],
  effect: 'short',
  suspects: ['/spec/template/**'],

  *detect(state) {
    for (const job of state.list('Job')) {
      const [active, ready] = [job.status.at('active').number ?? 0, job.status.at('ready').number ?? 0]
      if (active === 0 || ready > 0 || job.deletedAt !== undefined || job.spec.at('suspend').is(true) || isFinished(job)) continue
      const [first] = lastingUnready(job, START_PATIENCE, state)
      if (first === undefined) continue
      const left = leftRunning(first)
      yield finding(job, {
        message:
          left === undefined
            ? `Job \`${job.name}\` does not get on: ${active === 1 ? 'its pod is not ready' : `none of its ${active} pods is ready`}.`
            : `Job \`${job.name}\` does not end: container \`${left}\` runs on after the others are done.`,
        about: left,
        since: unreadySince(first),
        evidence: [fieldEvidence(job, job.status.at('active')), ...unreadyEvidence(first)],
        nextSteps: [describe(first, 'Read why its pod is not ready.'), describe(job)],
      })
    }
  },
})

/** The only container that still runs where all others have ended well: a proxy beside the work. */
function leftRunning(pod: LiveObject): string | undefined {
  const states = containerStates(pod).filter(({ list }) => list === 'containers')
  const [running, ...others] = states.filter((one) => one.running.exists)
  const done = states.filter(({ terminated }) => terminated.at('exitCode').is(0))
  return running !== undefined && others.length === 0 && done.length > 0 && done.length === states.length - 1 ? running.name : undefined
}
