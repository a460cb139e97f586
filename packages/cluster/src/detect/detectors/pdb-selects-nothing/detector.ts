import { matchesSelector, podLabels } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding, type Repair } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'
import { type LabelDifference, nearestLabels } from '../../nearest-labels.ts'
import { hasLasted, latest } from '../../patience.ts'
import { inNamespace } from '../../pods.ts'

/** Kinds that make pods, also ones that have none for now. */
const MAKERS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'] as const
/** Kinds a budget could mean. */
const PROTECTED = ['Deployment', 'StatefulSet'] as const
const APPLY_PATIENCE = 2 * MINUTE

export default detector({
  id: 'pdb-selects-nothing',
  group: 'scaling',
  title: 'A PodDisruptionBudget selects no pod',
  why: 'The pods it was made for are not protected: draining a node may end all of them at once.',
  help: 'Make its selector and the labels of the pods the same, or delete it.',
  severity: 'warning',
  reads: ['PodDisruptionBudget', 'Pod', 'Deployment', 'StatefulSet'],
  effect: 'not-scaled',
  explains: [],
  suspects: ['/spec/selector/**', '/spec/template/metadata/labels/**'],

  *detect(state) {
    for (const budget of state.list('PodDisruptionBudget')) {
      const selector = budget.spec.at('selector')
      if (!selector.exists || budget.deletedAt !== undefined || !isKnownEmpty(budget, state)) continue
      const since = latest([budget.createdAt, state.lastChange(budget, '/spec/selector')?.at])
      if (!hasLasted(since, APPLY_PATIENCE, state)) continue
      const near = selector.at('matchExpressions').exists
        ? undefined
        : nearestLabels(selector.at('matchLabels').strings(), meant(budget, state))
      const typo = near?.isTypo === true && near.differences.length === 1 ? near.differences[0] : undefined
      yield finding(budget, {
        message:
          near === undefined || typo === undefined
            ? `No pod has the labels that PodDisruptionBudget \`${budget.name}\` selects.`
            : `PodDisruptionBudget \`${budget.name}\` selects \`${typo.key}: ${typo.wanted}\`; the pods of ${near.maker.kind} \`${near.maker.name}\` have \`${typo.key}: ${typo.found ?? ''}\`.`,
        since,
        evidence: [
          fieldEvidence(budget, selector),
          ...(near === undefined || typo === undefined
            ? []
            : [fieldEvidence(near.maker, near.maker.spec.at('template', 'metadata', 'labels'))]),
        ],
        repair: typo === undefined ? undefined : selecting(budget, typo),
        nextSteps: [{ text: 'Compare the labels.', command: `kubectl get pods${inNamespace(budget)} --show-labels` }],
      })
    }
  },
})

function meant(budget: LiveObject, state: ClusterState): readonly LiveObject[] {
  return PROTECTED.flatMap((kind) => state.in(kind, budget.namespace))
}

function selecting(budget: LiveObject, { key, wanted, found }: LabelDifference): Repair {
  const path = budget.spec.at('selector', 'matchLabels', key).pointer
  return {
    object: budget,
    description: `Select \`${key}: ${found ?? ''}\`.`,
    operations: [
      { op: 'test', path, value: wanted },
      { op: 'replace', path, value: found },
    ],
  }
}

/** No pod matches, and nothing that is there would make one that does: a workload scaled to zero, a CronJob between two runs. */
function isKnownEmpty(budget: LiveObject, state: ClusterState): boolean {
  const { namespace } = budget
  const selector = budget.spec.at('selector')
  if (
    !['Pod', ...MAKERS].every((kind) => state.coverage.knowsAbsence(kind, namespace)) ||
    state.podsSelected(selector, namespace).length > 0
  )
    return false
  return !MAKERS.flatMap((kind) => state.in(kind, namespace)).some((maker) => matchesSelector(selector, podLabels(maker)))
}
