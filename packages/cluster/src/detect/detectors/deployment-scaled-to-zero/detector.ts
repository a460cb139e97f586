import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'

const KINDS = ['Deployment', 'StatefulSet'] as const

export default detector({
  id: 'deployment-scaled-to-zero',
  group: 'workload',
  title: 'A workload is scaled to zero',
  why: 'It has no pods because it wants none: right when nobody needs it, and an outage when somebody still calls it.',
  help: 'Scale it up when something depends on it.',
  severity: 'info',
  reads: [...KINDS],
  explains: ['no-endpoints', 'no-route', 'unanswered', 'not-scaled', 'degraded'],
  suspects: ['/spec/replicas'],

  *detect(state) {
    for (const workload of KINDS.flatMap((kind) => state.list(kind))) {
      const replicas = workload.spec.at('replicas')
      if (!replicas.is(0) || workload.deletedAt !== undefined) continue
      const since = state.lastChange(workload, '/spec/replicas')?.at
      yield finding(workload, {
        message: `${workload.kind} \`${workload.name}\` is scaled to zero.`,
        since,
        evidence: [fieldEvidence(workload, replicas, since)],
        nextSteps: [
          {
            text: 'Scale it up when something depends on it.',
            command: `kubectl scale ${workload.kind.toLowerCase()} ${workload.name} -n ${workload.namespace ?? 'default'} --replicas=1`,
          },
        ],
      })
    }
  },
})
