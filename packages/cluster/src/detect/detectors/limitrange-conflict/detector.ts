import { createFailures } from '../../create-failures.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { editStep } from '../../pod-commands.ts'
import { inNamespace } from '../../pods.ts'
import { readConflict } from './read-conflict.ts'

export default detector({
  id: 'limitrange-conflict',
  group: 'scaling',
  title: 'A LimitRange does not let a workload have the resources it asks for',
  why: 'The API server refuses its pods: they ask for more or less than the namespace allows, or for more than the default limit that they get.',
  help: 'Bring requests and limits within the LimitRange, or change the LimitRange.',
  severity: 'error',
  reads: ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'Event', 'LimitRange'],
  effect: 'not-created',
  explains: ['short', 'no-endpoints', 'no-route', 'unanswered', 'not-scaled', 'degraded'],
  suspects: ['/spec/limits/**', '/spec/template/spec/containers/*/resources/**'],

  *detect(state) {
    for (const failure of createFailures(state)) {
      const conflict = readConflict(failure, state)
      if (conflict === undefined) continue
      const { maker, workload, since, evidence } = failure
      yield finding(maker, {
        message: `New pods of ${workload.kind} \`${workload.name}\` are refused: ${conflict.text}.`,
        since,
        evidence: [...evidence, ...(conflict.rule === undefined ? [] : [fieldEvidence(conflict.rule.range, conflict.rule.field)])],
        repair: conflict.repair,
        nextSteps: [
          {
            text: 'See what the namespace allows.',
            command:
              conflict.rule === undefined
                ? `kubectl describe limitranges${inNamespace(maker)}`
                : `kubectl describe limitrange ${conflict.rule.range.name}${inNamespace(maker)}`,
          },
          editStep(workload, 'Bring requests and limits within it.'),
        ],
      })
    }
  },
})
