import { rule, violation } from '../../rule.ts'
import { fieldAt, selectorProblems } from '../../schema-problems.ts'

export default rule({
  id: 'ref-selector-labels',
  group: 'ref',
  title: 'The workload does not select its own pods',
  why: 'The API server refuses a workload whose selector does not match the labels of its pod template.',
  help: 'Give the pod template the labels that the selector asks for; the selector of a workload that exists cannot be changed.',
  severity: 'error',
  fix: 'judge',
  kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'],

  *inspect(object, { schemas }) {
    for (const { pointer, message } of selectorProblems(object, schemas)) yield violation(fieldAt(object, pointer), message)
  },
})
