import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { type Answer, judgement, rule, set, violation } from '../../rule.ts'
import { fieldAt, selectorProblems } from '../../schema-problems.ts'

const HELP = 'Give the pod template the labels that the selector asks for; the selector of a workload that exists cannot be changed.'

export default rule({
  id: 'ref-selector-labels',
  group: 'ref',
  title: 'The workload does not select its own pods',
  why: 'The API server refuses a workload whose selector does not match the labels of its pod template.',
  help: HELP,
  severity: 'error',
  fix: 'judge',
  kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'],

  *inspect(object, { schemas }) {
    for (const { pointer, message } of selectorProblems(object, schemas)) yield violation(fieldAt(object, pointer), message)
  },

  propose({ at }, { object }) {
    return judgement(HELP, () => asSelected(at, object))
  },
})

function asSelected(labels: Field, object: KubernetesObject): Answer[] {
  const selector = object.at('spec', 'selector')
  const wanted = (selector.at('matchLabels').exists ? selector.at('matchLabels') : selector).strings()
  const missing = Object.entries(wanted).filter(([key, value]) => labels.at(key).value !== value)
  if (missing.length === 0) return []
  return [{ intents: missing.map(([key, value]) => set(labels.at(key), value)), because: 'the selector asks for these labels' }]
}
