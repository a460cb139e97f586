import { matchesSelector, podLabels } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { nearestLabels } from '../../nearest-labels.ts'
import { isGoing, writtenAt } from '../../onset.ts'
import { hasLasted, MINUTE } from '../../patience.ts'
import { makersIn, podsLabelled } from '../../service-endpoints.ts'

/** Workloads that have no pods for now count as well. */
const MAKERS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'] as const

export default detector({
  id: 'networkpolicy-selects-nothing',
  group: 'network',
  title: 'A NetworkPolicy selects no pod',
  why: 'It has no effect: what it should protect is open, or what it should let through stays shut.',
  help: 'Make its podSelector and the labels of the pods the same, or delete it.',
  severity: 'info',
  reads: ['NetworkPolicy', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'],
  explains: [],
  suspects: ['/spec/podSelector/**'],

  *detect(state) {
    for (const policy of state.list('NetworkPolicy')) {
      const selector = policy.spec.at('podSelector')
      const wanted = [...selector.at('matchLabels').entries(), ...selector.at('matchExpressions').items()]
      // An empty selector is for all pods, also those to come.
      if (wanted.length === 0 || isGoing(policy, state) || !knowsPods(policy, state) || isSelecting(policy, state)) continue
      const since = writtenAt(policy, selector.pointer, state)
      if (!hasLasted(since, MINUTE, state)) continue
      const near = nearestLabels(selector.at('matchLabels').strings(), makersIn(policy.namespace, state))
      const [difference] = near?.isTypo === true ? near.differences : []
      const hint =
        near === undefined || difference === undefined
          ? ''
          : `; ${near.maker.kind} \`${near.maker.name}\` has \`${difference.key}: ${difference.found}\``
      yield finding(policy, {
        message: `NetworkPolicy \`${policy.name}\` selects no pod${difference === undefined ? '' : ` (\`${difference.key}: ${difference.wanted}\`)`}${hint}.`,
        // Whoever writes a policy before its pods means what it says; with a typing error it will never protect what it should.
        severity: difference === undefined ? 'info' : 'warning',
        since,
        evidence: [fieldEvidence(policy, selector)],
        nextSteps: [{ text: 'Compare the labels.', command: `kubectl get pods -n ${policy.namespace} --show-labels` }],
      })
    }
  },
})

function knowsPods(policy: LiveObject, state: ClusterState): boolean {
  return ['Pod', 'Deployment', 'StatefulSet'].every((kind) => state.coverage.knowsAbsence(kind, policy.namespace))
}

function isSelecting(policy: LiveObject, state: ClusterState): boolean {
  const selector = policy.spec.at('podSelector')
  const isMeant = (labels: Readonly<Record<string, string>>): boolean => matchesSelector(selector, labels)
  const labels = selector.at('matchLabels').strings()
  const pods = Object.keys(labels).length === 0 ? state.in('Pod', policy.namespace) : podsLabelled(labels, policy.namespace, state)
  if (pods.some((pod) => isMeant(pod.labels.strings()))) return true
  return MAKERS.flatMap((kind) => state.in(kind, policy.namespace)).some((maker) => isMeant(podLabels(maker)))
}
